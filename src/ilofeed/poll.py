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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from ilofeed import commits, gate, instants, match, profiles
from ilofeed.commits import Reading
from ilofeed.diff import Changes, diff
from ilofeed.errors import ExtractError, IlofeedError, PollError
from ilofeed.match import Matching
from ilofeed.memory import Commit, PollReport, Quarantine, Seed, SourceState
from ilofeed.model import Entry, Extraction, Item, NotModified, Page, Source, Validators
from ilofeed.ports import Clock, Fetch, Locate, Publish, Store

_logger = logging.getLogger(__name__)

# Of how many known addresses a poll asks at most where they lead today.
_ASKED = 3

# How many of the latest entries a new one's dates must differ from: more than a feed shows.
_BESIDE = 100

# What a server says of a page behind the last one.
_END_OF_LIST = ("status_404", "status_410", "no_items", "empty")

# A clock that goes back further than this was wrong, and what it dated is put right.
_CLOCK_WRONG = timedelta(days=1)

# More than a source ever has.
_ALL = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The items of a page beside what was known of them."""

    known: tuple[Entry, ...]
    matching: Matching
    changes: Changes


class Poller:
    """Polls sources with what it was given to do so."""

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
        if state.not_before and now < state.not_before and not force:
            return commits.skipped(
                source, "not_before", f"the server wants to be asked again at {state.not_before:%F %R} UTC"
            )
        if state.last_poll and state.last_poll > now + _CLOCK_WRONG and not dry_run:
            state = self._put_right(source, state, now)
        seeds: tuple[Entry, ...] = ()
        if state.content == 0:
            state, seeds = self._seeded(source, state, now, dry_run=dry_run)
        try:
            commit = self._looked_at(source, state, now, force=force, seeds=seeds)
        except PollError as error:
            commit = commits.failed(source, state, now, error)
        except IlofeedError:
            raise
        except Exception as error:  # a bug met with one page must not starve the other sources
            _logger.exception("a bug in ilofeed, met with source %s", source.slug)
            bug = PollError("bug", f"ilofeed has a bug, {error!r}; please report it with the traceback")
            commit = commits.failed(source, state, now, bug)
        commit = replace(commit, report=replace(commit.report, seconds=self._since(begun)))
        return commit.report if dry_run else self._carried_out(source, commit, begun)

    def accept(
        self, source: Source, state: SourceState, held: Quarantine, *, as_known: bool = False
    ) -> PollReport:
        """Let the poll that is *held* through, exactly as it was shown.

        *as_known* takes its new items as known without announcing them. Raises StoreError.
        """
        now, begun = self._clock.now(), self._clock.monotonic()
        found = self.compare(source, state, held.extraction, now)
        changes = found.changes
        if as_known:
            before = {entry.id: entry for entry in found.known}
            changes = replace(changes, to_save=tuple(_unsaid(each, before) for each in changes.to_save))
        reading = Reading(page=held.page, extraction=held.extraction, changes=changes)
        commit = commits.taken_in(source, commits.without_gap(state), now, reading)
        return self._carried_out(source, commit, begun)

    def compare(
        self,
        source: Source,
        state: SourceState,
        extraction: Extraction,
        now: datetime,
        learned: tuple[Entry, ...] = (),
    ) -> Comparison:
        """What of *extraction* is known, and what would change. Nothing is saved.

        *learned* are entries with more aliases than the store has, or that it does not have.
        """
        items = extraction.items
        known = self._known(source, items, learned)
        matching = match.match(items, known)
        beside = self._store.newest(source.slug, _BESIDE)
        changes = diff(
            items,
            known,
            matching=matching,
            mint=self._mint,
            now=now,
            taken={instant for entry in beside for instant in (entry.first_seen, entry.updated)},
        )
        if state.content and not state.recipe:  # known from the feed alone, and not read since
            changes = _known_below(changes, matching, items)
        return Comparison(known=known, matching=matching, changes=changes)

    def _known(self, source: Source, items: Sequence[Item], learned: tuple[Entry, ...] = ()) -> tuple[Entry, ...]:
        """The entries that any of *items* could be, and those of the last good poll."""
        aliases = {alias for item in items for alias in match.aliases(item)}
        titles = {match.title_name(item) for item in items}
        stored = self._store.known(source.slug, aliases, titles, {self._mint(item) for item in items})
        return tuple(({entry.id: entry for entry in stored} | {entry.id: entry for entry in learned}).values())

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

    def _looked_at(
        self, source: Source, state: SourceState, now: datetime, *, force: bool, seeds: tuple[Entry, ...]
    ) -> Commit:
        """What the page says. *seeds* are known from the published feed alone. Raises PollError."""
        # Validators are worth what the page they came with was worth: read well, and in
        # the way in which it would be read now.
        trusted = state.recipe == commits.recipe(source) and not force
        answer = self._fetch(source.url, state.validators if trusted else Validators())
        if isinstance(answer, NotModified):
            return commits.unchanged(source, state, now, answer)
        if trusted and sha256(answer.body).hexdigest() == state.body_digest:
            return commits.unchanged(source, state, now, answer)
        try:
            extraction = self._read_on(source, state, _extracted(source, answer), seeds)
        except ExtractError as error:
            return commits.failed(source, state, now, error, answer)
        found = self.compare(source, state, extraction, now, seeds)
        before = [entry for entry in found.known if entry.item.number is not None]
        if before and not found.matching.entries:
            state = commits.with_gap(source, state, before, extraction)
        learned: tuple[Entry, ...] = ()
        unasked = 0
        if before and (not found.matching.entries or (state.reason == gate.DISJOINT and _is_moving(found))):
            learned = self._relocated(state, before, found, extraction)
            found = self.compare(source, state, extraction, now, (*seeds, *learned))
            unasked = max(0, len(before) - _ASKED * (state.failures + 1)) if _is_moving(found) else 0
        hold = gate.judge(
            gate.Case(
                items=extraction.items,
                before=before,
                matching=found.matching,
                changes=found.changes,
                today=now.date(),
                unasked=unasked,
                usual=state.usual,
                same_layout=state.profile in ("", extraction.profile),
            )
        )
        reading = Reading(page=answer, extraction=extraction, changes=found.changes)
        if hold is not None:
            earlier = self._store.quarantine(source.slug)
            return replace(commits.held(source, state, now, reading, hold, earlier=earlier), entries=learned)
        if found.matching.entries:
            state = commits.without_gap(state)
        return commits.taken_in(source, state, now, reading)

    def _relocated(
        self, state: SourceState, before: Sequence[Entry], found: Comparison, extraction: Extraction
    ) -> tuple[Entry, ...]:
        """Those of *before* whose address leads to an unknown item of the page today, with its names.

        Asked only when a page shows nothing known, and then of a few at each poll.
        """
        known = {entry.id for entry in found.matching.entries.values()}
        unknown = [item for item in extraction.items if item.key not in found.matching.entries]
        names = {alias: match.aliases(item) for item in unknown for alias in match.aliases(item)}
        start = _ASKED * state.failures
        learned = []
        for entry in before[start : start + _ASKED]:
            if entry.id in known or not match.has_own_link(entry.item):
                continue
            url = self._locate(entry.item.link)
            aliases = names.get(match.key(url, entry.item.language)) if url else None
            if aliases:
                learned.append(replace(entry, aliases=entry.aliases | aliases))
        return tuple(learned)

    def _read_on(
        self, source: Source, state: SourceState, extraction: Extraction, seeds: tuple[Entry, ...]
    ) -> Extraction:
        """*extraction* and as many of the pages behind it as it takes to miss nothing.

        At the first poll that is what the source says, later all until something known
        stands on them; ever more while a gap is open. Raises PollError where a page does not
        come that should: better to read it all again at the next poll than to leave a gap.
        """
        first = state.content == 0
        most = source.backfill if first else max(source.max_pages, state.reach)
        visited = {extraction.url}
        for _ in range(most - 1):
            if extraction.next is None or extraction.next in visited:
                break
            if not first and self._any_known(source, extraction, seeds):
                break
            visited.add(extraction.next)
            page = self._next_page(source, extraction.next)
            if page is None:
                break
            extraction = extraction.followed_by(page)
        return extraction

    def _any_known(self, source: Source, extraction: Extraction, seeds: tuple[Entry, ...]) -> bool:
        return bool(match.match(extraction.items, self._known(source, extraction.items, seeds)).entries)

    def _next_page(self, source: Source, url: str) -> Extraction | None:
        """The page at *url*; None where the list turns out to have ended before it."""
        try:
            answer = self._fetch(url)
            if isinstance(answer, NotModified):
                return None
            return _extracted(source, answer)
        except PollError as error:
            if error.reason in _END_OF_LIST:
                return None
            raise

    def _since(self, begun: float) -> float:
        return round(self._clock.monotonic() - begun, 3)


def _is_moving(found: Comparison) -> bool:
    """Whether known entries stand on the page under addresses that are not theirs."""
    return bool(found.changes.moved) or any(
        found.matching.entries[key].item.key != key for key in found.matching.entries
    )


def _known_below(changes: Changes, matching: Matching, items: Sequence[Item]) -> Changes:
    """*changes* after a loss: what stands below all that the feed showed was told long ago."""
    keys = [item.key for item in items]
    last = max((at for at, key in enumerate(keys) if key in matching.entries), default=len(keys))
    silent = {entry.id for entry in changes.new if entry.item.key in keys[last + 1 :]}
    return replace(
        changes,
        new=tuple(entry for entry in changes.new if entry.id not in silent),
        to_save=tuple(
            replace(each, announced=each.announced and each.id not in silent) for each in changes.to_save
        ),
    )


def _extracted(source: Source, page: Page) -> Extraction:
    return profiles.extract(page, source.profile, language=source.language, selectors=source.selectors)


def _unsaid(entry: Entry, before: Mapping[str, Entry]) -> Entry:
    """*entry* as kept without telling anybody: a new one in no feed, a revised one under its old date."""
    known = before.get(entry.id)
    return replace(entry, announced=False) if known is None else replace(entry, updated=known.updated)
