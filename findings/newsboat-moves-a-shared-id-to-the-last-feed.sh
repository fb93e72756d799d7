#!/usr/bin/env bash
# newsboat keeps an entry that two feeds have only in the feed that it fetched last; the other one is empty at the next start.
#
# Expected: two subscribed feeds with the same entries, such as a category and "all", show them in both. An entry that
#   is syndicated in a second feed has to keep its id there (RFC 4287 section 4.2.6).
# Happens: newsboat 2.21 stores entries under the guid alone, as the primary key of `rss_item`. The entries move to the feed
#   fetched last, at each reload, with their read marks. The list of feeds shows the other one with none.
# Matters here: who subscribes to the feeds of single sources and to a joint feed of them finds the single ones empty, if the
#   joint one stands last in the list. A publisher should offer a list without joint feeds, or list those first.
# Seen: 2026-11-29, newsboat 2.21-1.5 of Debian 12.
set -euo pipefail

installed=$(dpkg-query --show --showformat='${Version}' newsboat 2>/dev/null || true)
case $installed in
    2.21-*) ;;
    *) echo "needs newsboat 2.21: apt-get install newsboat on Debian 12; found: ${installed:-none}" >&2; exit 2 ;;
esac
echo "newsboat $installed"

FOLDER=$(mktemp -d)
export FOLDER
trap 'rm -rf "$FOLDER"' EXIT
python3 - <<'PYTHON'
import os
import sqlite3
import subprocess
from collections import Counter
from pathlib import Path

folder = Path(os.environ["FOLDER"])


def feed(name, numbers):
    items = "".join(
        f'<item><title>Tide {number}</title><link>https://www.example.org/{number}</link>'
        f'<guid isPermaLink="false">urn:example:{number}</guid><pubDate>Fri, 20 Nov 2026 12:00:00 GMT</pubDate></item>'
        for number in numbers
    )
    (folder / f"{name}.rss").write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>https://www.example.org/{name}</link><description>Tides</description>{items}</channel></rss>"
    )
    return f"file://{folder}/{name}.rss"


def shown(*urls):
    """Return the number of entries of each feed after newsboat has fetched them in this order, twice."""
    cache = folder / "cache.db"
    cache.unlink(missing_ok=True)
    (folder / "urls").write_text("".join(f"{url}\n" for url in urls))
    (folder / "config").write_text("reload-threads 1\n")
    for _ in range(2):
        subprocess.run(
            ["newsboat", "-u", folder / "urls", "-c", cache, "-C", folder / "config", "-x", "reload"],
            env={**os.environ, "HOME": str(folder)}, check=True, capture_output=True, timeout=60,
        )
    with sqlite3.connect(cache) as database:
        return Counter(Path(url).stem for (url,) in database.execute("SELECT feedurl FROM rss_item"))


north, south, everything = feed("north", [1, 2]), feed("south", [3]), feed("all", [1, 2, 3])
last, first = shown(north, south, everything), shown(everything, north, south)
print("all fetched last: ", dict(last))
print("all fetched first:", dict(first))
raise SystemExit(0 if last == {"all": 3} and first == {"north": 2, "south": 1} else "the behaviour has changed")
PYTHON
