"""Clean text from a page, so that it can be saved and published.

Every text of an Item is cleaned here when the Item is made, so that no later step meets a character that
breaks a feed or deceives a reader.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ilofeed.core.lazy_pattern import LazyPattern

#: Length limits of titles and summaries; longer ones are cut at a word.
TITLE_LIMIT = 500
SUMMARY_LIMIT = 5000

#: Replaces a character that HTML parsers do not accept. It is a noncharacter, so no page uses it.
LOST = "\ufdd0"

# Outside XML 1.0's Char production (section 2.2) or discouraged there: controls, surrogates, noncharacters.
_NONCHARACTERS = "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
_BAD = f"[\x00-\x08\x0e-\x1b\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]+"
_ANY_BAD = LazyPattern(_BAD)
_UNDECODABLE = "\ufffd"

# A letter or digit of a script that separates words by blanks: not Thai, Lao, Burmese, Khmer,
# Chinese or Japanese.
_IN_WORD = "[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# Not between single letters: those are one word, with a bad character after each letter.
_BETWEEN_WORDS = f"(?<={_IN_WORD}{_IN_WORD})(?:%s)(?={_IN_WORD})|(?<={_IN_WORD})(?:%s)(?={_IN_WORD}{_IN_WORD})"

# Bidi overrides and isolates, which deceive.
_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
# Invisible, and only deceives or breaks words: also zero-width space, soft hyphen, byte order mark. U+200C and
# U+200D are kept, because Persian and emoji need them.
_INVISIBLE = LazyPattern(f"[\u200b\u00ad\ufeff{_OVERRIDES}]")
# White space of HTML or Python that XML or the rules of feeds do not allow.
_CONTROL_SPACE = "\x0b-\x0d\x1c-\x1f"
_NOT_IN_FEEDS = LazyPattern(f"[{_CONTROL_SPACE}{_OVERRIDES}]|{_BAD}")

# A C1 control on a web page is a Windows-1252 letter that was read as Latin-1, as in "&#146;"
# (WHATWG HTML section 13.2.5.80).
_WINDOWS_1252 = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # unassigned there
}

_STYLE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)

_QUOTE = LazyPattern(r"""\s*(['"])\s*""")


@lru_cache
def _between_words(pattern: str) -> re.Pattern[str]:
    """Return *pattern* between two words. It is compiled at its first use, because that takes 10 ms."""
    return re.compile(_BETWEEN_WORDS % (pattern, pattern))


def clean(text: str, limit: int = SUMMARY_LIMIT) -> str:
    """Return *text* on one line: legal characters, single blanks, composed accents, at most *limit* long.

    Quotes and dashes are kept as the page has them.
    """
    line = unicodedata.normalize("NFC", " ".join(legal(text).split()))
    if len(line) <= limit:
        return line
    head, _, _ = line[:limit].rpartition(" ")
    return (head or line[: limit - 1]).rstrip() + "\u2026"


def legal(text: str) -> str:
    """Return *text* without characters that no document may contain. Its lines and blanks are kept.

    A bad character between two words becomes a blank, so that they do not run together.
    """
    if text.isascii() and text.isprintable():
        return text
    return _without_bad(_INVISIBLE.sub("", text.translate(_WINDOWS_1252)))


def legal_html(html: str) -> str:
    """Return *html*, of which the references to characters are decoded, without those that no feed may contain.

    Soft hyphens and zero-width spaces are kept, unlike in `legal`: an author who wrote them as references wants them.
    """
    if _NOT_IN_FEEDS.search(html) is None:
        return html
    return _without_bad(re.sub(f"[{_OVERRIDES}]", "", re.sub(f"[{_CONTROL_SPACE}]", " ", html)))


def _without_bad(text: str) -> str:
    if _ANY_BAD.search(text) is None:
        return text
    return _ANY_BAD.sub("", _between_words(_BAD).sub(" ", text))


def decoded(text: str) -> str:
    """Return *text* without U+FFFD, which a decoder writes for bytes that it cannot read.

    Between two words it becomes a blank, as in `legal`.
    """
    if _UNDECODABLE not in text:
        return text
    return _between_words(f"{_UNDECODABLE}+").sub(" ", text).replace(_UNDECODABLE, "")


def is_garbled(text: str) -> bool:
    """Return whether at least half of *text* could not be decoded."""
    bad = text.count(_UNDECODABLE)
    return bad > 0 and bad >= sum(map(str.isalnum, text))


def readable(text: str, limit: int = TITLE_LIMIT) -> str:
    """Return *text* cleaned, without characters that could not be decoded; empty if these are most of it."""
    return "" if is_garbled(text) else clean(decoded(text), limit)


def in_one_style(text: str) -> str:
    """Return *text* with quotes and dashes of one style, and with the same positions of characters."""
    return text.translate(_STYLE)


def fold(text: str) -> str:
    """Return *text* in a form that is equal for wordings that a reader sees as the same.

    White space, case, and the style of quotes and dashes do not count.
    """
    return _remembered(text) if len(text) <= TITLE_LIMIT else _folded(text)


def _folded(text: str) -> str:
    # Styled characters first: NFKC takes some of them apart ("´" is a blank to it).
    plain = unicodedata.normalize("NFKC", text.translate(_STYLE)).casefold()
    return " ".join(_QUOTE.sub(r"\1", plain).split())


# Each title of a page is folded many times, by one rule after the other.
_remembered = lru_cache(1024)(_folded)
