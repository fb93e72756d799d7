"""One poll of one source, from asking for the page to the files on disk.

    Source, state ─► fetch ─► Page ─► extract ─► Items ─► match ─► diff ─► Changes ─► record ─► publish
                       │       │                                                    one trans-   only if
                       │       └─► the same bytes as last time                      action       bytes differ
                       └─► NotModified

Whatever a page does, what comes out is a PollReport; only the store can stop a run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from ilofeed import __version__, match, profiles
from ilofeed.diff import Changes, diff
from ilofeed.errors import FetchError, PollError
from ilofeed.model import (
    Entry,
    Extraction,
    Item,
    NotModified,
    Outcome,
    Page,
    PollReport,
    Source,
    SourceState,
    Validators,
)
from ilofeed.ports import Clock, Fetch, Publish, Store
from ilofeed.schedule import next_due

# How many of the latest entries a new one's dates must differ from: more than a feed shows.
_BESIDE = 100

# What a server says of a page behind the last one.
_END_OF_LIST = ("status_404", "status_410", "no_items", "empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What a poll found out, before anything is saved."""

    state: SourceState
    report: PollReport
    entries: tuple[Entry, ...] = ()


class Poller:
    """Polls sources with what it was given to do so."""

    def __init__(
        self, store: Store, fetch: Fetch, publish: Publish, clock: Clock, *, mint: Callable[[Item], str]
    ) -> None:
        self._store = store
        self._fetch = fetch
        self._publish = publish
        self._clock = clock
        self._mint = mint

    def poll(
        self, source: Source, state: SourceState, *, force: bool = False, dry_run: bool = False
    ) -> PollReport:
        """What came of polling *source*, whose claimed *state* is given.

        *force* asks although the server wanted to be left alone, and for the whole page;
        *dry_run* saves and publishes nothing. Raises StoreError, and nothing else that can
        be expected.
        """
        now, begun = self._clock.now(), self._clock.monotonic()
        if state.not_before and now < state.not_before and not force:
            return _skipped(
                source, "not_before", f"the server wants to be asked again at {state.not_before:%F %R} UTC"
            )
        try:
            result = self._looked_at(source, state, now, force=force)
        except PollError as error:
            result = _failed(source, state, now, error)
        result = replace(result, report=replace(result.report, seconds=self._since(begun)))
        if dry_run:
            return result.report
        if not self._store.record(result.state, result.entries, result.report):
            return _skipped(source, "overtaken", "another run polled it meanwhile; what that one found counts")
        return self._published(source, result, begun)

    def _published(self, source: Source, result: _Result, begun: float) -> PollReport:
        """The report of a recorded poll, once the feeds say what the store holds."""
        try:
            changed = self._publish(source, result.state)
        except PollError as error:
            failed = _failed(source, result.state, self._clock.now(), error)
            report = replace(failed.report, status=result.report.status, seconds=self._since(begun))
            self._store.record(failed.state, (), report)
            return report
        return replace(result.report, published=changed, seconds=self._since(begun))

    def _looked_at(self, source: Source, state: SourceState, now: datetime, *, force: bool) -> _Result:
        """What the page says. Raises PollError."""
        recipe = _recipe(source)
        # Validators are worth what the page they came with was worth: read well, and in
        # the way in which it would be read now.
        trusted = state.recipe == recipe and not force
        answer = self._fetch(source.url, state.validators if trusted else Validators())
        if isinstance(answer, NotModified):
            return _unchanged(source, state, now, answer, Outcome.NOT_MODIFIED, state.validators)
        body = sha256(answer.body).hexdigest()
        if trusted and body == state.body_digest:
            return _unchanged(source, state, now, answer, Outcome.UNCHANGED, answer.validators)
        extraction = _extracted(source, answer)
        extraction = self._read_on(source, extraction, first=state.content == 0)
        changes = self._compared(source, extraction, now)
        content = state.content
        if changes.visible or (state.title, state.language) != (extraction.title, extraction.language):
            content += 1
        read = replace(
            _succeeded(source, state, now),
            validators=answer.validators,
            recipe=recipe,
            body_digest=body,
            title=extraction.title,
            language=extraction.language,
            content=content,
            outcome=Outcome.CHANGED if changes.announced else Outcome.UNCHANGED,
        )
        return _Result(
            state=read, report=_report(source, read, answer, extraction, changes), entries=changes.to_save
        )

    def _read_on(self, source: Source, extraction: Extraction, *, first: bool) -> Extraction:
        """*extraction* and as many of the pages behind it as it takes to miss nothing.

        At the first poll that is what the source says, later all until something known
        stands on them. Raises PollError where a page does not come that should: better to
        read it all again at the next poll than to leave a gap.
        """
        most = source.backfill if first else source.max_pages
        visited = {extraction.url}
        for _ in range(most - 1):
            if extraction.next is None or extraction.next in visited:
                break
            if not first and self._any_known(source, extraction):
                break
            visited.add(extraction.next)
            page = self._next_page(source, extraction.next)
            if page is None:
                break
            extraction = extraction.followed_by(page)
        return extraction

    def _any_known(self, source: Source, extraction: Extraction) -> bool:
        names = {alias for item in extraction.items for alias in match.aliases(item)}
        return bool(match.match(extraction.items, self._store.known(source.slug, names)))

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

    def _compared(self, source: Source, extraction: Extraction, now: datetime) -> Changes:
        """The items beside what was known of them."""
        names = {alias for item in extraction.items for alias in match.aliases(item)}
        known = self._store.known(source.slug, names)
        beside = self._store.newest(source.slug, _BESIDE)
        return diff(
            extraction.items,
            known,
            matched=match.match(extraction.items, known),
            mint=self._mint,
            now=now,
            taken={instant for entry in beside for instant in (entry.first_seen, entry.updated)},
        )

    def _since(self, begun: float) -> float:
        return round(self._clock.monotonic() - begun, 3)


def _extracted(source: Source, page: Page) -> Extraction:
    return profiles.extract(page, source.profile, language=source.language)


def _recipe(source: Source) -> str:
    """Digest of all that decides how a page of *source* is read."""
    parts = (__version__, source.url, source.profile, source.language)
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def _succeeded(source: Source, state: SourceState, now: datetime) -> SourceState:
    return replace(
        state,
        failures=0,
        reason=None,
        message="",
        last_poll=now,
        last_success=now,
        due_at=next_due(source.slug, source.interval, now),
        not_before=None,
    )


def _unchanged(
    source: Source,
    state: SourceState,
    now: datetime,
    answer: Page | NotModified,
    outcome: Outcome,
    validators: Validators,
) -> _Result:
    state = replace(_succeeded(source, state, now), outcome=outcome, validators=validators)
    return _Result(state=state, report=PollReport(source=source.slug, outcome=outcome, status=answer.status))


def _failed(source: Source, state: SourceState, now: datetime, error: PollError) -> _Result:
    failures = state.failures + 1
    fetch_error = error if isinstance(error, FetchError) else None
    state = replace(
        state,
        failures=failures,
        outcome=Outcome.FAILED,
        reason=error.reason,
        message=str(error),
        last_poll=now,
        due_at=next_due(source.slug, source.interval, now, failures=failures),
        not_before=fetch_error.not_before if fetch_error else None,
    )
    report = PollReport(
        source=source.slug,
        outcome=Outcome.FAILED,
        reason=error.reason,
        message=str(error),
        status=fetch_error.status if fetch_error else None,
    )
    return _Result(state=state, report=report)


def _skipped(source: Source, reason: str, message: str) -> PollReport:
    return PollReport(source=source.slug, outcome=Outcome.SKIPPED, reason=reason, message=message)


def _report(
    source: Source, state: SourceState, page: Page, extraction: Extraction, changes: Changes
) -> PollReport:
    return PollReport(
        source=source.slug,
        outcome=state.outcome or Outcome.CHANGED,
        status=page.status,
        items=len(extraction.items),
        new=len(changes.new),
        revised=len(changes.revised),
        moved=len(changes.moved),
        skipped=len(extraction.skipped),
    )
