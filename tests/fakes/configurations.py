"""Configurations that are texts, not files."""

from __future__ import annotations

from pathlib import Path

from ilofeed.config.documents import of_text
from ilofeed.config.lint import mistakes
from ilofeed.core.errors import ConfigError


def mistakes_in(text: str, *, name: str = "config.toml", folder: Path = Path()) -> list[ConfigError]:
    """What is wrong with the configuration *text*, as `ilofeed check` finds it."""
    try:
        return mistakes(of_text(text, name=name, folder=folder))
    except ConfigError as error:
        return [error]
