"""Publish all documents: the feeds of sources, the feeds over several sources, and the pages beside them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from ilofeed import __version__
from ilofeed.app import site_pages
from ilofeed.app.container import Container
from ilofeed.app.source_conditions import GOOD, conditions, marks
from ilofeed.core import bug_report, clock_check
from ilofeed.core.errors import IlofeedError, PublishError
from ilofeed.core.models import Source
from ilofeed.core.state import Condition, PollResult, RecoveredFeed, SourceState
from ilofeed.decide import outcomes, schedule, timestamps
from ilofeed.decide.recovery import in_order, recovered
from ilofeed.publish import render

_logger = logging.getLogger(__name__)

# More than a source ever has.
_ALL = 1_000_000


def recover(container: Container) -> tuple[str, ...]:
    """Save entries that only the JSON feeds in the output folder contain; return the slugs of their sources.

    After a restore of the database from a backup, the feeds of all sources must be read before
    any is written. Otherwise a feed over several sources would shrink, and documents of a shared
    database that are older than the files would replace them. Raises StoreError.
    """
    seeds: dict[str, RecoveredFeed] = {}
    learned: dict[str, Source] = {}
    for source in container.config.sources if container.config.output is not None else ():
        with _isolated(source):
            seed = _unknown_entries(container, source)
            if seed.entries:
                seeds[source.slug] = seed
    if len(seeds) > 1:
        container.store.arrive(in_order(seeds))
    for source in container.config.sources:
        with _isolated(source):
            if source.slug in seeds and _record_recovered(container, source, seeds[source.slug]):
                learned[source.slug] = source
    if learned and container.store.commons is not None:
        with suppress(PublishError):  # the polls report it
            container.publisher.together(list(learned.values()), container.store.states())
    return tuple(learned)


@contextmanager
def _isolated(source: Source) -> Iterator[None]:
    """Open a block that reports a bug, so that the feed of *source* does not stop the others."""
    try:
        yield
    except IlofeedError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        bug_report.report(error, f"the published feed of source {source.slug}")


def _unknown_entries(container: Container, source: Source) -> RecoveredFeed:
    """Return the JSON feed of *source* if it has entries that the database lacks, else an empty RecoveredFeed."""
    try:
        feed = container.published_feed(source)
    finally:
        container.compared.add(source.slug)
    if not feed.entries:
        return feed
    # Without a claim, because a claim would end the poll of another process.
    state = container.store.state(source.slug) or SourceState(slug=source.slug)
    return feed if _learned(container, source, state, feed) else RecoveredFeed()


def _record_recovered(container: Container, source: Source, feed: RecoveredFeed) -> bool:
    """Save the new entries of *feed*, the JSON feed of *source*; return whether there were any."""
    state = container.store.claim([source.slug])[source.slug]
    commit = _learned(container, source, state, feed)
    if commit is None or not container.store.record(commit):
        return False
    if source.retired and feed.ended is not None:
        container.store.retired(source.slug, min(feed.ended, container.clock.now()))
    _logger.warning("source=%s %s: %d entries", source.slug, commit.report.message, len(commit.entries))
    return True


def _learned(container: Container, source: Source, state: SourceState, feed: RecoveredFeed) -> PollResult | None:
    known = container.store.known(source.slug, (), (), [entry.id for entry in feed.entries])
    return recovered(source, state, container.clock.now(), feed, known)


def mirror_feeds(container: Container) -> None:
    """Update the served folder with documents that any machine has published.

    Raises StoreError and PublishError.
    """
    if container.store.commons is None:
        return
    from ilofeed.publish.targets import Mirror  # noqa: PLC0415 - for machines that share a database

    if container.mirror is None or container.mirror.folders != container.folders:
        recover(container)
        container.mirror = Mirror(container.store.commons, container.folders)
    container.mirror()


def publish_all(container: Container) -> Iterator[tuple[str, bool | PublishError]]:
    """Publish every document that differs from what was published last, or that has changed since.

    Yield the slug of each with whether one of its files changed, or the error.
    """
    rename_former_slugs(container)
    recover(container)
    states = container.store.states()
    for source in container.config.sources:
        state = states.get(source.slug)
        if state is None:
            yield source.slug, False
        else:
            yield source.slug, _publish_source(container, source, state, thoroughly=True)
    yield from publish_shared(container, thoroughly=True)


def publish_shared(container: Container, *, thoroughly: bool = False) -> Iterator[tuple[str, bool | PublishError]]:
    """Update the feeds that no poll publishes: those over several sources, and those of sources that are not polled."""
    from ilofeed.publish.attempt import attempted  # noqa: PLC0415 - see the top of ilofeed.app

    states = container.store.states()
    for source in container.config.sources:
        if not source.is_polled and source.slug in states and not thoroughly:
            yield source.slug, _publish_source(container, source, states[source.slug])
    shared = list(container.publisher.shared(states, thoroughly=thoroughly))
    if any(isinstance(each, PublishError) and each.reason == clock_check.CLOCK_BEHIND for _, each in shared):
        _correct_dates(container, states)
        states = container.store.states()
        shared = list(container.publisher.shared(states, thoroughly=thoroughly))
    yield from shared
    beside: dict[str, Callable[[], object]] = {}
    if container.config.base_url and container.config.sources:
        beside["index"] = partial(partial(_publish_index, container), states, thoroughly=thoroughly)
    if container.config.output is not None:
        beside["copies"] = partial(mirror_feeds, container)
    for name, publish in beside.items():
        done = attempted(name, publish)
        if isinstance(done, PublishError):
            yield name, done


def _correct_dates(container: Container, states: Mapping[str, SourceState]) -> None:
    """Correct dates from a clock that was ahead, if the servers of other sources confirm the current clock.

    A poll corrects the dates of its own source. But the dates of an unavailable or retired source would
    block the feeds over several sources for as long as the clock was ahead.
    """
    now = container.clock.now()
    if not clock_check.is_confirmed(states.values(), now):
        return
    for source in container.config.sources:
        known = container.store.newest(source.slug, _ALL)
        if max((entry.updated for entry in known), default=now) <= now + clock_check.WRONG:
            continue
        corrected = timestamps.correct_clock_skew(known, now)
        state = container.store.claim([source.slug])[source.slug]
        report = outcomes.skipped(source, "clock", f"dates of {len(corrected)} entries corrected")
        commit = outcomes.with_corrected_timestamps(PollResult(state=state, report=report), corrected)
        if container.store.record(commit):
            certain = replace(commit.state, clock_agreements=clock_check.NEEDED)
            _publish_source(container, source, certain)


def _publish_source(
    container: Container, source: Source, state: SourceState, *, thoroughly: bool = False
) -> bool | PublishError:
    from ilofeed.publish.attempt import attempted  # noqa: PLC0415 - see the top of ilofeed.app

    return attempted(source.slug, partial(container.publisher, source, state, thoroughly=thoroughly))


def _publish_index(container: Container, states: Mapping[str, SourceState], *, thoroughly: bool) -> None:
    """Publish the page of all feeds and the status file, if any source has been polled."""
    if not any(state.outcome for state in states.values()):
        return
    now = container.clock.now()
    until = site_pages.last_polled(states, now)
    known = marks(container.store, states, until)
    public = container.config.public_sources
    status = msgspec.json.encode(site_pages.status_of(public, states, known, now))
    container.publisher.put("status", {"json": msgspec.json.format(status, indent=1)})
    shown = _shown_on_index(container, states, conditions(public, states, known, until))
    interface = container.config.interface_language
    stamp = sha256(repr((__version__, container.config.plans, shown, interface)).encode()).hexdigest()
    stamps = {"index": {render.PAGE: stamp}, render.ICON: {render.ICON_FORMAT: stamp}}
    if container.publisher.are_in_place(stamps, thoroughly=thoroughly):
        return
    page = render.index(site_pages.summaries(container, at=until), interface=interface)
    container.publisher.put(render.ICON, {render.ICON_FORMAT: render.icon()}, stamp)
    container.publisher.put("index", {render.PAGE: page}, stamp)


def _shown_on_index(
    container: Container, states: Mapping[str, SourceState], found: Mapping[str, Condition]
) -> list[object]:
    """Return all facts of the sources that the page of all feeds shows. *found* are their conditions."""
    known: list[object] = []
    for source in container.config.public_sources:
        state = states.get(source.slug) or SourceState(slug=source.slug)
        reason = state.reason if state.outcome not in GOOD else None
        due_by = schedule.due_by([source], states)
        known.append((source.slug, state.content, found[source.slug].value, reason, str(due_by)))
    return known


def rename_former_slugs(container: Container) -> None:
    """Rename data that is saved under former slugs to the current slugs."""
    for plan in container.config.plans:
        for former in plan.former:
            if plan.is_of:
                container.store.rename(former, plan.slug)
