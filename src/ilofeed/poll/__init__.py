"""The pipeline: poll one source, and many at once."""
