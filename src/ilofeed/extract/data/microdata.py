"""Read microdata as nodes in the form of JSON-LD (WHATWG HTML section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ilofeed.extract.document import Document
    from ilofeed.extract.partial_soup import Element

# The attribute with the value of a property, by element (section 5.2.4).
_ATTRIBUTES = {
    "meta": "content", "audio": "src", "embed": "src", "iframe": "src", "img": "src", "source": "src",
    "track": "src", "video": "src", "a": "href", "area": "href", "link": "href", "object": "data",
    "data": "value", "meter": "value", "time": "datetime",
}  # fmt: skip
# Elements within a property whose text is read, and its length.
_MAX_ELEMENTS = 200
_MAX_TEXT = 5000
_MAX_PROPERTIES = 20_000


def nodes(document: Document) -> list[object]:
    """Return the items at the top level of the page; none without microdata or if the tree is too deep."""
    if "itemscope" not in document.text.lower() or document.tree is None:
        return []
    top: list[object] = []
    # Element -> the item around its content. A parent comes before its children.
    around: dict[Element, dict[str, object] | None] = {}
    count = 0
    for element in document.tree.iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        parent = element.getparent()
        outer = around.get(parent) if parent is not None else None
        own = _item(element)
        around[element] = own if own is not None else outer
        names = element.get("itemprop", "").split()[:5]
        if names and outer is not None and count < _MAX_PROPERTIES:
            count += 1
            value = own if own is not None else _value(element)
            for name in names:
                _add(outer, name, value)
        elif own is not None:
            top.append(own)
    return top


def _item(element: Element) -> dict[str, object] | None:
    """Return a new item for *element*, if it is one."""
    if element.get("itemscope") is None:
        return None
    item: dict[str, object] = {"@type": element.get("itemtype", "").split()[:9]}
    if element.get("itemid"):
        item["@id"] = element.get("itemid")
    return item


def _add(item: dict[str, object], name: str, value: object) -> None:
    known = item.get(name)
    if known is None:
        item[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        item[name] = [known, value]


def _value(element: Element) -> str:
    attribute = _ATTRIBUTES.get(str(element.tag))
    value = element.get(attribute) if attribute else None
    return value if value is not None else "".join(_texts(element))[:_MAX_TEXT].strip()


def _texts(element: Element) -> Iterator[str]:
    for each in islice(element.iter(), _MAX_ELEMENTS):
        if isinstance(each.tag, str) and each.text:
            yield each.text
        if each is not element and each.tail:
            yield each.tail
