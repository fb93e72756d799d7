"""Everything around a poll: a real store and publisher, a fetch that brings what a test wants, a fake clock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fakes.clock import FakeClock
from fakes.pages import Listed, ilo_list
from ilofeed.core import ids
from ilofeed.core.errors import PollError
from ilofeed.core.models import NotModified, Page, Source, Validators
from ilofeed.core.protocols import Store
from ilofeed.core.state import PollReport, SourceState
from ilofeed.decide import schedule
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.publish.publisher import Publisher

URL = "https://www.ilo.org/global/news/lang--en/index.htm"
NEWS = Source(slug="news", url=URL)
NO_VALIDATORS = Validators()


def row(at: int) -> str:
    """The address of the list from offset *at* on."""
    return URL.replace("index.htm", f"nextRow--{at}/index.htm")


def listing(items: list[Listed], following: int | None = None) -> str:
    """A page of the list, with a pager where it goes on."""
    pager = f'<aside class="pagination"><a href="{row(following)}">Next</a></aside>' if following else ""
    return ilo_list(items).replace("</body>", f"{pager}</body>")


class FakeFetch:
    """Brings what it was given, and keeps what it was asked with."""

    def __init__(self) -> None:
        self.answer: Page | NotModified | PollError = NotModified(url=URL)
        self.behind: dict[str, Page | NotModified | PollError] = {}  #: further pages of the list
        self.asked: list[Validators] = []
        self.read_on: list[str] = []
        self.forced = False  #: whether it was asked for with force the last time

    def show(self, body: str, etag: str | None = None) -> None:
        self.answer = Page(url=URL, body=body.encode(), validators=Validators(etag=etag))

    def show_behind(self, at: int, items: list[Listed], following: int | None = None) -> None:
        """Put *items* on the page at the pager's offset *at*."""
        url = row(at)
        self.behind[url] = Page(url=url, body=listing(items, following).encode())

    def __call__(
        self, url: str, validators: Validators = NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        self.forced = force
        if "nextRow" not in url:
            self.asked.append(validators)
        else:
            self.read_on.append(url)
            assert validators == NO_VALIDATORS
        answer = self.behind.get(url, self.answer)
        if isinstance(answer, PollError):
            raise answer
        return answer


class World:
    """Everything around a poll."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.clock = FakeClock()
        self.fetch = FakeFetch()
        self.output = folder / "feeds"
        self.publisher = Publisher(store, self.clock, self.output, due_by=schedule.due_by)
        self.services = PollServices(
            store=store, fetch_for=lambda _: self.fetch, publish=self.publisher, clock=self.clock, mint=ids.mint
        )
        self.poller = Poller(self.services)

    def poll(self, source: Source = NEWS, *, force: bool = False, dry_run: bool = False) -> PollReport:
        state = self.store.claim([source.slug])[source.slug]
        return self.poller.poll(source, state, force=force, dry_run=dry_run)

    def accept(self, source: Source = NEWS, *, as_known: bool = False) -> PollReport:
        """Approve the quarantined poll of *source*."""
        held = self.store.quarantine(source.slug)
        assert held is not None
        state = self.store.claim([source.slug])[source.slug]
        return self.poller.accept(source, state, held, as_known=as_known)

    @property
    def state(self) -> SourceState:
        state = self.store.state("news")
        assert state is not None
        return state

    def files(self) -> dict[str, tuple[bytes, int]]:
        """What is published: bytes and time of every file."""
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in self.output.glob("*")}


def show_list(world: World, items: list[Listed], size: int = 10) -> None:
    """The list in pages of *size*, each naming the next."""
    for at in range(0, len(items), size):
        following = at + size if at + size < len(items) else None
        if at:
            world.fetch.show_behind(at, items[at : at + size], following)
        else:
            world.fetch.show(listing(items[:size], following))


def after_a_good_poll(world: World, items: Sequence[Listed]) -> dict[str, tuple[bytes, int]]:
    """Poll *items* an hour ago, and return the published files."""
    world.fetch.show(ilo_list(items), etag='"good"')
    world.poll()
    world.clock.pass_by(hours=1)
    return world.files()
