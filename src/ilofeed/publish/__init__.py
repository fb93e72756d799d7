"""Make feeds of what the store holds, check them, and write them where readers find them."""
