"""Poll or request a number of sources: those of one host in sequence, different hosts in parallel."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from queue import SimpleQueue
from typing import TypeVar

from ilofeed.core import urls
from ilofeed.core.models import Source

_Result = TypeVar("_Result")

#: The number of hosts polled in parallel. Most of the time is spent waiting for them.
WORKERS = 8


def by_host(sources: Collection[Source]) -> dict[str, list[Source]]:
    """Group *sources* by host, in their order; all host names of the ILO count as one host."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(urls.site(source.url), []).append(source)
    return groups


def side_by_side(
    sources: Collection[Source], act: Callable[[Source], _Result], *, stop: Callable[[], None]
) -> Iterator[_Result]:
    """Yield what *act* returns for each of *sources*, in the order in which the calls end. Raises what *act* raises.

    After an error, or if the caller stops early, it calls *stop* and waits for the calls that
    are running.
    """
    groups = list(by_host(sources).values())
    if len(groups) < 2:
        yield from map(act, sources)
        return
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - most runs poll one host

    # An error ends the iteration; None means that a host is done.
    results: SimpleQueue[tuple[_Result] | BaseException | None] = SimpleQueue()

    def visit(group: list[Source]) -> None:
        try:
            for source in group:
                results.put((act(source),))
        except BaseException as error:  # noqa: BLE001 - raised again in the waiting thread
            results.put(error)
        else:
            results.put(None)

    with ThreadPoolExecutor(min(len(groups), WORKERS), thread_name_prefix="host") as pool:
        for group in groups:
            pool.submit(visit, group)
        try:
            yield from _as_they_come(results, len(groups))
        except BaseException:
            stop()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _as_they_come(results: SimpleQueue[tuple[_Result] | BaseException | None], hosts: int) -> Iterator[_Result]:
    while hosts:
        result = results.get()
        if isinstance(result, BaseException):
            raise result
        if result is None:
            hosts -= 1
        else:
            yield result[0]
