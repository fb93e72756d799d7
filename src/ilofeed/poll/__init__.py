"""One poll of one source, from asking for the page to the files on disk.

    Source, state ─► fetch ─► Page ─► extract ─► Items ─► match ─► diff ─► Changes ─► gate ─► record ─► publish
                       │       │      and read                                        │    one trans-   only if
                       │       │      on                                              │    action       bytes
                       │       └─► the same bytes as last time                        └─► quarantined   differ
                       └─► NotModified

Whatever a page does, what comes out is a PollReport; only the store can stop a run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed import commits, instants, profiles
from ilofeed.commits import Reading
from ilofeed.errors import DeferredError, IlofeedError, PollError
from ilofeed.memory import Commit, PollReport, Quarantine, Seed, SourceState
from ilofeed.model import Entry, Item, Source
from ilofeed.poll.compare import Comparison, compare
from ilofeed.poll.look import Counting, Look
from ilofeed.ports import Clock, Fetch, Locate, Publish, Store

_logger = logging.getLogger(__name__)

# A clock that goes back further than this was wrong, and what it dated is put right.
_CLOCK_WRONG = timedelta(days=1)

# More than a source ever has.
_ALL = 1_000_000


class Poller:
    """Polls sources with what it was given to do so; threads may share it."""

    def __init__(
        self,
        store: Store,
        fetch: Fetch,
        publish: Publish,
        clock: Clock,
        *,
        mint: Callable[[Item], str],
        seed: Callable[[Source], Seed] = lambda _: Seed(),
        locate: Locate = lambda _: None,
    ) -> None:
        """*mint* gives a new entry its id; *seed* tells what was published of a source that is not known.

        *locate* tells where a known address leads today.
        """
        self._store = store
        self._fetch = fetch
        self._publish = publish
        self._clock = clock
        self._mint = mint
        self._seed = seed
        self._locate = locate

    def poll(
        self, source: Source, state: SourceState, *, force: bool = False, dry_run: bool = False
    ) -> PollReport:
        """What came of polling *source*, whose claimed *state* is given.

        *force* asks although the server wanted to be left alone, and for the whole page;
        *dry_run* saves and publishes nothing. Raises StoreError, and nothing else that can
        be expected.
        """
        now, begun = self._clock.now(), self._clock.monotonic()
        state = commits.forgiven(source, state)
        skipped = None if force else commits.left_alone(source, state, now)
        if skipped is not None:
            return skipped
        if state.last_poll and state.last_poll > now + _CLOCK_WRONG and not dry_run:
            state = self._put_right(source, state, now)
        seeds: tuple[Entry, ...] = ()
        if state.content == 0:
            state, seeds = self._seeded(source, state, now, dry_run=dry_run)
        fetch = Counting(self._fetch)
        try:
            commit = self._looked_at(source, state, now, fetch=fetch, force=force, seeds=seeds)
        except DeferredError as error:
            if error.not_before is not None and not dry_run:
                self._store.keep(replace(state, not_before=error.not_before))
            return commits.skipped(source, error.reason, str(error))
        report = replace(commit.report, seconds=self._since(begun), bytes=fetch.bytes)
        return report if dry_run else self._carried_out(source, replace(commit, report=report), begun)

    def accept(
        self, source: Source, state: SourceState, held: Quarantine, *, as_known: bool = False
    ) -> PollReport:
        """Let the poll that is *held* through, exactly as it was shown.

        *as_known* takes its new items as known without announcing them. Raises StoreError.
        """
        now, begun = self._clock.now(), self._clock.monotonic()
        found = self.compare(state, held, now, as_edits=as_known)
        changes = found.changes
        if as_known:
            before = {entry.id: entry for entry in found.known}
            changes = replace(changes, to_save=tuple(_unsaid(each, before) for each in changes.to_save))
        reading = Reading(page=held.page, extraction=held.extraction, changes=changes)
        state = replace(commits.without_gap(state), counters=found.counters, link_rules=found.rules)
        commit = commits.taken_in(source, state, now, reading)
        if not _is_read_so_today(source, held):
            commit = replace(commit, state=replace(commit.state, recipe=commits.former_recipe(state)))
        return self._carried_out(source, commit, begun)

    def compare(
        self, state: SourceState, held: Quarantine, now: datetime, *, as_edits: bool = False
    ) -> Comparison:
        """What letting the poll that is *held* through would change. Nothing is saved.

        *as_edits* takes other words at a known address for an edit.
        """
        return compare(self._store, self._mint, state, held.extraction, now, as_edits=as_edits)

    def _looked_at(
        self,
        source: Source,
        state: SourceState,
        now: datetime,
        *,
        fetch: Fetch,
        force: bool,
        seeds: tuple[Entry, ...],
    ) -> Commit:
        """What the poll leaves behind, also where it failed. Raises DeferredError where it is not its time."""
        look = Look(
            store=self._store,
            fetch=fetch,
            locate=self._locate,
            mint=self._mint,
            source=source,
            state=state,
            now=now,
            force=force,
            seeds=seeds,
        )
        try:
            return look()
        except DeferredError:
            raise
        except PollError as error:
            return commits.failed(source, state, now, error)
        except IlofeedError:
            raise
        except Exception as error:  # a bug met with one page must not starve the other sources
            _logger.exception("a bug in ilofeed, met with source %s", source.slug)
            bug = PollError("bug", f"ilofeed has a bug, {error!r}; please report it with the traceback")
            return commits.failed(source, state, now, bug)

    def _seeded(
        self, source: Source, state: SourceState, now: datetime, *, dry_run: bool
    ) -> tuple[SourceState, tuple[Entry, ...]]:
        """What was published of a source, for a database that knows nothing; and *state*, which knows it then."""
        seed = self._seed(source)
        if not seed.entries:
            return state, ()
        commit = commits.seeded(source, state, now, seed)
        if dry_run or self._store.record(commit):
            return commit.state, seed.entries
        return state, ()

    def _put_right(self, source: Source, state: SourceState, now: datetime) -> SourceState:
        """*state*, once what a clock that was ahead has dated is dated as if it had been right."""
        entries = instants.put_right(self._store.newest(source.slug, _ALL), now)
        commit = commits.put_right(source, state, now, entries)
        return commit.state if self._store.record(commit) else state

    def _carried_out(self, source: Source, commit: Commit, begun: float) -> PollReport:
        """The report of *commit* once it is saved and the feeds say what the store holds."""
        if not self._store.record(commit):
            return commits.skipped(source, "overtaken", "another run polled it meanwhile; what that found counts")
        try:
            changed = self._publish(source, commit.state)
        except PollError as error:
            commit = commits.unpublished(source, commit, self._clock.now(), error)
            commit = replace(commit, report=replace(commit.report, seconds=self._since(begun)))
            self._store.record(commit)
            return commit.report
        return replace(commit.report, published=changed, seconds=self._since(begun))

    def _since(self, begun: float) -> float:
        return round(self._clock.monotonic() - begun, 3)


def _is_read_so_today(source: Source, held: Quarantine) -> bool:
    """Check that the *held* page would be read today as it was read then."""
    try:
        today = profiles.read(held.page, source)
    except PollError:
        return False
    return held.extraction.items[: len(today.items)] == today.items


def _unsaid(entry: Entry, before: Mapping[str, Entry]) -> Entry:
    """*entry* as kept without telling anybody: a new one in no feed, a revised one under its old date."""
    known = before.get(entry.id)
    return replace(entry, announced=False) if known is None else replace(entry, updated=known.updated)
