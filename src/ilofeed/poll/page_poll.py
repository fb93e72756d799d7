"""Poll one page: fetch it, read it and further pages, compare and evaluate. The result is a PollResult."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import link_rules, urls
from ilofeed.core.date_context import DateHints
from ilofeed.core.errors import ExtractError, FetchError, LeadsElsewhereError, PollError
from ilofeed.core.models import EVENTS, Entry, Extraction, Item, NotModified, Page, Source, Validators
from ilofeed.core.protocols import Fetch, Locate, Store
from ilofeed.core.state import PollResult, SourceState
from ilofeed.decide import gaps, gate, outcomes
from ilofeed.decide.coverage import Coverage, may_be_cut, measure
from ilofeed.decide.outcomes import ParsedPage
from ilofeed.extract import registry
from ilofeed.extract.known_pages import KnownPages
from ilofeed.poll.compare import Comparison, KnownEntries, compare, matched, read_again
from ilofeed.poll.pagination import Listing, follow_pagination
from ilofeed.poll.refresh import MAX_REFRESHES, follow
from ilofeed.poll.relocation import Relocation, relocate
from ilofeed.poll.whole_answer import whole

_logger = logging.getLogger(__name__)

_NO_VALIDATORS = Validators()

# Reasons with which servers answer requests for a page after the last one.
_END_OF_LIST = ("status_404", "status_410", "no_items", "empty")


class ByteCountingFetch:
    """A `Fetch` that counts the bytes it receives."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self.bytes = 0
        self.date: datetime | None = None  #: last time that a server reported

    def __call__(
        self, url: str, validators: Validators = _NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        """Return the answer of the server."""
        try:
            answer = self._fetch(url, validators, force=force)
        except FetchError as error:
            self.date = error.date or self.date
            raise
        self.date = answer.date or self.date
        self.bytes += len(answer.body) if isinstance(answer, Page) else 0
        return answer


class PagePoll(Struct, frozen=True, kw_only=True):
    """One poll of the page of *source*, whose stored state is *state*."""

    store: Store
    fetch: Fetch
    locate: Locate
    mint: Callable[[Item], str]
    source: Source
    state: SourceState
    now: datetime
    force: bool = False  #: request the whole page, even if the server asked for a pause
    known_pages: KnownPages | None = None  #: the elements that earlier polls of this process read
    seeds: tuple[Entry, ...] = ()  #: entries that the store does not have, or has in an older form

    def __call__(self) -> PollResult:
        """Return the result of the poll. Raises PollError where the page cannot be fetched."""
        # Validators are sent only if their page was read successfully and to the end, with the
        # current recipe.
        validators = self.state.validators if self._is_trusted else _NO_VALIDATORS
        answer = self.fetch(self.source.url, validators, force=self.force)
        if isinstance(answer, NotModified):
            return outcomes.unchanged(self.source, self.state, self.now, answer)
        page_poll, entries = self._read_again()
        return outcomes.with_reread(page_poll._read_changed(answer), entries)

    def _read_changed(self, answer: Page, refreshes: int = 0) -> PollResult:
        """Return the result of a poll that received the page *answer*, after a number of *refreshes*."""
        try:
            is_known = outcomes.is_configured_as_then(self.source, self.state)
            answer = whole(answer, self.source, self.fetch, last_profile=self.state.profile if is_known else "")
            if self._is_trusted and sha256(answer.body).hexdigest() == self.state.body_digest:
                return outcomes.unchanged(self.source, self.state, self.now, answer)
            listing = self._follow_pagination(self._read(answer, known_pages=self.known_pages))
        except LeadsElsewhereError as error:
            if refreshes == MAX_REFRESHES:
                return outcomes.failed(self.source, self.state, self.now, error, answer)
            return self._read_changed(follow(error, answer, self.source.url, self.fetch), refreshes + 1)
        except ExtractError as error:
            return outcomes.failed(self.source, self.state, self.now, error, answer)
        return self._evaluate(answer, listing)

    @property
    def _is_trusted(self) -> bool:
        """True where an unchanged page need not be read: not while a gap is open."""
        return self.state.recipe == self._recipe and not self.force and not self.state.reach

    @property
    def _recipe(self) -> str:
        return outcomes.recipe(self.source, registry.reader_of(self.source, self.state.profile))

    def _read_again(self) -> tuple[PagePoll, tuple[Entry, ...]]:
        """Read the stored page again if the recipe has changed, and return this poll with the result.

        Return the entries to save with the poll, too. If there is no such page, if it cannot be read
        today, or if the operator configured a list without any item of the old one, the new page is
        compared with the stored entries as usual.
        """
        if self.state.recipe in ("", self._recipe):
            return self, ()
        pages = self.store.pages(self.source.slug, self.state.body_digest)
        kept = next((page for page in pages if page.good), None)
        if kept is None or kept.extraction is None:
            return self, ()
        try:
            extraction = self._read(kept.page, kept.at)
        except ExtractError:
            return self, ()
        before, after = (
            link_rules.apply(each.items, each.url, self.state.link_rules).items
            for each in (kept.extraction, extraction)
        )
        result = read_again(self._entries, self.source, self.state, before, after, self.now)
        if not result.has_common_items and not outcomes.is_configured_as_then(self.source, self.state):
            return self, ()
        _logger.info(
            "source=%s page read again: known entries read otherwise: %d, items that were missed: %d",
            self.source.slug,
            len(result.entries),
            len(result.missed),
        )
        state = outcomes.read_again(self.source, self.state, kept.page, extraction, result)
        return replace(self, state=state, seeds=(*self.seeds, *result.entries)), result.entries

    def _evaluate(self, page: Page, listing: Listing) -> PollResult:
        from ilofeed.poll.decision_log import logged_decisions  # noqa: PLC0415 - most polls end before a page is read

        extraction, state = listing.extraction, self.state
        compared = partial(compare, self._entries, state, extraction, self.now)
        found = compared(self.seeds)
        coverage = self._coverage(found, listing)
        if not coverage.is_reached and (further := self._guess_pages(listing, coverage)) is not None:
            return self._evaluate(page, further)
        relocation = self._relocated(found)
        if relocation.learned:
            found = compared((*self.seeds, *relocation.learned))
            coverage = self._coverage(found, listing)
        verdicts = gate.evaluate(self._case(found, extraction, relocation))
        hold = gate.first_violation(verdicts)
        reading = ParsedPage(
            page=page,
            extraction=extraction,
            changes=found.changes,
            decisions=logged_decisions(self.source, found, verdicts),
        )
        if hold is not None:
            if not coverage.is_reached:
                state = gaps.opened(self.source, state, coverage)
            earlier = self.store.quarantine(self.source.slug)
            held = outcomes.quarantined(self.source, state, self.now, reading, hold, earlier=earlier)
            after = replace(held.state, requested_through=relocation.requested_through)
            return replace(held, state=after, entries=relocation.learned)
        state = gaps.accepted(self.source, state, coverage, can_read_on=listing.can_read_on)
        state = replace(state, counters=found.counters, link_rules=found.rules)
        return outcomes.accepted(self.source, state, self.now, reading)

    def _case(self, found: Comparison, extraction: Extraction, relocation: Relocation) -> gate.GateInput:
        """Return the facts by which the gate judges the poll."""
        return gate.GateInput(
            items=found.items,
            before=found.before,
            matching=found.matching,
            changes=found.changes,
            today=self.now.date(),
            anchors=self.state.anchors,
            unasked=relocation.remaining,
            common_fields=self.state.usual,
            same_layout=self.state.profile in ("", extraction.profile),
            is_of_events=extraction.kind == EVENTS,
        )

    def _coverage(self, found: Comparison, listing: Listing) -> Coverage:
        """Return how far the pages that were read cover the new items of all pages that could be read."""
        items, before = found.items, found.before
        if not before or listing.is_complete:
            return Coverage(is_reached=True)
        coverage = measure(items, found.matching, before, self.state.anchors)
        if not listing.can_read_on and not may_be_cut(items, found.matching, before):
            return replace(coverage, is_reached=True)
        return coverage

    def _relocated(self, found: Comparison) -> Relocation:
        """Request URLs of missing entries, if the page shows signs of a move."""
        through = self.state.requested_through
        if not found.before:
            return Relocation(requested_through=through)
        if found.matching.entries and not found.is_moving:
            from ilofeed.poll.node_redirects import same_documents  # noqa: PLC0415 - few polls read pages

            learned = same_documents(
                found.before, found.items, found.matching, fetch=self.fetch, may_request=self._may_request
            )
            return Relocation(learned=learned, requested_through=through)
        return relocate(
            found.before,
            found.items,
            found.matching,
            locate=self.locate,
            may_request=self._may_request,
            requested_through=through,
        )

    def _follow_pagination(self, extraction: Extraction) -> Listing:
        """Read as many of the pages after *extraction* as are needed to miss no item.

        At the first poll this is the configured number, later all pages until they cover the new items;
        more at each poll while a gap is open. Raises PollError where a page cannot be fetched: the next
        poll reads all pages again, and no gap remains.
        """
        is_first = self.state.content == 0
        return follow_pagination(
            extraction,
            max_pages=self.source.backfill if is_first else max(self.source.max_pages, self.state.reach),
            may_read=self._may_request,
            read=partial(self._next_page, first=extraction),
            is_enough=(lambda _: False) if is_first else self._is_covered,
        )

    def _guess_pages(self, listing: Listing, gap: Coverage) -> Listing | None:
        """Return *listing* with further pages that close the *gap* and that no link leads to, if they are proven.

        While a gap is open, they were requested before and not proven.
        """
        first, state = listing.extraction, self.state
        has_next = first.next is not None or listing.is_guessed
        if has_next or state.reach or registry.is_data(first.profile):
            return None
        from ilofeed.poll.guessed_pages import read_guessed_pages  # noqa: PLC0415 - few polls leave a gap

        extraction = read_guessed_pages(
            first,
            max_pages=self.source.max_pages,
            read=partial(self._next_page, first=first),
            is_enough=partial(self._ends_gap, gap.anchors[0]),
        )
        return None if extraction is None else Listing(extraction=extraction, is_guessed=True)

    def _next_page(self, url: str, *, first: Extraction) -> Extraction | None:
        """Return the page at *url* of the list whose *first* page was read; None where the list ended before it."""
        try:
            answer = self.fetch(url, _NO_VALIDATORS, force=self.force)
            if isinstance(answer, NotModified):
                return None
            hints = DateHints(learned=first.date_order, seen=self.now)
            return registry.read(answer, self.source, last_profile=first.profile, date_hints=hints)
        except PollError as error:
            if error.reason in _END_OF_LIST:
                return None
            raise

    def _may_request(self, url: str) -> bool:
        """Check that *url*, which comes from a page, does not lead to another service of a host."""
        return urls.has_usual_port(url, self.source.url)

    def _is_covered(self, extraction: Extraction) -> bool:
        found = matched(self._entries, self.state, extraction, self.seeds)
        return measure(found.items, found.matching, found.before, self.state.anchors).is_reached

    def _ends_gap(self, expected: str, extraction: Extraction) -> bool:
        """Check that *extraction* is covered, and that the first known entry on its guessed pages is *expected*."""
        found = matched(self._entries, self.state, extraction, self.seeds)
        guessed = (found.matching.entries.get(item.key) for item in found.items if item.number is None)
        first = next((entry.id for entry in guessed if entry), None)
        return first == expected and self._is_covered(extraction)

    @property
    def _entries(self) -> KnownEntries:
        return KnownEntries(store=self.store, mint=self.mint)

    def _read(self, page: Page, seen: datetime | None = None, known_pages: KnownPages | None = None) -> Extraction:
        """Read *page*, fetched now or when it was *seen*, with what was learned under the same configuration."""
        state = self.state
        if not outcomes.is_configured_as_then(self.source, state):
            state = SourceState(slug=state.slug)
        hints = DateHints(learned=state.date_order, seen=seen or self.now)
        return registry.read(
            page, self.source, last_profile=state.profile, date_hints=hints, known_pages=known_pages
        )
