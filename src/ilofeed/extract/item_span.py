"""Find the extent of items that have no element of their own: each continues until the next one.

In ``<h3>…</h3><p>…</p><h3>…</h3><p>…</p>`` and ``<dt>…</dt><dd>…</dd>`` an item is several nodes side by side.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from ilofeed.extract.text_lines import HEADINGS

#: The element that is put around an item of several nodes.
WRAPPER = "div"

#: The nodes of one item, side by side.
Span = tuple[PageElement, ...]


def outermost(elements: Iterable[Tag], apart_from: Container[int] = frozenset()) -> Iterator[Tag]:
    """Yield those of *elements*, in document order, that are not within another one, or in one of *apart_from*."""
    taken: set[int] = set()
    for tag in elements:
        if not any(id(each) in taken or id(each) in apart_from for each in (tag, *tag.parents)):
            taken.add(id(tag))
            yield tag


def spans(begins: Sequence[Tag]) -> list[Span]:
    """Return the nodes of each item, from its first element in *begins* until the next item.

    An item also ends before an element that contains another one. If it begins with a heading, it ends before
    the next heading of the same or a higher level. The last item of its parent has no next one: it ends where
    the others of the parent do, by number and kind of elements.
    """
    borders = {id(tag) for begin in begins for tag in (begin, *begin.parents)}
    found: list[Span] = []
    at_end: list[bool] = []
    for begin in begins:
        following, is_last = _following(begin, borders)
        found.append((begin, *following))
        at_end.append(is_last)
    usual = _usual(found, at_end)
    return [
        _shortened(span, usual.get(id(begin.parent), [])) if is_last else span
        for begin, span, is_last in zip(begins, found, at_end, strict=True)
    ]


def wrap(span: Span, wrapper: Tag) -> Tag:
    """Put *wrapper* around the nodes of *span*, and return it."""
    span[0].insert_before(wrapper)
    for node in span:
        wrapper.append(node.extract())
    return wrapper


def _following(begin: Tag, borders: set[int]) -> tuple[list[PageElement], bool]:
    """Return the nodes after *begin* up to the next border, and whether there is none."""
    nodes: list[PageElement] = []
    for node in begin.next_siblings:
        if isinstance(node, Tag) and (id(node) in borders or _ends_heading(node, begin)):
            return nodes, False
        nodes.append(node)
    return nodes, True


def _ends_heading(tag: Tag, begin: Tag) -> bool:
    return begin.name in HEADINGS and tag.name in HEADINGS and tag.name <= begin.name


def _usual(found: Sequence[Span], at_end: Sequence[bool]) -> dict[int, list[Span]]:
    """Return the items that have a next one, by the id of their parent."""
    usual: dict[int, list[Span]] = {}
    for span, is_last in zip(found, at_end, strict=True):
        if not is_last:
            usual.setdefault(id(span[0].parent), []).append(span)
    return usual


def _shortened(span: Span, others: Sequence[Span]) -> Span:
    """Return *span* without the nodes at its end that none of the *others* beside it has."""
    if not others:
        return span
    limit = max(sum(isinstance(node, Tag) for node in other) for other in others)
    kinds = {_kind(node) for other in others for node in other}
    kept: list[PageElement] = [span[0]]
    count = 1
    for node in span[1:]:
        count += isinstance(node, Tag)
        if count > limit or (_kind(node) not in kinds and _shows(node)):
            break
        kept.append(node)
    return tuple(kept)


def _kind(node: PageElement) -> tuple[str, ...]:
    if not isinstance(node, Tag):
        return ("", "text" if _shows(node) else "space")
    classes = [name for name in node.get_attribute_list("class") if name]
    return (node.name, *classes[:1])


def _shows(node: PageElement) -> bool:
    return isinstance(node, Tag) or (isinstance(node, NavigableString) and bool(node.strip()))
