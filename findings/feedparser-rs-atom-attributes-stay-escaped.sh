#!/usr/bin/env bash
# feedparser-rs leaves character references in the attributes of Atom as they are written, and decodes those of RSS.
#
# Expected: `href="https://example.org/1?a=1&amp;b=2"` is the address https://example.org/1?a=1&b=2 (XML 1.0 section 3.3.3), as
#   every XML parser reports it, whatever the format of the feed.
# Happens: feedparser-rs 0.7.1 returns `...?a=1&amp;b=2` for the link of an Atom entry, and the same for the addresses of
#   media:thumbnail and media:content and for the term of a category, if the feed is Atom. In RSS all of them are decoded.
# Matters here: a link with more than one parameter leads elsewhere, or nowhere, for who takes Atom; a picture is not found, and
#   one category has two names. Nothing in an Atom document can prevent it, so the RSS feed is the one to take.
# Seen: 2026-11-29, feedparser-rs 0.7.1, Python 3.11.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'feedparser-rs==0.7.1'

"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import feedparser_rs

MEDIA = '<media:thumbnail url="https://example.org/t.jpg?w=2&amp;h=1"/>'
ATOM = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><id>tag:example.org,2026:f</id>
<title>Feed</title><updated>2026-11-29T12:00:00Z</updated><author><name>Nobody</name></author>
<entry><id>tag:example.org,2026:1</id><title>Entry</title><updated>2026-11-29T12:00:00Z</updated>
<link href="https://example.org/1?a=1&amp;b=2"/><category term="R&amp;D"/>{MEDIA}<summary>Text</summary></entry></feed>"""
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Feed</title><link>https://example.org/</link>
<description>A feed</description><item><title>Entry</title><link>https://example.org/1?a=1&amp;b=2</link>
<category>R&amp;D</category>{MEDIA}</item></channel></rss>"""

print("feedparser-rs", version("feedparser-rs"))
found = {}
for name, document in {"Atom": ATOM, "RSS": RSS}.items():
    (entry,) = feedparser_rs.parse(document.encode()).entries
    found[name] = (entry.link, entry.media_thumbnail[0].url, entry.tags[0].term)
    print(f"{name}: {found[name]}")
right = ("https://example.org/1?a=1&b=2", "https://example.org/t.jpg?w=2&h=1", "R&D")
escaped = tuple(value.replace("&", "&amp;") for value in right)
raise SystemExit(0 if found == {"Atom": escaped, "RSS": right} else "the behaviour has changed")
PYTHON
