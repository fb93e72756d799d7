"""Download pages politely and safely: robots.txt, delays, limits of size and time, checked addresses."""
