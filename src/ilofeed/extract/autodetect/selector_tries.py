"""Name elements of a page by CSS selectors that may find the same field in all items of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from ilofeed.core.css_selectors import check
from ilofeed.core.text import clean
from ilofeed.extract.autodetect.dom_index import Node
from ilofeed.extract.image import image_address, may_be_image
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.layouts.css_item import ITSELF
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.text_lines import PLAIN_NAME

# Selectors tried for a field, and items in which its element is looked for.
_MAX_TRIES = 24
_MAX_ITEMS = 3
# Levels above an item that are searched for a distinctive ancestor.
_MAX_LEVELS = 6
# Texts before an item among which the date above it is looked for, and levels around it.
_MAX_TEXTS = 300
_MAX_DATE_LEVELS = 4

#: An item as detected, and its element.
Sample = tuple[RawItem, Tag]


def field_tries(name: str, sample: Sequence[Sample]) -> Iterator[str]:
    """Yield selectors that may find the field *name*, the simplest first."""
    if name == "date_above":
        yield from _above_tries(sample)
        return
    seen: dict[str, bool] = {}
    for parts, block in sample[:_MAX_ITEMS]:
        wanted = _wanted(name, parts)
        if not wanted:
            continue
        elements = [tag for tag in block.find_all(_KINDS.get(name)) if _holds(name, tag, wanted)]
        elements.sort(key=lambda tag: len(tag.get_text()))
        for tag in elements[:4]:
            exact = _text_of(tag) == wanted
            # A class name may be too long for a selector.
            for css in (css for css in _names(tag, block) if check(css) is None):
                seen[css] = seen.get(css, False) or exact
    # Elements with only the text of the field come first, and classes are the most stable.
    ordered = sorted(
        seen, key=lambda css: (not seen[css], "." not in css, css[:1] != "h", ">" in css, ":" in css, len(css))
    )
    yield from ordered[:_MAX_TRIES]
    if name == "date":
        yield ITSELF


_KINDS: dict[str, str | Callable[[Tag], bool]] = {"link": "a", "image": may_be_image}


def _above_tries(sample: Sequence[Sample]) -> Iterator[str]:
    """Yield selectors that may find the element with the date above items."""
    seen: dict[str, None] = {}
    for parts, block in sample[:_MAX_ITEMS]:
        tag = _date_above(block, clean(parts.date_text))
        if tag is not None:
            seen |= dict.fromkeys(css for css in _names(tag, block) if check(css) is None)
    yield from sorted(seen, key=lambda css: (css[:1] != "h", ":" in css, ">" in css, "." not in css))


def _date_above(block: Tag, wanted: str) -> Tag | None:
    """Return the nearest element before *block* whose text is *wanted*."""
    before = (text for text in block.previous_elements if isinstance(text, NavigableString))
    for text in islice(before, _MAX_TEXTS):
        if not (words := clean(text)) or words not in wanted:
            continue
        for tag in islice(text.parents, _MAX_DATE_LEVELS):
            if _text_of(tag) == wanted:
                return tag
    return None


def _wanted(name: str, parts: RawItem) -> str:
    attribute = {"link": "href", "date": "date_text"}.get(name, name)
    return clean(getattr(parts, attribute) or "")


def _holds(name: str, tag: Tag, wanted: str) -> bool:
    if name == "link":
        return tag.get("href") == wanted
    if name == "image":
        return clean(image_address(tag) or "") == wanted
    return _text_of(tag) == wanted if name in ("title", "kicker") else wanted in _text_of(tag)


def _text_of(tag: Tag) -> str:
    return clean(inner_text(tag))


def _names(tag: Tag, block: Tag) -> Iterator[str]:
    """Yield selectors for *tag* within *block*."""
    plain = _plain_names(tag)
    yield from plain
    place = f"{tag.name}:nth-of-type({_place(tag)})"
    parent = tag.parent
    if parent is not None and tag is not block and parent is not block:
        for outer in [*_plain_names(parent)[:3], f"{parent.name}:nth-of-type({_place(parent)})"]:
            yield f"{outer} > {tag.name}"
    yield place


def _plain_names(tag: Tag) -> list[str]:
    classes = [name for name in tag.get_attribute_list("class") if name and PLAIN_NAME.fullmatch(name)]
    return [*(f"{tag.name}.{name}" for name in classes[:4]), str(tag.name)]


def _place(tag: Tag) -> int:
    return 1 + len(tag.find_previous_siblings(tag.name))


def item_tries(node: Node) -> Iterator[str]:
    """Yield selectors that may find all items of the kind of *node*, the most stable first."""
    if "." in node.key:
        yield node.key
    tail, parent = node.key, node.parent
    for _ in range(_MAX_LEVELS):
        if parent is None or not parent.key:
            return
        identifier = parent.tag.get("id")
        if isinstance(identifier, str) and PLAIN_NAME.fullmatch(identifier):
            yield f"{parent.tag.name}#{identifier} > {tail}"
        yield f"{parent.key} > {tail}"
        yield f"{parent.tag.name}:nth-of-type({_place(parent.tag)}) > {tail}"
        tail = f"{parent.key} > {tail}"
        parent = parent.parent
