"""Direction of writing, by language and by text."""

from __future__ import annotations

import unicodedata

from ilofeed.core.language import known_as

# Those that CLDR writes from right to left by default, and Aramaic, Samaritan and others that it does not describe.
_LANGUAGES = frozenset(
    "apc ar arc arz bal bgn ckb dv fa he ks lrc mzn nqo pnb prs ps rhg sam sd sdh skr syr trw ug ur yi".split()
)
_SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa".split())
# The bidirectional classes of letters written from right to left (UAX 9 section 3.2).
_CLASSES = frozenset({"R", "AL"})


def is_right_to_left(language: str) -> bool:
    """Return whether *language*, a BCP 47 tag, is written from right to left."""
    subtags = language.lower().split("-")
    # A script is the only subtag of four letters (RFC 5646 section 2.2.3); the default of the language has none.
    script = next((subtag for subtag in subtags[1:] if len(subtag) == 4 and subtag.isalpha()), "")
    return script in _SCRIPTS if script else known_as(language) in _LANGUAGES


def direction(text: str, language: str) -> str:
    """Return the value of HTML's ``dir`` for *text* in *language*.

    "auto" follows the first letter. An Arabic title that begins with "ILO" would be set from left to right.
    """
    if not is_right_to_left(language) or text.isascii():
        return "auto"
    return "rtl" if any(unicodedata.bidirectional(letter) in _CLASSES for letter in text) else "auto"
