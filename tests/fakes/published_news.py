"""A store with entries, and what is published of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from fakes.clock import FakeClock
from fakes.entries import entries
from ilofeed.core.models import Item, Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Outcome, PollReport, PollResult
from ilofeed.decide import schedule
from ilofeed.publish.feed_builder import PublicSite
from ilofeed.publish.publisher import Publisher

NEWS = Source(slug="news", url="https://www.ilo.org/list")


class Shelf:
    """A store with entries, and what is published of them."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.output = folder / "deep" / "feeds"
        self.clock = FakeClock()
        self.publisher = self.new_publisher()

    def new_publisher(self) -> Publisher:
        site = PublicSite(base_url="https://feeds.example.org/")
        return Publisher(self.store, self.clock, self.output, due_by=schedule.due_by, site=site)

    def keep(self, *items: Item, at: datetime | None = None) -> None:
        state = self.store.claim(["news"])["news"]
        kept = entries(items, at or self.clock.now())
        report = PollReport(source="news", outcome=Outcome.CHANGED)
        state = replace(state, content=state.content + 1, last_poll=self.clock.now(), title="News")
        assert self.store.record(PollResult(state=state, entries=tuple(kept), report=report))

    def publish(self, source: Source = NEWS, *, thoroughly: bool = False) -> bool:
        state = self.store.state("news")
        assert state is not None
        return self.publisher(source, state, thoroughly=thoroughly)

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.output.iterdir()}

    def files_made_anew(self) -> dict[str, bytes]:
        """Delete all files, and return those of a publisher that knows no fragments."""
        for path in self.output.iterdir():
            path.unlink()
        state = self.store.state("news")
        assert state is not None
        assert self.new_publisher()(NEWS, state)
        return self.files()

    def times(self) -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in self.output.iterdir()}
