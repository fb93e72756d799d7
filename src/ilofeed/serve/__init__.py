"""Serve feeds, pages and metrics over HTTP."""
