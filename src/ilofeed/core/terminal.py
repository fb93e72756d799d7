"""Make text harmless for a terminal, and hide the secrets in it.

Some printed text comes from elsewhere: reason phrases and headers of servers, titles, file names, texts of
exceptions. A terminal obeys control characters in it (ECMA-48), and bidi overrides can make it look like
other text (Unicode Technical Report 36 section 2.5).
"""

from __future__ import annotations

import re

from ilofeed.core import hints, secrets
from ilofeed.core.lazy_pattern import LazyPattern

#: Length limit of one printed line, in characters; longer lines are cut.
MAX_LINE_LENGTH = 4000

# Controls (C0 and C1, with line breaks), line and paragraph separators, bidi embeddings, overrides and isolates,
# and lone surrogates, which represent bytes of file names that are no text.
_UNSAFE = LazyPattern("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_IN_JSON = LazyPattern("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BLANKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")


def line(text: str) -> str:
    r"""Return *text* as one line, cut if it is too long.

    Secrets are hidden, and commands completed. Line breaks and tabs become blanks, other unsafe characters escapes:
    ``\x1b``.
    """
    safe = _UNSAFE.sub(_spelled, secrets.hide(hints.complete(text)))
    return safe if len(safe) <= MAX_LINE_LENGTH else f"{safe[: MAX_LINE_LENGTH - 1]}…"


def lines(text: str) -> str:
    """Return *text* of our own, such as a traceback, with its line breaks; each line is made safe by `line`."""
    return "\n".join(map(line, text.split("\n")))


def json(document: str) -> str:
    """Return the same JSON *document* with escapes for the unsafe characters in its strings."""
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", secrets.hide_in_json(document))


def _spelled(found: re.Match[str]) -> str:
    character = found[0]
    if character in _BLANKS:
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
