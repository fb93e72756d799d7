"""Find the parts of a plain text that readers may take for markup: tags and character references."""

from __future__ import annotations

from ilofeed.core.lazy_pattern import LazyPattern

#: An invisible character that breaks what some readers take for HTML in every spelling.
JOINER = "\u2060"

_TAG = LazyPattern(r"</?[a-zA-Z!?]")
# feedparser takes a title with one of these for HTML, in RSS.
_HTML = LazyPattern(r"<(?=/\w+>)|&(?=#?\w+;)")
_BROKEN = LazyPattern(f"(?<=[<&]){JOINER}")
_REFERENCE = LazyPattern(r"&(#?\w+)")


def first(text: str) -> str:
    """Return the beginning of the first tag or character reference in *text*; empty if there is none.

    "R&D" and "3 < 4" have none, "R&amp;D", "&1st" and "<b" are one (W3C feed validator).
    """
    if "<" not in text and "&" not in text:
        return ""
    tag = _TAG.search(text)
    if tag:
        return tag[0]
    return next((each[0] for each in _REFERENCE.finditer(text) if _is_reference(each[1])), "")


def html(text: str) -> str:
    """Return the beginning of the first end tag or complete reference in *text*; empty if there is none."""
    found = _HTML.search(text)
    return text[found.start() :][:10] if found else ""


def broken(text: str) -> str:
    """Return *text* with an invisible character in each end tag and each complete reference."""
    return _HTML.sub(lambda found: found[0] + JOINER, text) if "<" in text or "&" in text else text


def whole(text: str) -> str:
    """Return *text* without the characters that `broken` inserts."""
    return _BROKEN.sub("", text) if JOINER in text else text


def _is_reference(name: str) -> bool:
    from html.entities import name2codepoint  # noqa: PLC0415 - few texts need its table

    return name in name2codepoint or name == "apos" or not name.isalpha()
