"""A site with one long list in pages, whose editors pin, re-date, delete and add items, over the real Poller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from msgspec.structs import replace

from fakes.clock import FakeClock
from fakes.pages import Listed
from fakes.world import NEWS, URL, listing, row
from ilofeed.core import ids, urls
from ilofeed.core.models import NotModified, Page, Source, Validators
from ilofeed.core.protocols import Store
from ilofeed.core.state import Outcome, PollReport, SourceState
from ilofeed.poll.poller import Poller, PollServices

_DAY_ONE = date(2023, 5, 1)
_NO_VALIDATORS = Validators()


class ListSite:
    """The list: pinned items on top, then the others, the newest first."""

    def __init__(self, size: int, *, is_dated: bool = True, has_validators: bool = True) -> None:
        """Show *size* items a page; without validators it never answers 304."""
        self.size = size
        self.is_dated = is_dated
        self.has_validators = has_validators
        self.pinned: list[Listed] = []
        self.items: list[Listed] = []
        self.day = 0
        self.added = 0
        self.asked: list[str] = []
        self.is_forced = False  #: whether it was asked with force the last time
        self.always_not_modified = False
        self.always_first = False  #: whether its pager leads to other addresses of the first page
        self.between: Callable[[], None] | None = None  #: happens once, after the first page was sent

    @property
    def all(self) -> list[Listed]:
        """The whole list, top to bottom."""
        return [*self.pinned, *self.items]

    def pass_days(self, days: int) -> None:
        """Let items that come now have a later date."""
        self.day += days

    def add(self, count: int = 1) -> None:
        """Put new items on top."""
        for _ in range(count):
            self.added += 1
            title = f"Report number {self.added} on work"
            self.items.insert(0, Listed(number=880_000 + self.added, title=title, day=self._today()))

    def delete(self, at: int) -> None:
        """Take an item off the list, if it has so many."""
        items = self.pinned if at < len(self.pinned) else self.items
        at -= 0 if items is self.pinned else len(self.pinned)
        if at < len(items):
            del items[at]

    def pin(self, at: int, *, ahead: int | None = None) -> None:
        """Put an item on top, for as long as it is pinned, dated so many days *ahead* if that is given."""
        if at < len(self.items):
            item = self.items.pop(at)
            self.pinned.insert(0, item if ahead is None else replace(item, day=self._today(ahead)))

    def unpin(self) -> None:
        """Put the item that was pinned first back where its number belongs."""
        if self.pinned:
            item = self.pinned.pop()
            below = [at for at, each in enumerate(self.items) if each.number < item.number]
            self.items.insert(below[0] if below else len(self.items), item)

    def bump(self, at: int) -> None:
        """Put an item above all that are not pinned, with today's date where there are dates."""
        if at < len(self.items):
            self.items.insert(0, replace(self.items.pop(at), day=self._today()))

    def _today(self, ahead: int = 0) -> str:
        return f"{_DAY_ONE + timedelta(self.day + ahead):%d %B %Y}" if self.is_dated else ""

    def page(self, at: int) -> str:
        """The page that begins at the offset *at*."""
        following = at + self.size if at + self.size < len(self.all) else None
        return listing(self.all[at : at + self.size], following)

    def __call__(
        self, url: str, validators: Validators = _NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        """Answer as a server does."""
        self.is_forced = force
        self.asked.append(url)
        if self.always_not_modified:
            return NotModified(url=url)
        at = next((at for at in range(0, len(self.all) + self.size, self.size) if at and row(at) == url), 0)
        body = self.page(at)
        if at and self.between is not None:
            between, self.between = self.between, None
            between()
            body = self.page(at)
        if self.always_first:
            body = listing(self.all[: self.size], at + self.size)
        etag = f'"{urls.digest(body)}"' if self.has_validators and not at else None
        if etag is not None and validators.etag == etag:
            return NotModified(url=url)
        return Page(url=url if at else URL, body=body.encode(), validators=Validators(etag=etag))


class Reader:
    """One who polls a `ListSite` and keeps what was announced."""

    def __init__(self, site: ListSite, store: Store, source: Source = NEWS) -> None:
        self.site = site
        self.store = store
        self.source = source
        self.clock = FakeClock()
        self.poller = Poller(
            PollServices(
                store=store, fetch_for=lambda _: site, publish=lambda *_: False, clock=self.clock, mint=ids.mint
            )
        )
        self.exempt: set[int] = set()  #: what was on the list below the first page at the first poll
        self.announced: list[str] = []

    @property
    def state(self) -> SourceState:
        state = self.store.state("news")
        assert state is not None
        return state

    def has_gap(self) -> bool:
        """Whether a gap is recorded."""
        return self.state.gap_from is not None

    def begin(self) -> None:
        """Poll for the first time."""
        assert self.poll().outcome is Outcome.CHANGED
        self.exempt = self.missing()

    def poll(self) -> PollReport:
        """Poll an hour later."""
        self.clock.pass_by(hours=1)
        self.site.asked.clear()
        return self._kept(self.poller.poll(self.source, self.store.claim(["news"])["news"]))

    def accept(self, *, as_known: bool = False) -> PollReport:
        """Let the poll through that is held."""
        held = self.store.quarantine("news")
        assert held is not None
        state = self.store.claim(["news"])["news"]
        return self._kept(self.poller.accept(self.source, state, held, as_known=as_known))

    def _kept(self, report: PollReport) -> PollReport:
        known = {entry.id for entry in self.store.newest("news", 100_000)}
        self.announced += sorted(known - set(self.announced))
        return report

    def missing(self) -> set[int]:
        """The numbers of the listed items that are not known, but for those of the beginning."""
        names = {ids.key(f"https://www.ilo.org{each.path}", "en"): each.number for each in self.site.all}
        known = {alias for entry in self.store.known("news", names) for alias in entry.aliases}
        return {number for name, number in names.items() if name not in known} - self.exempt
