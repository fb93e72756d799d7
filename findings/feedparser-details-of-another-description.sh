#!/usr/bin/env bash
# feedparser gives the details of a media:description for the summary of an item.
#
# Expected: `summary_detail` has the same text as `summary`, with its type, language and base: "summary_detail.value: Same as
#   entries[i].summary" (feedparser, reference). A description of a file within media:group is no part of the summary.
# Happens: in an item with description, content:encoded and a media:group, feedparser 6.0.14 keeps `summary` as the item's own
#   description, but `summary_detail` is that of the media:description, text and type. Title and media:title are kept apart.
# Matters here: a reader that takes text and type from `summary_detail`, as the documentation suggests, publishes the caption of
#   a picture in place of the summary. Feeds of videos have such a group in each item. Compare both texts.
# Seen: 2026-11-29, feedparser 6.0.14, Python 3.11.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'feedparser==6.0.14'

"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version
from io import BytesIO

import feedparser

FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Harbour office</title><link>https://www.example.org/</link><description>News</description>
<item><title>The west quay is closed</title><link>https://www.example.org/1</link>
<description>Until Friday.</description><content:encoded>&lt;p>Until Friday. Use the east quay.&lt;/p></content:encoded>
<media:group><media:content url="https://www.example.org/1.mp4" type="video/mp4"/>
<media:title>Camera 3</media:title><media:description>The quay from above</media:description></media:group></item>
</channel></rss>"""

(entry,) = feedparser.parse(BytesIO(FEED)).entries
found = [entry.title, entry.title_detail.value, entry.summary, entry.summary_detail.value]
print("feedparser", version("feedparser"))
print("title:  ", found[:2])
print("summary:", found[2:])
expected = ["The west quay is closed", "The west quay is closed", "Until Friday.", "The quay from above"]
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
