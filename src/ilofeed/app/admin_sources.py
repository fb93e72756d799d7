"""Tend the sources from the admin site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from ilofeed.app import queries, use_cases
from ilofeed.app.config_edits import edit
from ilofeed.app.operator_requests import OperatorRequests, Work
from ilofeed.config.pause import set_paused
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source
from ilofeed.core.state import Health, SourceState
from ilofeed.serve.admin_sources import HeldPoll, SourceDetail, WorkDone

if TYPE_CHECKING:
    from ilofeed.app.container import Container

# The latest polls that the page of a source lists.
_POLLS = 20
# Seconds for which a request waits for the end of a poll.
_PATIENCE = 4.0


class Tending:
    """The use cases of `ilofeed.serve.admin_sources`, over the container."""

    def __init__(self, app: Container, requests: OperatorRequests) -> None:
        """Have polls and approvals done by those who take *requests*."""
        self._app = app
        self._requests = requests

    def overview(self) -> tuple[Sequence[Health], Mapping[str, str], datetime]:
        """Return the health of all sources, their titles by slug, and the time. Raises StoreError."""
        app, sources = self._app, self._app.config.sources
        states = app.store.states()
        titles = {source.slug: _title(source, states.get(source.slug)) for source in sources}
        return tuple(queries.with_since(app, queries.healths(app, sources))), titles, app.clock.now()

    def detail(self, slug: str) -> SourceDetail | None:
        """Return the details of the source *slug*; None if there is none. Raises StoreError."""
        app, source = self._app, self._source(slug)
        if source is None:
            return None
        (health,) = queries.with_since(app, queries.healths(app, [source]))
        state, held = app.store.state(slug), app.store.quarantine(slug)
        compared = None
        if state is not None and held is not None and health.held_since is not None:
            changes = app.poller.compare(state, held, app.clock.now()).changes
            compared = HeldPoll(poll=held, changes=changes)
        return SourceDetail(
            health=health,
            now=app.clock.now(),
            title=_title(source, state),
            polls=app.store.polls(slug, _POLLS),
            held=compared,
            query=app.config.private.query(slug),
        )

    def approve(self, slug: str, digest: str, *, as_known: bool) -> WorkDone:
        """Approve the quarantined poll with *digest*, and publish; without a report if it is not there any more."""
        return self._asked(slug, partial(use_cases.accept, as_known=as_known, shown=digest))

    def pause(self, slug: str, *, paused: bool) -> bool:
        """Pause or resume the polls of a source, in config.toml; return whether that was a change."""
        return edit(self._app, partial(set_paused, slug=slug, paused=paused))

    def poll(self, slug: str) -> WorkDone:
        """Poll a source now, and wait for the result for some seconds. Raises StoreError."""
        return self._asked(slug, partial(use_cases.poll_due, even_early=True))

    def _source(self, slug: str) -> Source | None:
        return next((source for source in self._app.config.sources if source.slug == slug), None)

    def _asked(self, slug: str, work: Work) -> WorkDone:
        """Have *work* done, and wait for its end. Raises StoreError."""
        if not self._app.keeps_state:
            raise StoreError("this process may only read the database; run it as the user that polls")
        report = self._requests.ask(slug, work)
        try:
            return WorkDone(report=report.result(_PATIENCE))
        except TimeoutError:
            return WorkDone(is_running=True)


def _title(source: Source, state: SourceState | None) -> str:
    return source.title or (state.title if state else "") or source.slug
