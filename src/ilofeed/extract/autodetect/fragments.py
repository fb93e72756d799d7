"""Find the place of each item on its page, for items without a link of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bs4 import Tag

# Characters that a fragment may have without an escape, as the site itself would write it.
_SAFE = re.compile(r"[A-Za-z][\w.:-]{0,99}", re.ASCII)
_NUMBER = re.compile(r"\d{1,18}")


def own_fragments(members: Sequence[Sequence[Tag]]) -> list[str]:
    """Return the id of each of *members*, or an empty string for each if the ids do not belong to the items.

    Ids that count the items from the top belong to places: the next item moves all of them.
    """
    found = [_id(tags) for tags in members]
    given = [each for each in found if each]
    if len(given) < len(found) or len(set(given)) < len(found) or _are_places(given):
        return [""] * len(found)
    return found


def _id(tags: Sequence[Tag]) -> str:
    for tag in tags:
        for element in (tag, *tag.find_all(["a", "h2", "h3", "h4"], limit=3)):
            value = element.get("id") or (element.get("name") if element.name == "a" else None)
            if isinstance(value, str) and _SAFE.fullmatch(value):
                return value
    return ""


def _are_places(ids: Sequence[str]) -> bool:
    """Return whether the numbers in most of *ids* follow each other."""
    numbers = [[int(number) for number in _NUMBER.findall(each)] for each in ids]
    steps = [
        (len(here) == len(there)) and sum(abs(a - b) for a, b in zip(here, there, strict=True)) == 1
        for here, there in pairwise(numbers)
    ]
    return 2 * sum(steps) >= len(steps)
