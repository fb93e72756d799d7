"""Check the files in the output folder against the rules of their formats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ilofeed.config.loader import Config
from ilofeed.core.errors import ConfigError
from ilofeed.publish.render import FORMATS, LIST
from ilofeed.publish.validate import Finding, Report, compare, examine


def validate(config: Config, now: datetime) -> Iterator[tuple[str, list[Finding]]]:
    """Yield the name of each feed file in the output folder with its findings.

    Raises ConfigError if the folder cannot be read.
    """
    by_feed: dict[str, dict[str, Report]] = defaultdict(dict)
    if config.output is None:
        raise config.at("ilofeed", "output").wrong("is empty, so there is no folder to look into")
    private = config.private
    folders = (config.output, *([private.folder] if private.folder and private.folder.is_dir() else ()))
    for path in (path for folder in folders for path in _files(folder)):
        format = path.suffix.removeprefix(".")
        has_address = config.base_url and format in FORMATS
        location = f"{config.base_url}{path.name}{private.query(path.name)}" if has_address else ""
        examined = examine(_bytes(path), now=now, location=location)
        yield path.name, examined.findings
        if format in FORMATS:
            by_feed[path.stem][format] = examined
    for stem, documents in by_feed.items():
        differences = compare(documents)
        if differences:
            yield stem, differences


def _files(folder: Path) -> list[Path]:
    try:
        found = [path for path in folder.iterdir() if path.suffix.removeprefix(".") in (*FORMATS, LIST)]
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be read ({error.strerror})") from error
    return sorted(path for path in found if not path.name.startswith(".") and path.name != "status.json")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
