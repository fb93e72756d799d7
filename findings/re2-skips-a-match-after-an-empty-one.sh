#!/usr/bin/env bash
# google-re2 misses the match that begins where an empty one was.
#
# Expected: google-re2 calls itself a drop-in replacement for Python's re. Since Python 3.7 an empty match may be followed by
#   one that begins where it is: re.finditer("^|.", "ab") gives "", "a", "b".
# Happens: after an empty match google-re2 goes on one character further. It gives "" and "b", and its sub leaves the "a" in.
#   re2.findall and re2.sub differ in the same way. Patterns that match no empty string agree.
# Matters here: words and patterns that an operator wants ignored are cut out of items. A pattern such as "^|." would cut less
#   with RE2 than with re. Where RE2 finds an empty match, another engine searches the text instead.
# Seen: 2026-11-29, google-re2 1.1.20251105, CPython 3.11.2.
set -euo pipefail

folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check google-re2==1.1.20251105

"$folder/env/bin/python" - <<'PYTHON'
import re
import sys
from importlib.metadata import version

import re2

print("google-re2", version("google-re2"), "on Python", sys.version.split()[0])
for pattern, text in (("^|.", "ab"), (r"\b|.", "ab"), ("^|b", "ab"), ("x*", "axb")):
    ours = [found.span() for found in re.finditer(pattern, text)]
    theirs = [found.span() for found in re2.finditer(pattern, text)]
    print(f"{pattern!r:8} in {text!r}: re {ours}, re2 {theirs}; sub: {re.sub(pattern, '-', text)!r}, {re2.sub(pattern, '-', text)!r}")

assert [found.span() for found in re.finditer("^|.", "ab")] == [(0, 0), (0, 1), (1, 2)]
assert [found.span() for found in re2.finditer("^|.", "ab")] == [(0, 0), (1, 2)]
assert (re.sub("^|.", "-", "ab"), re2.sub("^|.", "-", "ab")) == ("---", "-a-")
PYTHON
