"""Recognise titles that a list cuts with an ellipsis. Pure.

The ILO's lists cut titles of more than about 140 characters at a word, in the link and in the title alike.
The missing part is no edit when it appears.
"""

from __future__ import annotations

import re

from ilofeed.core.text import fold

#: Least length before the ellipsis of a title that was cut. Shorter titles may have an ellipsis of their own.
MIN_LENGTH = 90

_ELLIPSIS = re.compile(r"[\s,;:]*(?:\.{3,}|…)\s*\Z")


def stem(title: str) -> str:
    """Return the part of *title* that the list shows, folded; an empty string if it is not cut."""
    words = _ELLIPSIS.sub("", title) if len(title) > MIN_LENGTH else title
    folded = fold(words) if words != title else ""
    return folded if len(folded) >= MIN_LENGTH else ""


def completes(whole: str, cut: str) -> bool:
    """Return whether *cut* is the beginning of the title *whole*."""
    beginning = stem(cut)
    folded = fold(whole) if beginning and not stem(whole) else ""
    return len(folded) > len(beginning) and folded.startswith(beginning)


def beginning(title: str) -> str:
    """Return the beginning that a long title and the same title, cut by a list, share; for look-ups."""
    return (stem(title) or fold(title))[:MIN_LENGTH]


def is_same(one: str, other: str) -> bool:
    """Return whether the titles are the same to a reader, or one of them is the other one, cut."""
    return fold(one) == fold(other) or completes(one, other) or completes(other, one)
