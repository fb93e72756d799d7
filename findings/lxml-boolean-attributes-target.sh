#!/usr/bin/env bash
# lxml gives <input disabled> the value "disabled" in its tree, and an empty value in the events of the same parser.
#
# Expected: one parser reads one value. HTML section 13.1.2.3 says that an attribute without a value has the empty string. So do
#   html5lib, every browser, and lxml with attributes that HTML 4 does not know (data-x).
# Happens: lxml 6.1.3 writes the name of an HTML 4 boolean attribute as its value when it builds a tree, and when a pull parser
#   returns elements. A parser with a target, which is what Beautiful Soup uses, is given the empty string.
# Matters here: an element found in lxml's tree by [disabled="disabled"] is not found in a soup of the same bytes, and the
#   reverse with [disabled=""]. What narrows a search down in one of them and decides in the other must not compare these
#   values: our own code (core/css_reach.py) reads the whole page for such selectors.
# Seen: 2026-11-29, lxml 6.1.3 with libxml2 2.14.6, beautifulsoup4 4.15.0, Python 3.11.7.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'lxml==6.1.3' 'beautifulsoup4==4.15.0'

"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from bs4 import BeautifulSoup
from lxml import etree

print(*(f"{name} {version(name)}" for name in ("lxml", "beautifulsoup4")))
PAGE = "<!doctype html><title>T</title><body><p>Filter: <input disabled data-x> <input disabled=''>"


class Events:
    """Collect the attributes of input."""

    def __init__(self):
        self.inputs = []

    def start(self, name, attributes):
        if name == "input":
            self.inputs.append(dict(attributes))

    def end(self, name): ...
    def data(self, text): ...

    def close(self):
        return self.inputs


found = {
    "tree": [dict(each.attrib) for each in etree.HTML(PAGE).iter("input")],
    "target": etree.HTML(PAGE, etree.HTMLParser(target=Events())),
    "soup": [each.attrs for each in BeautifulSoup(PAGE, "lxml").find_all("input")],
}
for name, inputs in found.items():
    print(f"    {name}: {inputs}")
empty = [{"disabled": "", "data-x": ""}, {"disabled": ""}]
named = [{"disabled": "disabled", "data-x": ""}, {"disabled": ""}]
raise SystemExit(0 if found == {"tree": named, "target": empty, "soup": empty} else "the behaviour has changed")
PYTHON
