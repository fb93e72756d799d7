#!/usr/bin/env bash
# feedparser-rs takes the plain-text title of a JSON Feed item for HTML: "&" becomes "&amp;", and it closes tags.
#
# Expected: JSON Feed 1.1: an item's "title" is plain text. "Use <b> or <strong>? Q&A" is returned as it is; content_text of
#   the same item is, with the type text/plain.
# Happens: feedparser-rs 0.7.1 sanitises the title as HTML and returns "Use <b> or <strong>? Q&amp;A</strong></b>", with
#   title_detail.type "text/html". The summary of the item, which is plain text too, is treated the same.
# Matters here: titles are shown without markup nearly everywhere, so readers see "&amp;" and end tags that are in no title. The
#   same item from Atom with type="text" is right, so the words of one article differ by format.
# Seen: 2026-11-29, feedparser-rs 0.7.1, Python 3.11.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'feedparser-rs==0.7.1'

"$folder/venv/bin/python" - <<'PYTHON'
import json
from html import escape
from importlib.metadata import version

import feedparser_rs

WORDS = "Use <b> or <strong>? Q&A"
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Tides",
    "items": [{"id": "urn:example:1", "title": WORDS, "summary": WORDS, "content_text": WORDS}],
}
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:example:feed</id><title>Tides</title>
<updated>2026-11-20T12:00:00Z</updated><author><name>Desk</name></author><entry><id>urn:example:1</id>
<title type="text">{escape(WORDS)}</title><updated>2026-11-20T12:00:00Z</updated><link href="https://www.example.org/1"/>
<summary type="text">{escape(WORDS)}</summary></entry></feed>"""

print("feedparser-rs", version("feedparser-rs"))
item = feedparser_rs.parse(json.dumps(JSON_FEED)).entries[0]
entry = feedparser_rs.parse(ATOM).entries[0]
found = {
    "JSON title": (item.title_detail.type, item.title),
    "JSON summary": (item.summary_detail.type, item.summary),
    "JSON content_text": (item.content[0].type, item.content[0].value),
    "Atom title": (entry.title_detail.type, entry.title),
}
for name, (type_, value) in found.items():
    print(f"{name:18} {type_:11} {value}")
changed = "Use <b> or <strong>? Q&amp;A</strong></b>"
html, plain = ("text/html", changed), ("text/plain", WORDS)
raise SystemExit(0 if list(found.values()) == [html, html, plain, plain] else "the behaviour has changed")
PYTHON
