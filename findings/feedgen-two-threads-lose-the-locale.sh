#!/usr/bin/env bash
# feedgen leaves the whole process in the locale "C" if two threads write RSS dates at the same time.
#
# Expected: two feeds that two threads render are independent of each other. Rendering changes nothing outside of them.
# Happens: feedgen 1.0.0 sets the locale of the process to "C" for each date of RSS and then sets back what it found before.
#   The second of two threads finds the "C" of the first. If it ends last, it sets back "C", and the process keeps it until
#   its end: numbers, months and the default encoding of files are those of "C" from then on. While a date is written, all
#   other threads have that locale too. Atom dates do not touch the locale.
# Matters here: feeds of many sources are rendered side by side. Each process has to let one thread at a time use feedgen
#   for RSS, and dates of entries are better written without it.
# Seen: 2026-11-30, feedgen 1.0.0, Python 3.11 on Debian 12.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'feedgen==1.0.0'

"$folder/venv/bin/python" - <<'PYTHON'
import locale
from datetime import UTC, datetime
from importlib.metadata import version
from threading import Event, Thread

from feedgen.feed import FeedGenerator

# In every Debian; as Python sets it at its start where LANG has this value.
ORIGINAL = locale.setlocale(locale.LC_ALL, "C.UTF-8")


class Slow(datetime):
    """A date that takes its time to be written: both threads are in the midst of a date at once."""

    def strftime(self, form):
        self.begun.set()
        assert self.until.wait(10)
        return super().strftime(form)


def render(begun, until):
    date = Slow(2026, 11, 30, tzinfo=UTC)
    date.begun, date.until = begun, until
    feed = FeedGenerator()
    feed.title("News")
    feed.link(href="https://www.example.org/")
    feed.description("All news")
    feed.lastBuildDate(date)
    feed.rss_str()


print("feedgen", version("feedgen"))
print("before:", ORIGINAL)
first_begun, second_begun, first_ended = Event(), Event(), Event()
first = Thread(target=render, args=(first_begun, second_begun))
second = Thread(target=render, args=(second_begun, first_ended))
first.start()
assert first_begun.wait(10)
second.start()
first.join(10)
first_ended.set()
second.join(10)
after = locale.setlocale(locale.LC_ALL)
print("after two feeds:", after)
raise SystemExit(0 if (ORIGINAL, after) == ("C.UTF-8", "C") else "the behaviour has changed")
PYTHON
