#!/usr/bin/env bash
# soupsieve since 3.0 refuses combinators within :has() "as proposed by CSS"; CSS has them there, and browsers too.
#
# Expected: Selectors Level 4 says that :has() takes a <relative-selector-list>, each of which is an optional combinator and
#   a <complex-selector>. So "li:has(h5 > a)" is as valid as "li:has(> h5)". What the specification forbids is another :has()
#   within it. soupsieve 2.8 takes the selector.
# Happens: soupsieve 4.1.2 raises SelectorSyntaxError, "Using strict rules as proposed by CSS, the complex selectors (...) is
#   not allowed", unless its flag NOSTRICT is set, which bs4's select() does not do. "li:has(:is(h5 > a))", which means the
#   same, passes the strict rules.
# Matters here: people write selectors for a page, try them in the browser's tools, and they stop working with another
#   release of a library that is only installed as a dependency of another one. So our own code follows the steps of a
#   selector, and asks soupsieve about one element at a time.
# Seen: 2026-11-29, soupsieve 2.8 and 4.1.2, beautifulsoup4 4.15.0, Python 3.11. The change is in the notes of soupsieve 3.0
#   (https://github.com/facelessuser/soupsieve/releases/tag/3.0), the rule in https://www.w3.org/TR/selectors-4/#relational.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
for version in 2.8 4.1.2; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'beautifulsoup4==4.15.0' "soupsieve==$version"

    "$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import soupsieve
from bs4 import BeautifulSoup

soup = BeautifulSoup('<ul><li><h5><a href="/1">Hours</a></h5></li><li><h5>No link</h5></li></ul>', "html.parser")


def count(selector, flags=0):
    try:
        return len(soup.select(selector, flags=flags))
    except soupsieve.SelectorSyntaxError as error:
        return str(error).splitlines()[0]


installed = version("soupsieve")
found = {selector: count(selector) for selector in ("li:has(> h5)", "li:has(h5 > a)", "li:has(h5 a)", "li:has(:is(h5 > a))")}
print(f"soupsieve {installed}, beautifulsoup4 {version('beautifulsoup4')}")
for selector, result in found.items():
    print(f"    {selector}: {result}")
if installed == "4.1.2":
    print(f"    li:has(h5 > a) with NOSTRICT: {count('li:has(h5 > a)', soupsieve.NOSTRICT)}")
numbers = [result if isinstance(result, int) else "refused" for result in found.values()]
expected = {"2.8": [2, 1, 1, 1], "4.1.2": [2, "refused", "refused", 1]}[installed]
raise SystemExit(0 if numbers == expected else "the behaviour has changed")
PYTHON
done
