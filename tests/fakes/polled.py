"""Lists that change from poll to poll: the pages in `fixtures/polls/`, polled step by step.

A case is `NAME.toml`, the sources as configured, and `NAME.pPAGE.STEP.html`, what the site shows at
`/…?page=PAGE` at poll STEP. A page that is not there at a step is as it was at the step before.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from fakes.clock import FakeClock
from fakes.fixtures import FOLDER, POLLS
from ilofeed.config import loader
from ilofeed.core import ids
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Entry, NotModified, Page, Source, Validators
from ilofeed.core.protocols import Store
from ilofeed.core.state import PollReport, SourceState
from ilofeed.decide import schedule
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.publish.publisher import Publisher

_NO_VALIDATORS = Validators()
_DAY = 24 * 60 * 60
# After every date on the pages.
_START = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
_ALL = 1_000_000


class PolledCase:
    """One case of `fixtures/polls/`, with a store and published feeds of its own."""

    def __init__(self, name: str, store: Store, folder: Path) -> None:
        """Set up the case *name*, "23-pinned"; its feeds go below *folder*."""
        self.name = name
        self.store = store
        self.clock = FakeClock(_START)
        self.step = 1
        self.asked: list[str] = []  #: addresses that were fetched, in order
        self.leads_to: dict[str, str] = {}  #: address -> where it redirects today
        self.output = folder / "feeds"
        loaded = loader.load(FOLDER / POLLS / f"{name}.toml")
        self.sources: dict[str, Source] = {source.slug: source for source in loaded.sources}
        self.publisher = Publisher(store, self.clock, self.output, due_by=schedule.due_by)
        self.poller = Poller(
            PollServices(
                store=store,
                fetch_for=lambda _: self._fetch,
                publish=self.publisher,
                clock=self.clock,
                mint=ids.mint,
                locate_for=lambda _: self.leads_to.get,
            )
        )

    def poll(self, step: int, slug: str = "") -> PollReport:
        """Poll the source *slug*, else the first one, a day later, when its site shows *step*."""
        source = self.source(slug)
        self.step = step
        self.asked.clear()
        self.clock.sleep(_DAY)
        return self.poller.poll(source, self.store.claim([source.slug])[source.slug])

    def accept(self, slug: str = "", *, as_known: bool = False) -> PollReport:
        """Let the poll that is held through."""
        source = self.source(slug)
        held = self.store.quarantine(source.slug)
        assert held is not None
        return self.poller.accept(source, self.store.claim([source.slug])[source.slug], held, as_known=as_known)

    def source(self, slug: str = "") -> Source:
        """The source *slug*, else the case's first one."""
        return self.sources[slug] if slug else next(iter(self.sources.values()))

    def entries(self, slug: str = "") -> tuple[Entry, ...]:
        """The announced entries of the source, the latest first."""
        return self.store.newest(self.source(slug).slug, _ALL)

    def state(self, slug: str = "") -> SourceState:
        """What is remembered of the source."""
        state = self.store.state(self.source(slug).slug)
        assert state is not None
        return state

    def files(self) -> dict[str, bytes]:
        """What is published, by file name."""
        return {path.name: path.read_bytes() for path in self.output.glob("*")}

    def _fetch(
        self, url: str, validators: Validators = _NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        assert validators == _NO_VALIDATORS, "the site gives none"
        assert not force
        self.asked.append(url)
        number = parse_qs(urlsplit(url).query).get("page", ["0"])[0]
        for step in range(self.step, 0, -1):
            path = FOLDER / POLLS / f"{self.name}.p{number}.{step}.html"
            if path.is_file():
                return Page(url=url, body=path.read_bytes(), content_type="text/html; charset=utf-8")
        raise FetchError("status_404", f"{url} is not there", status=404)
