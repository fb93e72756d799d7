"""Derive selectors of a detected list, for a person to copy into the configuration.

Each is tried with the profile ``selectors``, and returned only if it reads the same values from the
items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from bs4 import Tag
from msgspec.structs import replace

from ilofeed.core.css_scanner import SelectorError
from ilofeed.core.css_selectors import check
from ilofeed.core.selectors import Selectors
from ilofeed.core.text import clean
from ilofeed.extract.autodetect.candidates import MEMBER_LIMIT, Block
from ilofeed.extract.autodetect.dom_index import DomIndex, Node
from ilofeed.extract.autodetect.items import DetectedItem
from ilofeed.extract.css_match import Search
from ilofeed.extract.document import Document
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.layouts.css_item import ITSELF, ItemReader
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.text_lines import PLAIN_NAME

# Items on which a selector is tried, and selectors tried for a field.
_MAX_SAMPLE_ITEMS = 12
_MAX_TRIES = 24
# A selector that finds more elements than possible items is not useful.
_MAX_ELEMENTS = 2 * MEMBER_LIMIT
# Levels above an item that are searched for a distinctive ancestor.
_MAX_LEVELS = 6


def derive_selectors(
    document: Document, index: DomIndex, block: Block, found: Sequence[DetectedItem]
) -> tuple[str, Mapping[str, str]]:
    """Return the selector of the items and those of their fields; empty if items have no element of their own."""
    if block.is_run or any(unit.day_above for unit in found):
        return "", {}
    search = Search(document.soup)
    item = _item(search, block, {id(unit.tags[0]) for unit in found})
    sample = [unit for unit in found if unit.is_dated][:_MAX_SAMPLE_ITEMS]
    context = document.date_context
    chosen = Selectors(item=item, title=ITSELF)

    def parts_of(unit: DetectedItem, selectors: Selectors) -> RawItem:
        return ItemReader(selectors, context, search).read(unit.tags[0])

    for name, agrees in _FIELDS.items():
        if name == "link" and all(_agrees_link(index, parts_of(unit, chosen), unit) for unit in sample):
            continue
        test = (lambda parts, unit: _agrees_link(index, parts, unit)) if name == "link" else agrees
        best, score = "", 0
        for css in _tries(name, sample):
            tried = replace(chosen, **{name: css})
            count = sum(test(parts_of(unit, tried), unit) for unit in sample)
            if count > score:
                best, score = css, count
            if score == len(sample):
                break
        if best:
            chosen = replace(chosen, **{name: best})
    item = _without_others(document, search, chosen, {id(unit.tags[0]) for unit in found})
    given = {name: css for name in _FIELDS if (css := getattr(chosen, name))}
    return item, given


def _without_others(document: Document, search: Search, chosen: Selectors, wanted: set[int]) -> str:
    """Return the selector of the items, narrowed if it finds other elements that would be read as items."""
    for css in (
        chosen.item,
        *(
            f"{chosen.item}:has({_one_step(css)})"
            for css in (chosen.title, chosen.date)
            if isinstance(css, str) and css not in ("", ITSELF)
        ),
    ):
        found = _found(search, css)
        others = [tag for tag in found if id(tag) not in wanted]
        if wanted <= {id(tag) for tag in found} and not any(
            ItemReader(chosen, document.date_context, search).read(tag).title.strip()
            for tag in others[:_MAX_SAMPLE_ITEMS]
        ):
            return css
    return chosen.item


def _one_step(css: str) -> str:
    """Return *css* as a single step, since soupsieve 4 refuses several steps in ``:has()``.

    See `findings/soupsieve-has-one-compound.sh`.
    """
    return f":is({css})" if " " in css else css


def _found(search: Search, css: str) -> list[Tag]:
    """Return the elements of the page that *css* finds; none if it is too long for a selector."""
    try:
        return search.find(css, search.page)[:_MAX_ELEMENTS]
    except SelectorError:
        return []


def _agrees_link(index: DomIndex, parts: RawItem, unit: DetectedItem) -> bool:
    return index.own(parts.href) == index.own(unit.parts.href)


def _same(name: str) -> Callable[[RawItem, DetectedItem], bool]:
    """Return a function that checks that the field *name* has the same value and is not empty."""

    def agrees(parts: RawItem, unit: DetectedItem) -> bool:
        wanted = clean(getattr(unit.parts, name))
        return bool(wanted) and clean(getattr(parts, name)) == wanted

    return agrees


def _same_date(parts: RawItem, unit: DetectedItem) -> bool:
    return parts.published == unit.parts.published and bool(parts.date_text)


def _same_image(parts: RawItem, unit: DetectedItem) -> bool:
    return unit.parts.image is not None and parts.image == unit.parts.image


# In this order: a selector for the link is needed only if the title has another link.
_FIELDS: dict[str, Callable[[RawItem, DetectedItem], bool]] = {
    "title": _same("title"),
    "link": _same("href"),
    "date": _same_date,
    "summary": _same("summary"),
    "kicker": _same("kicker"),
    "image": _same_image,
}


def _tries(name: str, sample: Sequence[DetectedItem]) -> Iterator[str]:
    """Yield selectors that may find the field *name*, the simplest first."""
    seen: dict[str, bool] = {}
    for unit in sample[:3]:
        wanted = _wanted(name, unit)
        if not wanted:
            continue
        block = unit.tags[0]
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


_KINDS: dict[str, str] = {"link": "a", "image": "img"}


def _wanted(name: str, unit: DetectedItem) -> str:
    attribute = {"link": "href", "date": "date_text"}.get(name, name)
    return clean(getattr(unit.parts, attribute) or "")


def _holds(name: str, tag: Tag, wanted: str) -> bool:
    if name == "link":
        return tag.get("href") == wanted
    if name == "image":
        return True
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


def _item(search: Search, block: Block, wanted: set[int]) -> str:
    """Return the selector that finds all items and the fewest other elements."""
    best, fewest = "", 10**9
    for css in _item_tries(block.members[0][0]):
        found = {id(tag) for tag in _found(search, css)}
        if wanted <= found and len(found) < fewest:
            best, fewest = css, len(found)
        if fewest == len(wanted):
            break
    return best


def _item_tries(node: Node) -> Iterator[str]:
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
