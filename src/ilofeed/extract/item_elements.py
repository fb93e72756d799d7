"""Find the elements of known items on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bs4 import Tag

from ilofeed.core import ids, urls
from ilofeed.core.text import fold
from ilofeed.extract.document import Document

# Levels above its link or title that are searched for the element of an item.
_MAX_LEVELS = 12
_MAX_TITLE_LENGTH = 1000


def find_elements(document: Document, by_alias: Mapping[str, str], by_title: Mapping[str, str]) -> dict[str, Tag]:
    """Return the link of each item by its name, else the element of its title.

    *by_alias* maps keys and canonical addresses to names, *by_title* titles folded by `ilofeed.core.text.fold`.
    """
    elements: dict[str, Tag] = {}
    for anchor in document.soup.find_all("a", href=True):
        url = urls.absolute(str(anchor["href"]), document.base)
        if url is None or not anchor.get_text().strip():
            continue
        aliases = (ids.key(url, document.language), urls.canonical(url))
        name = next((by_alias[alias] for alias in aliases if alias in by_alias), None)
        if name is not None:
            elements.setdefault(name, anchor)
    for text in document.soup.find_all(string=True):
        name = by_title.get(fold(text)) if len(text) < _MAX_TITLE_LENGTH and text.strip() else None
        if name is not None and name not in elements and text.parent is not None:
            elements[name] = text.parent
    return elements


def item_blocks(elements: Mapping[str, Tag]) -> list[tuple[str, Tag]]:
    """Return the largest element around each of *elements* that contains none of the others."""
    holders: dict[int, set[str]] = defaultdict(set)
    for name, element in elements.items():
        for tag in (element, *element.parents):
            holders[id(tag)].add(name)
    blocks: list[tuple[str, Tag]] = []
    for name, element in elements.items():
        block = element
        for level, tag in enumerate(element.parents):
            if level == _MAX_LEVELS or len(holders[id(tag)]) > 1 or tag.name in ("body", "html", "[document]"):
                break
            block = tag
        blocks.append((name, block))
    return blocks
