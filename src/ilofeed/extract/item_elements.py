"""Where on a page the things stand that are known to be on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bs4 import Tag

from ilofeed.core import ids, urls
from ilofeed.core.text import fold
from ilofeed.extract.document import Document

# How far up the element is looked for that an item stands in.
_REACH = 12
_LONGEST_TITLE = 1000


def spots(document: Document, by_alias: Mapping[str, str], by_title: Mapping[str, str]) -> dict[str, Tag]:
    """Name -> the link of which an alias leads to that name, else the element that is its title.

    Titles are folded, as `ilofeed.core.text.fold` does.
    """
    found: dict[str, Tag] = {}
    for anchor in document.soup.find_all("a", href=True):
        url = urls.absolute(str(anchor["href"]), document.base)
        if url is None or not anchor.get_text().strip():
            continue
        aliases = (ids.key(url, document.language), urls.canonical(url))
        name = next((by_alias[alias] for alias in aliases if alias in by_alias), None)
        if name is not None:
            found.setdefault(name, anchor)
    for text in document.soup.find_all(string=True):
        name = by_title.get(fold(text)) if len(text) < _LONGEST_TITLE and text.strip() else None
        if name is not None and name not in found and text.parent is not None:
            found[name] = text.parent
    return found


def blocks(found: Mapping[str, Tag]) -> list[tuple[str, Tag]]:
    """The largest element around each of the spots *found* that holds no other one."""
    holders: dict[int, set[str]] = defaultdict(set)
    for name, spot in found.items():
        for tag in (spot, *spot.parents):
            holders[id(tag)].add(name)
    around: list[tuple[str, Tag]] = []
    for name, spot in found.items():
        block = spot
        for depth, tag in enumerate(spot.parents):
            if depth == _REACH or len(holders[id(tag)]) > 1 or tag.name in ("body", "html", "[document]"):
                break
            block = tag
        around.append((name, block))
    return around
