"""Read, check and write `config.toml`, and suggest sources for it."""
