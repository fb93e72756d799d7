"""Layouts: each module or package reads one, with `NAME`, `fits` and `extract`."""
