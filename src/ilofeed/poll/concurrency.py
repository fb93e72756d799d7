"""Poll a number of sources: those of one host in sequence, different hosts in parallel."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from queue import SimpleQueue

from ilofeed.core import urls
from ilofeed.core.models import Source
from ilofeed.core.state import PollReport

#: The number of hosts polled in parallel. Most of the time is spent waiting for them.
WORKERS = 8

PollOne = Callable[[Source], PollReport]


def by_host(sources: Collection[Source]) -> dict[str, list[Source]]:
    """Group *sources* by host, in their order; all host names of the ILO count as one host."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(urls.site(source.url), []).append(source)
    return groups


def side_by_side(
    sources: Collection[Source], poll_one: PollOne, *, stop: Callable[[], None]
) -> Iterator[PollReport]:
    """Yield the reports of *sources* in the order in which polls end. Raises what *poll_one* raises.

    After an error, or if the caller stops early, it calls *stop* and waits for the polls that
    are running.
    """
    groups = list(by_host(sources).values())
    if len(groups) < 2:
        yield from map(poll_one, sources)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - most runs poll one host

    # An error ends the iteration; None means that a host is done.
    reports: SimpleQueue[PollReport | BaseException | None] = SimpleQueue()

    def visit(group: list[Source]) -> None:
        try:
            for source in group:
                reports.put(poll_one(source))
        except BaseException as error:  # noqa: BLE001 - raised again in the waiting thread
            reports.put(error)
        else:
            reports.put(None)

    with ThreadPoolExecutor(min(len(groups), WORKERS), thread_name_prefix="host") as pool:
        for group in groups:
            pool.submit(visit, group)
        try:
            yield from _as_they_come(reports, len(groups))
        except BaseException:
            stop()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _as_they_come(reports: SimpleQueue[PollReport | BaseException | None], hosts: int) -> Iterator[PollReport]:
    while hosts:
        report = reports.get()
        if isinstance(report, BaseException):
            raise report
        if report is None:
            hosts -= 1
        else:
            yield report
