#!/usr/bin/env bash
# fastfeedparser gives every media:thumbnail the type image/jpeg, also to "picture.png".
#
# Expected: Media RSS 1.5.1 gives media:thumbnail the attributes url, width, height and time. It has no type, so the type of
#   the picture is unknown until it is requested; feedparser, from which fastfeedparser takes its interface, adds none.
# Happens: fastfeedparser 0.6.5 returns the thumbnail as `media_content` with `"type": "image/jpeg"`, whatever its address
#   ends in. A media:content beside it keeps its own type, and the thumbnail is then dropped.
# Matters here: a feed with thumbnails of PNG or WebP alone looks as if it had declared JPEG. A program that writes the type
#   into another feed or an enclosure publishes a false one. A feed should carry media:content with a type as well.
# Seen: 2026-11-29, fastfeedparser 0.6.5, Python 3.11.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'fastfeedparser==0.6.5'

"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import fastfeedparser

FEED = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Tides</title><link>https://www.example.org/</link><description>Daily</description>
<item><title>One</title><link>https://www.example.org/1</link>
<media:thumbnail url="https://www.example.org/one.png" width="120" height="90"/></item>
<item><title>Two</title><link>https://www.example.org/2</link>
<media:content url="https://www.example.org/two.png" type="image/png" medium="image"/>
<media:thumbnail url="https://www.example.org/two-small.webp"/></item>
</channel></rss>"""

print("fastfeedparser", version("fastfeedparser"))
found = []
for entry in fastfeedparser.parse(FEED).entries:
    pictures = [(each["url"].rpartition("/")[2], each["type"]) for each in entry["media_content"]]
    print(entry["title"], pictures)
    found += pictures
expected = [("one.png", "image/jpeg"), ("two.png", "image/png")]
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
