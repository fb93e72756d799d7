"""Build every service from one configuration, and run the use cases with them."""
