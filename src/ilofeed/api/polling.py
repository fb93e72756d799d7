"""Poll the sources of a configuration file once."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ilofeed.app import after_poll, use_cases
from ilofeed.app.container import Container
from ilofeed.config import loader
from ilofeed.core.process_lock import ProcessLock
from ilofeed.core.state import PollReport

_logger = logging.getLogger(__name__)

# A process is one holder of turns at hosts: two threads of it would send requests to one host side by side.
_one_at_a_time = ProcessLock()


def poll_sources(config: str | os.PathLike[str], *, slugs: Iterable[str] = ()) -> list[PollReport]:
    """Poll sources now, publish their feeds, and notify hubs and operator, as ``ilofeed fetch --once`` does.

    A failed poll is a report, not an error. Problems with feeds over several sources, hubs and alerts are logged.
    Several programs may poll at once, also the same sources; calls in one process wait for each other.

    Args:
        config: The path of config.toml. Paths in it are relative to its folder.
        slugs: The sources to poll; empty: all.

    Returns:
        The report of each poll, in the order of the file.

    Raises:
        ConfigError: The file cannot be read or has a mistake, or no source has one of the slugs.
        StoreError: The database cannot be opened, read or written.
        TypeError: An argument has a wrong type.

    Example:
        >>> import ilofeed
        >>> for report in ilofeed.poll_sources("config.toml", slugs=["news"]):
        ...     print(report.source, report.outcome, report.items, "items")
        news changed 3 items
    """
    if not isinstance(config, str | os.PathLike):
        raise TypeError(f"config is {config!r}, which is no path")
    settings = loader.load(Path(config))
    sources = settings.chosen(_checked(slugs))
    with _one_at_a_time, _garbage_as_before(), Container(settings, role="library") as container:
        reports = {report.source: report for report in use_cases.poll_sources(container, sources)}
        after_poll.log_results(_logger, after_poll.results(container))
    return [reports[source.slug] for source in sources]


def _checked(slugs: Iterable[str]) -> tuple[str, ...]:
    if isinstance(slugs, str | bytes) or not isinstance(slugs, Iterable):
        raise TypeError(f"slugs is {slugs!r}; pass a list of them")
    checked = tuple(slugs)
    for at, slug in enumerate(checked):
        if not isinstance(slug, str):
            raise TypeError(f"slugs[{at}] is {slug!r}, which is no str")
    return checked


@contextmanager
def _garbage_as_before() -> Iterator[None]:
    """Keep the caller's settings of the garbage collector, which polls change for a program that polls alone."""
    thresholds = gc.get_threshold()
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
