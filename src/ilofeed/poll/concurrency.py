"""Many sources at once: those of one host one after the other, different hosts side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from queue import SimpleQueue

from ilofeed.core import urls
from ilofeed.core.models import Source
from ilofeed.core.state import PollReport

#: So many hosts are polled at a time. They are waited for, most of the time.
WORKERS = 8

PollOne = Callable[[Source], PollReport]


def by_host(sources: Collection[Source]) -> dict[str, list[Source]]:
    """*sources* by the host they are on, in their order; all names of the ILO are one host."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(urls.site(source.url), []).append(source)
    return groups


def side_by_side(
    sources: Collection[Source], poll_one: PollOne, *, stop: Callable[[], None]
) -> Iterator[PollReport]:
    """The reports of *sources* as they come. Raises what *poll_one* raises.

    Where it does, or nobody wants any more reports, *stop* is called, and what is under way
    waited for.
    """
    groups = list(by_host(sources).values())
    if len(groups) < 2:
        yield from map(poll_one, sources)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - most runs poll one host

    # An error ends it; None: a host is done.
    reports: SimpleQueue[PollReport | BaseException | None] = SimpleQueue()

    def visit(group: list[Source]) -> None:
        try:
            for source in group:
                reports.put(poll_one(source))
        except BaseException as error:  # noqa: BLE001 - handed over to the one who waits
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
