"""A large store goes from SQLite to PostgreSQL and back: the same digests, the same feeds, and how long it takes.

Prints what came of it; exit status 1 where anything differs. Needs Debian's package postgresql.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec.structs import replace

from fakes.postgres import programs, server
from ilofeed.app import publish_all
from ilofeed.app.container import Container
from ilofeed.config.loader import parse
from ilofeed.core.models import Entry, Extraction, Item, Page
from ilofeed.core.protocols import Store
from ilofeed.core.state import KeptPage, Outcome, PollReport, Revision
from ilofeed.store import copy_store, open_store
from store.samples import NOON, commit, entry, later

WORDS = (
    "decent work social protection wages skills youth employment safety health report Genève países año".split()
)


def main() -> int:
    """Fill, copy there and back, publish from each, compare."""
    options = _options()
    if programs() is None:
        print("PostgreSQL is not installed", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="ilofeed-migration-") as name, server() as running:
        folder = Path(name)
        stores = {"here": "sqlite:///here.db", "server": running.database(), "back": "sqlite:///back.db"}
        with (
            _timed(f"{options.sources} sources, {options.sources * options.each} entries made"),
            closing(open_store(stores["here"], folder=folder)) as store,
        ):
            for number in range(options.sources):
                _fill(store, f"s{number:04}", options.each, random.Random(number))  # noqa: S311 (the same each time)
        print(f"here.db: {(folder / 'here.db').stat().st_size / 1_000_000:.0f} MB")
        same = _copied(stores["here"], stores["server"], folder) == _copied(
            stores["server"], stores["back"], folder
        )
        print(f"digests there and back: {'equal' if same else 'NOT EQUAL'}")
        one, other = (_published(options, stores[kind], folder / kind, folder) for kind in ("here", "server"))
        equal = one == other and len(one) > options.feeds
        size = sum(map(len, one.values())) / 1_000_000
        print(
            f"{len(one)} feed files, {size:.0f} MB, from both: {'equal, byte by byte' if equal else 'NOT EQUAL'}"
        )
    return 0 if same and equal else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--each", type=int, default=100, help="entries of a source")
    parser.add_argument("--feeds", type=int, default=1000, help="of how many sources feeds are rendered")
    return parser.parse_args()


def _fill(store: Store, slug: str, count: int, luck: random.Random) -> None:
    """A source after a few polls: entries that have changed, texts of articles, a page that is kept."""
    entries = [_entry(slug, number, luck) for number in range(count)]
    page = Page(url=f"https://{slug}.example.org/", body=luck.randbytes(20_000), content_type="text/html")
    read = Extraction(profile="selectors", url=page.url, language="en", title=f"News of {slug}", items=())
    for start in range(0, count, 25):
        state = replace(
            store.claim([slug])[slug],
            outcome=Outcome.CHANGED,
            title=read.title,
            language="en",
            last_poll=later(start),
            last_success=later(start),
            content=start + 1,
        )
        some = entries[start : start + 25]
        report = PollReport(
            source=slug, outcome=Outcome.CHANGED, items=25, new=25, seconds=luck.random(), bytes=20_000
        )
        changes = tuple(Revision(entry=each.id, at=later(1), before=each.item) for each in some[::10])
        kept = KeptPage(at=NOON, page=page, extraction=read, good=True)
        assert store.record(replace(commit(state, some, report), revisions=changes, kept=kept))
    for each in entries[::2]:
        store.keep_body(slug, each.id, f"<p>{_words(luck, 120)}</p>")


def _entry(slug: str, number: int, luck: random.Random) -> Entry:
    name = f"{slug}-{number}"
    item = Item(
        key=name,
        title=f"{_words(luck, 8)} {number}",
        link=f"https://{slug}.example.org/news/{number}",
        language="en",
        summary=_words(luck, 40),
        number=number + 1,
    )
    return replace(entry(name, item.link, name, first_seen=later(number), updated=later(number)), item=item)


def _words(luck: random.Random, count: int) -> str:
    return " ".join(luck.choices(WORDS, k=count))


def _copied(origin: str, target: str, folder: Path) -> dict[str, tuple[int, str]]:
    kinds = " to ".join("PostgreSQL" if each.startswith("postgresql") else "SQLite" for each in (origin, target))
    _copy(f"{kinds}, ahead", origin, target, folder, ahead=True)
    return _copy(f"{kinds}, again, when nothing has changed", origin, target, folder, ahead=False)


def _copy(what: str, origin: str, target: str, folder: Path, *, ahead: bool) -> dict[str, tuple[int, str]]:
    written = 0

    def count(_table: str, _rows: int, changed: int) -> None:
        nonlocal written
        written += changed

    begun = time.monotonic()
    copied, _ = copy_store(origin, target, folder=folder, progress=count, ahead=ahead)
    took = time.monotonic() - begun
    rows = sum(each.rows for each in copied)
    print(
        f"{what}: {rows} rows, {written} written, both read again and compared: {took:.1f} s, {rows / took:.0f}/s"
    )
    return {each.table: (each.rows, each.digest) for each in copied}


def _published(options: argparse.Namespace, database: str, output: Path, folder: Path) -> dict[str, bytes]:
    text = f'[ilofeed]\ndatabase = "{database}"\noutput = "{output}"\nbase_url = "https://feeds.example.org/"\n'
    text += 'authority = "feeds.example.org,2026"\n'
    for number in range(options.feeds):
        text += f'[[source]]\nslug = "s{number:04}"\nurl = "https://s{number:04}.example.org/"\n'
    step = f"feeds of {options.feeds} sources published from {database.partition(':')[0]}"
    with _timed(step), Container(parse(text, folder=folder)) as app:
        for slug, written in publish_all.publish_all(app):
            assert isinstance(written, bool), (slug, written)
    # These show the state of the sources, with times of the clock.
    left_out = ("index.html", "status.json")
    return {path.name: path.read_bytes() for path in output.iterdir() if path.name not in left_out}


@contextmanager
def _timed(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
