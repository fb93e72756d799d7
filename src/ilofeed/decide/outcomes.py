"""Results of polls by outcome: the state, the report and the entries to save.

Pure: the time and all facts found are arguments.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import layout_names
from ilofeed.core.errors import FetchError, PollError
from ilofeed.core.models import Entry, Extraction, NotModified, Page, Source, Validators
from ilofeed.core.state import KeptPage, Outcome, PollReport, PollResult, Quarantine, SourceState
from ilofeed.decide import gate
from ilofeed.decide.changes import Changes
from ilofeed.decide.gate import Violation
from ilofeed.decide.schedule import LONGEST_WISH, next_due, pace

if TYPE_CHECKING:
    from ilofeed.core.decisions import Decisions
    from ilofeed.decide.reread import Reread


class ParsedPage(Struct, frozen=True, kw_only=True):
    """A page that was read: its bytes, its items and the changes they make."""

    page: Page
    extraction: Extraction
    changes: Changes
    decisions: Decisions | None = None  #: to be saved with the page


def recipe(source: Source, reader: str = "") -> str:
    """Return a digest of all that decides how a page of *source* is read; *reader* is as in `Extraction`."""
    return f"{layout_names.READING}{f'+{reader}' if reader else ''}/{source.digest}"


def former_recipe(state: SourceState) -> str:
    """Return the recipe of a page that code of another release read, under the configuration of that time."""
    return f"0/{state.asked}"


def is_configured_as_then(source: Source, state: SourceState) -> bool:
    """Check that the configuration of *source* has not changed since its last good page was read."""
    return state.recipe.rpartition("/")[2] == source.digest


def read_again(
    source: Source, state: SourceState, page: Page, extraction: Extraction, result: Reread
) -> SourceState:
    """Return *state* after the kept *page* was read again under the current recipe."""
    language = _language(state, extraction)
    title = _title(source, state, extraction)
    is_visible = result.entries or (state.title, state.language) != (title, language)
    # The same bytes contain nothing new only where they come from the same URL and all their items
    # are known.
    is_known = is_configured_as_then(source, state) and not result.missed
    return replace(
        state,
        recipe=recipe(source, extraction.reader),
        profile=extraction.profile,
        usual=gate.common_fields(extraction.items),
        title=title,
        language=language,
        date_order=extraction.date_order,
        content=state.content + bool(is_visible),
        validators=state.validators if is_known else Validators(),
        body_digest=sha256(page.body).hexdigest() if is_known else "",
    )


def _title(source: Source, state: SourceState, extraction: Extraction) -> str:
    """Return the title of the feed: it is made once, since readers show it among those that their users know."""
    if state.title:
        return state.title
    from ilofeed.core.feed_titles import feed_title  # noqa: PLC0415 - for the first poll of a source

    return feed_title(extraction, source.url)


def _language(state: SourceState, extraction: Extraction) -> str:
    """Return the language of the source. A sitemap names it only beside news, so not in a quiet week."""
    is_sitemap = extraction.profile == state.profile == layout_names.SITEMAP
    return extraction.language or (state.language if is_sitemap else "")


def with_reread(commit: PollResult, entries: tuple[Entry, ...]) -> PollResult:
    """Return *commit* with the *entries* that were read again and that the poll did not change further."""
    saved = {entry.id for entry in commit.entries}
    return replace(commit, entries=(*commit.entries, *(entry for entry in entries if entry.id not in saved)))


def accepted(source: Source, state: SourceState, now: datetime, reading: ParsedPage) -> PollResult:
    """Return the result of a poll whose entries are saved and published."""
    extraction, changes = reading.extraction, reading.changes
    language, title = _language(state, extraction), _title(source, state, extraction)
    is_visible = changes.visible or (state.title, state.language) != (title, language)
    outcome = Outcome.CHANGED if changes.announced else Outcome.UNCHANGED
    after = replace(
        _well(source, state, now, changes.shown),
        outcome=outcome,
        validators=reading.page.validators,
        recipe=recipe(source, extraction.reader),
        profile=extraction.profile,
        usual=gate.common_fields(extraction.items),
        body_digest=sha256(reading.page.body).hexdigest(),
        title=title,
        language=language,
        date_order=extraction.date_order,
        content=state.content + bool(is_visible),
        moved_to=reading.page.moved_to,
    )
    report = _report(after, outcome, reading)
    return PollResult(
        state=after,
        report=report,
        entries=changes.to_save,
        revisions=changes.revisions,
        kept=_kept(reading, now, good=True),
    )


def _hint(slug: str) -> str:
    return f"; see `ilofeed status {slug}` and `ilofeed accept {slug}`"


def without_hint(message: str, slug: str) -> str:
    """Return the *message* of a quarantined poll without the hint at its end, where the next steps follow."""
    return message.removesuffix(_hint(slug))


def quarantined(
    source: Source,
    state: SourceState,
    now: datetime,
    reading: ParsedPage,
    hold: Violation,
    *,
    earlier: Quarantine | None,
) -> PollResult:
    """Return the result of a poll to quarantine, with its page.

    The quarantine begins with the *earlier* quarantined poll, if there is one.
    """
    after = replace(
        state,
        failures=state.failures + 1,
        outcome=Outcome.QUARANTINED,
        reason=hold.reason,
        message=f"{hold.message}{_hint(source.slug)}",
        asked=source.digest,
        last_poll=now,
        not_before=None,
        moved_to=reading.page.moved_to,
    )
    after = replace(after, due_at=next_due(source, replace(after, failures=0), now))
    return PollResult(
        state=after,
        report=_report(after, Outcome.QUARANTINED, reading),
        quarantine=Quarantine(
            source=source.slug,
            since=earlier.since if earlier else now,
            reason=hold.reason,
            message=hold.message,
            detail=hold.detail,
            page=reading.page,
            extraction=reading.extraction,
        ),
        kept=_kept(reading, now, good=False),
    )


def with_corrected_timestamps(commit: PollResult, corrected: Collection[Entry]) -> PollResult:
    """Return *commit* with the *corrected* entries, whose former dates came from a clock that was ahead."""
    if not corrected:
        return commit
    entries = {entry.id: entry for entry in (*commit.entries, *corrected)}
    report = commit.report
    if report.reason is None:
        report = replace(report, reason="clock", message=f"dates of {len(corrected)} entries corrected")
    after = replace(commit.state, content=commit.state.content + 1)
    return replace(commit, state=after, report=report, entries=tuple(entries.values()))


def reset_if_reconfigured(source: Source, state: SourceState) -> SourceState:
    """Return *state* without its failures if the configuration of *source* has changed since."""
    if state.asked in ("", source.digest):
        return state
    return replace(state, failures=0, reason=None, not_before=None)


def skip_reason(source: Source, state: SourceState, now: datetime) -> PollReport | None:
    """Return the report of a poll that the server does not permit *now*; None where the poll may run."""
    if state.is_gone:
        return skipped(
            source,
            "gone",
            "the server says that the page is permanently gone (410); set another url, or try --force",
        )
    if state.not_before and now < state.not_before <= now + LONGEST_WISH:
        return skipped(source, "not_before", f"the server wants to be asked again at {state.not_before:%F %R} UTC")
    return None


def unchanged(source: Source, state: SourceState, now: datetime, answer: Page | NotModified) -> PollResult:
    """Return the result of a poll that found the page unchanged. A gap stays: only further pages can close it."""
    outcome, validators = Outcome.NOT_MODIFIED, state.validators
    if isinstance(answer, Page):
        outcome, validators = Outcome.UNCHANGED, answer.validators
    after = replace(_well(source, state, now), outcome=outcome, validators=validators)
    after = replace(after, moved_to=answer.moved_to)
    return PollResult(state=after, report=PollReport(source=source.slug, outcome=outcome, status=answer.status))


def failed(
    source: Source, state: SourceState, now: datetime, error: PollError, page: Page | None = None
) -> PollResult:
    """Return the result of a poll that failed, with its *page* if one was received; the entries do not change."""
    fetch_error = error if isinstance(error, FetchError) else None
    after = replace(
        state,
        failures=state.failures + 1,
        outcome=Outcome.FAILED,
        reason=error.reason,
        message=str(error),
        asked=source.digest,
        last_poll=now,
        not_before=fetch_error.not_before if fetch_error else None,
    )
    after = replace(after, due_at=next_due(source, after, now))
    report = PollReport(
        source=source.slug,
        outcome=Outcome.FAILED,
        reason=error.reason,
        message=str(error),
        status=fetch_error.status if fetch_error else None,
    )
    if page and sha256(page.body).hexdigest() == state.body_digest:  # it is kept already, with its good reading
        page = None
    kept = KeptPage(at=now, page=page, extraction=None, good=False) if page else None
    return PollResult(state=after, report=report, kept=kept)


def unpublished(source: Source, commit: PollResult, now: datetime, error: PollError) -> PollResult:
    """Return the result that replaces *commit*, which is saved, where the feeds could not be written."""
    failure = failed(source, commit.state, now, error)
    report = replace(commit.report, outcome=Outcome.FAILED, reason=error.reason, message=str(error))
    return replace(failure, report=report)


def skipped(source: Source, reason: str, message: str) -> PollReport:
    """Return the report of a poll that did not run and changed nothing."""
    return PollReport(source=source.slug, outcome=Outcome.SKIPPED, reason=reason, message=message)


def _well(source: Source, state: SourceState, now: datetime, shown: Collection[Entry] = ()) -> SourceState:
    """Return *state* after a good poll; *shown* are the entries on the page, empty if it was unchanged."""
    if shown:
        published = [entry.published for entry in shown]
        state = replace(state, newest=max(published), pace=pace(published))
    after = replace(
        state,
        failures=0,
        reason=None,
        message="",
        asked=source.digest,
        last_poll=now,
        last_success=now,
        not_before=None,
        requested_through=0,
    )
    return replace(after, due_at=next_due(source, after, now))


def _kept(reading: ParsedPage, now: datetime, *, good: bool) -> KeptPage:
    return KeptPage(
        at=now, page=reading.page, extraction=reading.extraction, good=good, decisions=reading.decisions
    )


def _report(state: SourceState, outcome: Outcome, reading: ParsedPage) -> PollReport:
    changes = reading.changes
    return PollReport(
        source=state.slug,
        outcome=outcome,
        reason=state.reason,
        message=state.message,
        status=reading.page.status,
        items=len(reading.extraction.items),
        new=len(changes.new),
        revised=len(changes.revised),
        moved=len(changes.moved),
        skipped=reading.extraction.unreadable,
    )
