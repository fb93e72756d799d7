#!/usr/bin/env bash
# Protego takes a robots.txt group for ours if its name is a prefix of our product token, and misses it with a version.
#
# Expected: RFC 9309 section 2.2.1: a group applies if its product token equals the crawler's, in any case; a crawler named
#   "ilofeed" is not the crawler "ilo", and "ilofeed/2.0" in a file still names ilofeed (the token ends at the "/").
# Happens: Protego 0.7.0 compares by prefix: the group of a crawler called "ilo", or just "i", locks "ilofeed" out of the
#   whole site, also where a group for "*" admits everybody. And a group named "ilofeed/2.0" is not applied at all.
# Matters here: a page that may be read is refused as `robots`, and a rule that a site wrote for us by the name in our
#   User-Agent is not obeyed. A program must pick the group itself before it asks Protego.
# Seen: 2026-11-28, Protego 0.7.0, Python 3.11.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'protego==0.7.0'

"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from protego import Protego

EVERYBODY = "\n\nUser-agent: *\nAllow: /\n"
CASES = {  # the name in the file -> whether Protego lets "ilofeed" in; the standard says otherwise in every line
    "i": False,
    "ilo": False,
    "ILO": False,
    "ilofeed/2.0": True,
}

print("protego", version("protego"))
changed = 0
for name, allowed in CASES.items():
    rules = Protego.parse(f"User-agent: {name}\nDisallow: /{EVERYBODY}")
    found = rules.can_fetch("https://www.example.org/news", "ilofeed")
    changed += found != allowed
    print(f"User-agent: {name:12} Disallow: /   ilofeed may fetch: {found}")
raise SystemExit(f"{changed} answers have changed" if changed else 0)
PYTHON
