"""The same feed gives the same bytes, wherever, whenever and beside whatever."""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from msgspec.structs import replace

from ilofeed.publish.render import FORMATS, render
from publish.render.samples import FEEDS

# The program takes the surroundings' locale, as one with translated messages would.
_PROGRAM = """
import contextlib, locale
from hashlib import sha256
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
from ilofeed.publish.render import FORMATS, render
from publish.render.samples import FEEDS
print(*(sha256(render(feed, format)).hexdigest() for feed in FEEDS.values() for format in FORMATS))
"""


def surroundings(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8"},
        {"PYTHONHASHSEED": "3", "TZ": "Pacific/Kiritimati", "LC_ALL": "ar_EG.UTF-8", "PYTHONUTF8": "0"},
    ],
    ids=lambda changes: f"{changes['TZ']}, {changes['LC_ALL']}",
)
def test_hash_seed_time_zone_and_locale_change_no_byte(changes: dict[str, str]) -> None:
    expected = [sha256(render(feed, format)).hexdigest() for feed in FEEDS.values() for format in FORMATS]

    printed = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        env=surroundings(**changes),
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )

    assert printed.stdout.split() == expected


@pytest.mark.parametrize("format", FORMATS)
def test_one_instant_is_written_one_way_whatever_its_zone_and_fraction(format: str) -> None:
    feed = FEEDS["seed"]
    elsewhere = timezone(timedelta(hours=-11))

    moved = replace(
        feed,
        entries=tuple(
            replace(
                entry,
                first_seen=entry.first_seen.astimezone(elsewhere),
                updated=entry.updated.astimezone(elsewhere).replace(microsecond=123_456),
            )
            for entry in feed.entries
        ),
    )

    assert render(moved, format) == render(feed, format)


@pytest.mark.parametrize("format", FORMATS)
def test_facts_that_readers_do_not_get_change_no_byte(format: str) -> None:
    feed = FEEDS["seed"]

    shuffled = replace(
        feed,
        entries=tuple(
            replace(entry, item=replace(entry.item, number=None), aliases=frozenset({"another"}))
            for entry in feed.entries
        ),
    )

    assert render(shuffled, format) == render(feed, format)


@pytest.fixture
def _eager_threads() -> Iterator[None]:
    """Threads change places as often as they can, in a locale that can be lost."""
    interval, before = sys.getswitchinterval(), locale.setlocale(locale.LC_ALL)
    sys.setswitchinterval(1e-6)
    locale.setlocale(locale.LC_ALL, "C.UTF-8")
    yield
    locale.setlocale(locale.LC_ALL, before)
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_eager_threads")
def test_four_threads_render_alike_and_leave_the_locale_alone(tmp_path: Path) -> None:
    # Only RSS touches the locale, so most of the work is RSS.
    work = [(feed, format) for feed in FEEDS.values() for format in (*FORMATS, *["rss"] * 20)] * 2
    expected = [render(feed, format) for feed, format in work]
    done = Event()

    def write_files() -> int:
        written = 0
        while not done.is_set():
            path = tmp_path / f"{written % 10}.txt"
            path.write_text("体面劳动", encoding="utf-8")
            assert path.read_text(encoding="utf-8") == "体面劳动"
            written += 1
        return written

    with ThreadPoolExecutor(4) as renderers, ThreadPoolExecutor(1) as writer:
        files = writer.submit(write_files)
        try:
            found = list(renderers.map(lambda job: render(*job), work))
        finally:
            done.set()

    assert found == expected
    assert files.result() > 0
    assert locale.setlocale(locale.LC_ALL) == "C.UTF-8"
