#!/usr/bin/env bash
# soupsieve 2 finds the elements within <template>, soupsieve 4 does not: two installs read one page differently.
#
# Expected: The same elements for the same selector and the same tree of lxml. WHATWG HTML section 4.12.3 says that a template
#   has its content in a fragment of its own, which no selector of the page reaches; but lxml builds the content as children.
# Happens: "ul > li" finds three items with soupsieve 2.10 and one with soupsieve 4.1.2. A list in a declarative shadow root
#   (<template shadowrootmode="open">), which browsers show, is found by 2.10 and not by 4.1.2.
# Matters here: soupsieve 4 needs Python 3.11.5, and Debian 12 has 3.11.2, so both are in use with the same configuration. Our
#   own code (extract/templates.py) empties templates and renames declarative shadow roots before any selector is used.
# Seen: 2026-11-29, soupsieve 2.10 and 4.1.2, beautifulsoup4 4.15.0, lxml 6.1.3, Python 3.11.7.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
for version in 2.10 4.1.2; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'beautifulsoup4==4.15.0' 'lxml==6.1.3' "soupsieve==$version"

    "$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from bs4 import BeautifulSoup

page = """<body><ul><li>1</li></ul><template><ul><li>2</li></ul></template>
<div><template shadowrootmode="open"><ul><li>3</li></ul></template></div></body>"""
found = [item.string for item in BeautifulSoup(page, "lxml").select("ul > li")]
installed = version("soupsieve")
print(f"soupsieve {installed}: ul > li finds {found}")
expected = {"2.10": ["1", "2", "3"], "4.1.2": ["1"]}[installed]
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
done
