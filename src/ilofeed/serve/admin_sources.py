"""Pages of the admin site about the sources: their conditions, and what the operator can do for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ilofeed.core.errors import IlofeedError
from ilofeed.core.state import Health, Outcome, PollReport, Quarantine
from ilofeed.decide.approval import digest_of
from ilofeed.decide.attention import in_order
from ilofeed.decide.changes import Changes
from ilofeed.decide.next_steps import next_steps
from ilofeed.publish.render import FORMATS, PAGE
from ilofeed.publish.render.html import FORMAT_NAMES
from ilofeed.publish.render.wording import wording
from ilofeed.publish.summary import item_differences
from ilofeed.serve.admin_route import Reply, Request, Route, missing, page, redirect

#: The path of the page of all sources, and the one below which each source has its page.
PATH, SOURCE_PATH = "", "source"

# Entries of one kind that a page shows; a quarantined poll may have thousands.
_MAX_SHOWN = 100


class HeldPoll(Struct, frozen=True, kw_only=True):
    """A quarantined poll, and the changes that its approval would make."""

    poll: Quarantine
    changes: Changes


class SourceDetail(Struct, frozen=True, kw_only=True):
    """All that the page of one source shows."""

    health: Health
    title: str
    now: datetime
    polls: Sequence[tuple[datetime, PollReport]] = ()  #: the latest first
    held: HeldPoll | None = None
    query: str = ""  #: query of the addresses of its feeds, if they are private


class WorkDone(Struct, frozen=True, kw_only=True):
    """The result of a request for a poll or an approval."""

    report: PollReport | None = None  #: None: nothing was done
    is_running: bool = False  #: whether the work has not ended yet


class Tending(Protocol):
    """The use cases of these pages. Each method may raise StoreError."""

    def overview(self) -> tuple[Sequence[Health], Mapping[str, str], datetime]:
        """Return the health of all sources, their titles by slug, and the time."""

    def detail(self, slug: str) -> SourceDetail | None:
        """Return the details of the source *slug*; None if there is none."""

    def approve(self, slug: str, digest: str, *, as_known: bool) -> WorkDone:
        """Approve the quarantined poll with *digest*; without a report if it is not there any more."""

    def pause(self, slug: str, *, paused: bool) -> bool:
        """Pause or resume the polls of a source, in config.toml; return whether that was a change."""

    def poll(self, slug: str) -> WorkDone:
        """Poll a source now; without a report if it is paused, or if a poll of it is running."""


def routes(tending: Tending) -> tuple[Route, ...]:
    """Return the routes of the pages, which show and do what *tending* offers."""
    pages, actions, path = _Pages(tending), _Actions(tending), f"{SOURCE_PATH}/*"
    return (
        Route(path=PATH, get=pages.overview),
        Route(path=path, get=pages.detail),
        Route(path=f"{path}/approve", post=actions.checked(actions.approve)),
        Route(path=f"{path}/pause", post=actions.checked(actions.pause)),
        Route(path=f"{path}/resume", post=actions.checked(actions.resume)),
        Route(path=f"{path}/poll", post=actions.checked(actions.poll)),
    )


class _Pages:
    """The pages, which change nothing."""

    def __init__(self, tending: Tending) -> None:
        self._tending = tending

    def overview(self, request: Request) -> Reply:
        """Return the page of all sources."""
        healths, titles, now = self._tending.overview()
        ordered = in_order(healths)
        bad = [health for health in ordered if health.condition.needs_attention or health.unseen]
        return page(
            request,
            "admin_sources.html",
            bad=[(health, next_steps(health)[:1]) for health in bad],
            good=[health for health in ordered if health not in bad],
            titles=titles,
            today=now.date(),
        )

    def detail(self, request: Request) -> Reply:
        """Return the page of one source."""
        found = self._tending.detail(request.slug)
        if found is None:
            return missing(request, request.words.gettext("There is no such source."))
        changes = found.held.changes if found.held else Changes()
        return page(
            request,
            "admin_source.html",
            source=found,
            health=found.health,
            steps=next_steps(found.health),
            today=found.now.date(),
            digest=digest_of(found.held.poll) if found.held else "",
            changes=changes,
            pairs=[(entry, before) for entry, before in _with_former(changes)],
            differences=item_differences,
            most=_MAX_SHOWN,
            ways=[
                {"href": f"/{request.slug}.{each}{found.query}", "name": FORMAT_NAMES[each]} for each in FORMATS
            ],
            feed_page=f"/{request.slug}.{PAGE}{found.query}",
        )


class _Actions:
    """The changes that forms ask for. Each leads back to the page of the source, with a message."""

    def __init__(self, tending: Tending) -> None:
        self._tending = tending

    def checked(self, action: Callable[[Request], tuple[str, bool]]) -> Callable[[Request], Reply]:
        """Return the handler for *action*, which returns its message and whether it was done."""

        def handler(request: Request) -> Reply:
            if self._tending.detail(request.slug) is None:
                return missing(request, request.words.gettext("There is no such source."))
            try:
                text, is_done = action(request)
            except IlofeedError as error:
                text, is_done = str(error), False
            return redirect(f"{SOURCE_PATH}/{request.slug}", text, is_error=not is_done)

        return handler

    def approve(self, request: Request) -> tuple[str, bool]:
        """Approve the quarantined poll that the form names, and no other."""
        words, as_known = request.words, request.form.get("how") == "as-known"
        digest = request.form.get("poll", "")
        done = self._tending.approve(request.slug, digest, as_known=as_known) if digest else WorkDone()
        report = done.report
        if done.is_running:
            return words.gettext("The approval is still running. Load this page again to see its result."), True
        if report is None:
            return words.gettext(
                "Nothing was approved: the quarantine has changed or ended since you saw it."
            ), False
        if not report.outcome.is_ok:
            return words.gettext("Not approved: %(why)s") % {"why": f"[{report.reason}] {report.message}"}, False
        counts = {"new": report.new, "revised": report.revised, "moved": report.moved}
        if as_known:
            text = words.gettext("Approved as known: %(new)s new without an announcement, %(revised)s revised.")
        else:
            text = words.gettext("Approved: %(new)s new, %(revised)s revised, %(moved)s moved.")
        return text % counts, True

    def pause(self, request: Request) -> tuple[str, bool]:
        """Pause the polls of the source."""
        words = request.words
        if not self._tending.pause(request.slug, paused=True):
            return words.gettext("It was paused already."), True
        return words.gettext("Paused: it is not polled any more, and its feeds stay as they are."), True

    def resume(self, request: Request) -> tuple[str, bool]:
        """Resume the polls of the source."""
        words = request.words
        if not self._tending.pause(request.slug, paused=False):
            return words.gettext("It was not paused."), True
        return words.gettext("Resumed: it is polled again when it is due."), True

    def poll(self, request: Request) -> tuple[str, bool]:
        """Poll the source now."""
        words, done = request.words, self._tending.poll(request.slug)
        if done.is_running:
            return words.gettext("The poll is still running. Load this page again to see its result."), True
        report = done.report
        if report is None:
            return words.gettext(
                "Not polled: it is paused, or a poll of it is running. Load this page again to see its result."
            ), False
        if report.outcome is Outcome.SKIPPED:
            return words.gettext("Not polled: %(why)s") % {"why": report.message}, False
        result = wording(request.interface).result(report)
        text = words.gettext("Polled now: %(result)s") % {"result": result}
        return f"{text} {report.message}" if report.message else text, report.outcome.is_ok


def _with_former(changes: Changes) -> list[tuple[object, object]]:
    """Return the revised and the moved entries of *changes*, each with its former item."""
    former = {revision.entry: revision.before for revision in changes.revisions}
    return [(entry, former[entry.id]) for entry in (*changes.revised, *changes.moved)]
