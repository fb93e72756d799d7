"""Poll one source, from the request for the page to the files on disk.

    Source, state ─► fetch ─► Page ─► extract ─► Items ─► match ─► diff ─► Changes ─► gate ─► record ─► publish
                       │       │      and read                                        │    one trans-   only if
                       │       │      on                                              │    action       bytes
                       │       └─► the same bytes as last time                        └─► quarantined   differ
                       └─► NotModified

Every page results in a PollReport; only an error of the store stops a run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import bug_report, clock_check
from ilofeed.core.errors import DeferredError, IlofeedError, PollError
from ilofeed.core.models import Entry, Item, Source
from ilofeed.core.protocols import Clock, Fetch, Locate, Publish, Store
from ilofeed.core.state import Outcome, PollReport, PollResult, Quarantine, RecoveredFeed, SourceState
from ilofeed.decide import outcomes, sitemap_witness, timestamps
from ilofeed.decide.recovery import recovered
from ilofeed.extract.known_pages import KnownPages
from ilofeed.poll.compare import Comparison, KnownEntries, compare
from ilofeed.poll.page_poll import ByteCountingFetch, PagePoll

_logger = logging.getLogger(__name__)

# More entries than any source has.
_ALL = 1_000_000


class PollServices(Struct, frozen=True, kw_only=True):
    """Everything outside the pipeline that a poll uses."""

    store: Store
    fetch_for: Callable[[Source], Fetch]  #: returns what requests the pages of a source
    publish: Publish
    clock: Clock
    mint: Callable[[Item], str]  #: gives a new entry its id
    #: Returns the content of the published feed of a source, if the database did not write it.
    recover: Callable[[Source], RecoveredFeed] = lambda _: RecoveredFeed()
    #: returns what finds the current URL to which a known one of a source leads
    locate_for: Callable[[Source], Locate] = lambda _: lambda _: None
    #: Reads the articles of the latest entries of a source, and saves their texts.
    read_articles: Callable[[Source], None] = lambda _: None
    return_turn: Callable[[], None] = lambda: None  #: returns the turn at the host, when the poll is saved


class Poller:
    """Poller of sources; threads may share it."""

    def __init__(self, services: PollServices) -> None:
        self._services = services
        self._store = services.store
        self._clock = services.clock
        self._known_pages = KnownPages()
        #: Slugs of the sources that were polled since the program began.
        self._polled: set[str] = set()

    def poll(
        self, source: Source, state: SourceState, *, force: bool = False, dry_run: bool = False
    ) -> PollReport:
        """Poll *source*, whose claimed *state* is given, and return the report.

        *force* requests the whole page, even if the server asked for a pause; *dry_run* saves and
        publishes nothing. Raises StoreError, and no other expected error.
        """
        now, begun = self._clock.now(), self._clock.monotonic()
        if clock_check.went_back(state, now) and not dry_run:
            self._store.end_waits(now)
        state = clock_check.before_poll(outcomes.reset_if_reconfigured(source, state), now)
        skipped = None if force else outcomes.skip_reason(source, state, now)
        if skipped is not None:
            return skipped
        state, seeds = self._recover(source, state, now, dry_run=dry_run)
        fetch = ByteCountingFetch(self._services.fetch_for(source))
        try:
            commit = self._poll_page(source, state, now, fetch=fetch, force=force, seeds=seeds)
        except DeferredError as error:
            if error.not_before is not None and not dry_run:
                self._store.keep(replace(state, not_before=error.not_before))
            return outcomes.skipped(source, error.reason, str(error))
        commit = self._with_clock_check(source, commit, fetch.date, now)
        report = replace(commit.report, seconds=self._since(begun), bytes=fetch.bytes)
        if dry_run:
            return report
        done = self._record_and_publish(source, replace(commit, report=report), begun)
        if done.outcome is report.outcome:  # neither overtaken nor unpublished
            self._check_sitemap(source, commit.state)
        return done

    def accept(
        self, source: Source, state: SourceState, held: Quarantine, *, as_known: bool = False
    ) -> PollReport:
        """Approve the quarantined poll *held*, exactly as it was shown.

        *as_known* saves its new items as known without an announcement. Raises StoreError.
        """
        from ilofeed.poll import approval  # noqa: PLC0415 - for the approval of a quarantined poll only

        now, begun = self._clock.now(), self._clock.monotonic()
        found = self.compare(state, held, now, as_edits=as_known)
        reading = approval.reading(held, found, as_known=as_known)
        state = approval.after_gap(source, state, held, found, as_known=as_known)
        state = replace(state, counters=found.counters, link_rules=found.rules)
        commit = outcomes.accepted(source, state, now, reading)
        if not approval.is_read_so_today(source, held):
            commit = replace(commit, state=replace(commit.state, recipe=outcomes.former_recipe(state)))
        return self._record_and_publish(source, commit, begun)

    def compare(
        self, state: SourceState, held: Quarantine, now: datetime, *, as_edits: bool = False
    ) -> Comparison:
        """Return the changes that approval of the *held* poll would make. Nothing is saved.

        *as_edits* treats other words at a known URL as an edit.
        """
        entries = KnownEntries(store=self._store, mint=self._services.mint)
        return compare(entries, state, held.extraction, now, as_edits=as_edits)

    def _known(self, source: Source) -> KnownPages | None:
        """Return where elements of pages are noted. A program that polls each source once has no use for them."""
        if source.slug in self._polled:
            return self._known_pages
        self._polled.add(source.slug)
        return None

    def _poll_page(
        self,
        source: Source,
        state: SourceState,
        now: datetime,
        *,
        fetch: Fetch,
        force: bool,
        seeds: tuple[Entry, ...],
    ) -> PollResult:
        """Return the result of the poll, also of a failed one. Raises DeferredError where it must not run now."""
        look = PagePoll(
            store=self._store,
            fetch=fetch,
            locate=self._services.locate_for(source),
            mint=self._services.mint,
            source=source,
            state=state,
            now=now,
            force=force,
            known_pages=None if force else self._known(source),
            seeds=seeds,
        )
        try:
            return look()
        except DeferredError:
            raise
        except PollError as error:
            return outcomes.failed(source, state, now, error)
        except IlofeedError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug met with one page must not starve the other sources
            return outcomes.failed(source, state, now, _bug(source, error))

    def _recover(
        self, source: Source, state: SourceState, now: datetime, *, dry_run: bool
    ) -> tuple[SourceState, tuple[Entry, ...]]:
        """Learn the entries of the published feed that the database lacks, for example after a restored backup.

        Return *state* with this change, and the entries learned; a *dry_run* does not save them.
        """
        seed = self._services.recover(source)
        if not seed.entries:
            return state, ()
        known = self._store.known(source.slug, (), (), [entry.id for entry in seed.entries])
        commit = recovered(source, state, now, seed, known)
        if commit is not None and (dry_run or self._store.record(commit)):
            return commit.state, commit.entries
        return state, ()

    def _with_clock_check(
        self, source: Source, commit: PollResult, server: datetime | None, now: datetime
    ) -> PollResult:
        """Return *commit* with the evidence of the poll on the clock.

        Once it is certain that the clock is right, dates from a clock that was ahead are corrected.
        """
        before = commit.state
        after = clock_check.after_poll(before, now, server=server, database=self._database_time(before))
        if after.clock_offset and not before.clock_offset:
            _logger.warning("source=%s %s", source.slug, clock_check.disagreement([after]))
        commit = replace(commit, state=after)
        if not clock_check.just_certain(after) or clock_check.just_certain(before):
            return commit
        known = {entry.id: entry for entry in (*self._store.newest(source.slug, _ALL), *commit.entries)}
        latest = max((max(each.first_seen, each.updated) for each in known.values()), default=now)
        if latest <= now + clock_check.WRONG:
            return commit
        return outcomes.with_corrected_timestamps(commit, timestamps.correct_clock_skew(known.values(), now))

    def _database_time(self, state: SourceState) -> datetime | None:
        """Return the time of a shared database, if it is still needed."""
        commons = self._store.commons
        if commons is None or (state.clock_agreements >= clock_check.NEEDED and not state.clock_offset):
            return None
        return commons.now()

    def _record_and_publish(self, source: Source, commit: PollResult, begun: float) -> PollReport:
        """Save *commit*, publish the feeds of the stored entries, and return the report."""
        if not self._store.record(commit, self._services.return_turn):
            return outcomes.skipped(source, "overtaken", "another run polled it meanwhile; what that found counts")
        try:
            changed = self._read_articles_and_publish(source, commit.state)
        except PollError as error:
            commit = outcomes.unpublished(source, commit, self._clock.now(), error)
            commit = replace(commit, report=replace(commit.report, seconds=self._since(begun)))
            self._store.record(commit)
            return commit.report
        return replace(commit.report, published=changed, seconds=self._since(begun))

    def _check_sitemap(self, source: Source, state: SourceState) -> None:
        """Compare the list of *source* with its sitemap, if it is time (`ilofeed.decide.sitemap_witness`).

        Only after a good poll: a failure is reported already. The result takes effect from the next poll on.
        """
        now, after = self._clock.now(), state
        if not source.witness or state.outcome is None or not state.outcome.is_ok:
            return
        from ilofeed.poll.sitemap_check import ask_witness, settle  # noqa: PLC0415 - few sources have a witness

        if sitemap_witness.is_due(source, state, now):
            try:
                fetch = self._services.fetch_for(source)
                after = ask_witness(source, state, now, fetch=fetch, store=self._store)
            except DeferredError:
                return
        elif state.outcome is Outcome.CHANGED:
            after = settle(source, state, store=self._store)
        if after is not state:
            self._store.keep(after)

    def _read_articles_and_publish(self, source: Source, state: SourceState) -> bool:
        """Read the articles of the latest entries, if wanted, and publish; return whether a document changed."""
        try:
            if source.reads_articles and state.outcome and state.outcome.is_ok:
                self._services.read_articles(source)
            return self._services.publish(source, state)
        except IlofeedError:
            raise
        except Exception as error:
            raise _bug(source, error) from error

    def _since(self, begun: float) -> float:
        return round(self._clock.monotonic() - begun, 3)


def _bug(source: Source, error: Exception) -> PollError:
    return PollError(bug_report.REASON, bug_report.report(error, f"source {source.slug}"))
