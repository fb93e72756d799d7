#!/usr/bin/env bash
# A library that watches feeds announces no entry that has the same pubDate as the latest one it knows.
#
# Expected: an entry with a guid that was never in the feed is new, whatever its date. Feeds of lists that print only
#   dates often give all entries of a date one time.
# Happens: scoutrss 0.2.0 keeps only the time of the latest entry, and announces what is later. Of two entries of one time,
#   found one after the other, it announces the first. With one second between them it announces both.
# Matters here: entries of one date need times that differ, and what is first seen later needs the later time.
# Seen: 2026-11-29, scoutrss 0.2.0 with feedparser 6.0.12, Python 3.11.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check 'scoutrss==0.2.0' 'feedparser==6.0.12'

cat >run.py <<'PYTHON'
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from scoutrss import MemoryStorage, ScoutRSS

ITEM = """<item><title>Item {0}</title><link>https://example.org/{0}</link>
<guid isPermaLink="false">tag:example.org,2026:{0}</guid><pubDate>Fri, 20 Nov 2026 {1} +0000</pubDate></item>"""


def announced(*times):
    """Return the titles announced while one item after the other is added on top, each with one of *times*."""
    feed, items, found = Path("feed.xml"), [], []
    scout = ScoutRSS(
        str(feed), lambda entry: found.append(entry.title), MemoryStorage(), last_seen=datetime(2026, 11, 1, tzinfo=UTC)
    )
    for number, time in enumerate(times, start=1):
        items.insert(0, ITEM.format(number, time))
        feed.write_text(
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Feed</title>'
            f"<link>https://example.org/</link><description>A feed</description>{''.join(items)}</channel></rss>"
        )
        scout.check()
    return found


print("scoutrss", version("scoutrss"), "feedparser", version("feedparser"))
same, differing = announced("12:00:00", "12:00:00"), announced("12:00:00", "12:00:01")
print("one time:  ", same)
print("two times: ", differing)
sys.exit(0 if (same, differing) == (["Item 1"], ["Item 1", "Item 2"]) else 1)
PYTHON
TZ=UTC .venv/bin/python run.py
