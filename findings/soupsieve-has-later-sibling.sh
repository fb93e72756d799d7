#!/usr/bin/env bash
# soupsieve 2.10 answers :has(~ x) wrongly: its new cache leaves out an element that has one, and takes one that has none.
#
# Expected: "li:has(~ li)" selects the items that another one follows: of 1, 2, 3 these are 1 and 2. soupsieve 2.9 does so.
# Happens: soupsieve 2.10 selects 1 and 3, of four items 1, 2 and 4; ":not(:has(~ li))" is wrong the same way. With its flag
#   NOCACHE it is right, and so is 4.1.2. There is no error and no warning.
# Matters here: 2.10 is the newest version that is not withdrawn for Pythons before 3.11.5, as Debian 12 has. A source whose
#   selectors ask for the last item would show the wrong one there, and the right one on a newer machine. So the steps of a
#   selector are followed by our own code (extract/css_match.py), and soupsieve is asked about one element at a time.
# Seen: 2026-11-29, soupsieve 2.9, 2.10 and 4.1.2, beautifulsoup4 4.15.0, Python 3.11.7.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
for version in 2.9 2.10 4.1.2; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'beautifulsoup4==4.15.0' "soupsieve==$version"

    "$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import soupsieve
from bs4 import BeautifulSoup

soup = BeautifulSoup("<ul><li>1</li><li>2</li><li>3</li></ul>", "html.parser")


def selected(selector, flags=0):
    return [item.get_text() for item in soup.select(selector, flags=flags)]


installed = version("soupsieve")
found = {selector: selected(selector) for selector in ("li:has(~ li)", "li:not(:has(~ li))", "li:has(+ li)")}
print(f"soupsieve {installed}:", *(f"{selector} {items}" for selector, items in found.items()), sep="  ")
is_wrong = installed == "2.10"
assert found == {
    "li:has(~ li)": ["1", "3"] if is_wrong else ["1", "2"],
    "li:not(:has(~ li))": ["2"] if is_wrong else ["3"],
    "li:has(+ li)": ["1", "2"],
}, "the behaviour has changed"
if is_wrong:
    without_cache = selected("li:has(~ li)", soupsieve.NOCACHE)
    print(f"soupsieve {installed}:", "li:has(~ li) with NOCACHE", without_cache, sep="  ")
    assert without_cache == ["1", "2"], "the behaviour has changed"
PYTHON
done
