"""Warn the operator of valid settings that are probably mistakes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from ilofeed.config.loader import Config
from ilofeed.core.name_lists import some_of

_IMPATIENT = timedelta(minutes=5)


def advice(config: Config) -> Iterator[str]:
    """Yield a warning for each probable mistake. Raises ConfigError if the output cannot be written."""
    if config.output is not None:
        _check_output(config, config.output)
        yield from _exposed(config, config.output)
    if not config.sources:
        yield "no [[source]] is named, so there is nothing to poll"
    if not config.contact or "example." in config.contact:
        yield (
            "ilofeed.contact should name you, so that a site can write to you before it blocks you;"
            " some refuse every program that names nobody (403)"
        )
    if not config.base_url or "example." in config.base_url:
        yield "ilofeed.base_url should be the address at which the feeds are published; readers look for it"
    if config.hubs and not config.base_url:
        yield "ilofeed.hubs are not notified without ilofeed.base_url"
    if not config.authority or "example." in config.authority:
        yield "ilofeed.authority is best set before the first poll; ids are made with it and then kept"
    if paused := [source.slug for source in config.sources if source.paused]:
        yield f"not polled, by `paused = true`: {some_of(paused)}"
    if impatient := [source.slug for source in config.sources if source.interval < _IMPATIENT]:
        where = config.of_source(impatient[0], "interval").where
        kind = "source" if len(impatient) == 1 else "sources"
        yield f"{where}: {kind} {some_of(impatient)}: polled more often than every five minutes"


def _exposed(config: Config, output: Path) -> Iterator[str]:
    """Yield a warning if private feeds have files in *output*, which any web server may serve."""
    from ilofeed.publish.atomic_files import Folders  # noqa: PLC0415 - most configurations have no private feeds

    files = [path.name for path in Folders(output, config.private).exposed()] if config.private.keys else []
    if files:
        yield (
            f"{files[0]}{f' and {len(files) - 1} more' if files[1:] else ''} in {output} {'are' if files[1:] else 'is'}"
            " from before the feed had a key, and can be read by everybody; `ilofeed publish` removes such files"
        )


def _check_output(config: Config, output: Path) -> None:
    """Raise ConfigError if nothing could be written to the folder *output*."""
    try:
        folder = next(each for each in (output, *output.parents) if _is_there(each))
        why = "" if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK) else f"{folder} cannot be written to"
    except OSError as error:
        why = str(error)
    if why:
        raise config.at("ilofeed", "output").wrong(f"is {str(output)!r}, and {why}")


def _is_there(path: Path) -> bool:
    """Return whether *path* exists. Raises OSError if that cannot be found out."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
