"""From the subscription list of a reader to forty feeds in one command, and the first problems after that."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes.forty import BROKEN, COUNT, DEAD, HELD, LAST_DAY, SLUGS, Forty, url_of
from fakes.operator import COMMAND
from fakes.site import serving
from ilofeed.publish.render import FORMATS

_SPAN = re.compile(r"\b\d+ (?:s|min|h|days)\b")


class Newcomer:
    """Somebody with a list of forty pages, and a configuration without a source."""

    def __init__(self, forty: Forty) -> None:
        self.forty = forty
        self.folder = forty.folder
        outlines = "".join(
            f'<outline text="Site {number}" type="rss" xmlUrl="{url_of(slug)}" htmlUrl="{url_of(slug)}"/>'
            for number, slug in enumerate(SLUGS, start=1)
        )
        (self.folder / "reader.opml").write_text(
            f'<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>{outlines}</body></opml>'
        )

    def run(self, *arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            [COMMAND, "-c", "config.toml", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def slugs(self) -> dict[str, str]:
        """The slugs of the sources, by address."""
        return {each["url"]: each["source"] for each in json.loads(self.run("status", "--json"))["sources"]}


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    with serving() as site:
        forty = Forty(tmp_path, site, datetime.now(UTC))
        site.clock = None  # commands have no other clock than that of the machine
        forty.configure(slugs=())
        forty.furnish(0)
        yield Newcomer(forty)


def timeless(text: str) -> bytes:
    """Return *text* without durations, which differ from run to run."""
    return _SPAN.sub("N min", text).encode()


def test_forty_pages_of_a_reader_become_feeds_and_status_names_what_breaks(
    newcomer: Newcomer, golden: Callable[[str, bytes], None]
) -> None:
    added = newcomer.run("add", "--from", "reader.opml")
    slugs = newcomer.slugs()
    newcomer.run("fetch", "--once")
    golden("status-of-forty.txt", timeless(newcomer.run("status")))
    newcomer.forty.furnish(LAST_DAY)
    dead, held, broken = (slugs[url_of(slug)] for slug in (DEAD, HELD, BROKEN))
    newcomer.run("fetch", "--once", dead, status=1)
    newcomer.run("fetch", "--once", held, broken, status=1)

    shown = newcomer.run("status", status=1)

    assert f"{COUNT} addresses: {COUNT} added" in added
    assert len(slugs) == COUNT
    published = {path.name for path in (newcomer.folder / "feeds").iterdir()}
    assert {f"{slug}.{format}" for slug in slugs.values() for format in FORMATS} <= published
    golden("status-of-forty-with-problems.txt", timeless(shown))
    assert f"{held}: polled " in newcomer.run("explain", held)
