"""Build feeds from the store, check them, and write them to the output folder or a shared store."""
