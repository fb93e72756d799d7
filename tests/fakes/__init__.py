"""Stand-ins for the outside world, with its real interfaces."""
