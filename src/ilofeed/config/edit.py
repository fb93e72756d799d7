"""Changes to config.toml that keep its comments and its order."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from ilofeed.config import parse
from ilofeed.errors import ConfigError
from ilofeed.model import Selectors


def set_selectors(path: Path, slug: str, selectors: Selectors) -> None:
    """Let the source *slug* be read by *selectors*. Raises ConfigError, the file then as it was."""
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, TOMLKitError) as error:
        raise ConfigError(f"{path}: cannot be changed: {error}") from error
    table = next(each for each in document["source"] if each["slug"] == slug)
    table["profile"] = "selectors"
    table["selectors"] = {name: css for name, css in asdict(selectors).items() if css}
    text = tomlkit.dumps(document)
    parse(text, name=str(path), folder=path.parent)
    _replace(path, text)


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.new")
    try:
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(path.stat().st_mode & 0o777)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error
