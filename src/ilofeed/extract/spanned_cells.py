"""Repeat the cells of a table that span several rows in each of these rows.

A row then has all its cells, and the place of a cell among its siblings is its column. See the WHATWG HTML
standard, "forming a table": https://html.spec.whatwg.org/multipage/tables.html#forming-a-table
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from itertools import islice

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

from ilofeed.extract.soup_search import within

# Limits of a cell that is repeated: elements, and characters of text.
_MAX_ELEMENTS = 30
_MAX_TEXT_LENGTH = 300
# The limit of elements that are added to a page, and of columns of a table that span rows at the same time.
_MAX_ADDED = 10_000
_MAX_COLUMNS = 20
# As in the standard: https://html.spec.whatwg.org/multipage/tables.html#attributes-common-to-td-and-th-elements
_MAX_WIDTH = 1000
_MAX_HEIGHT = 65_534

_CELLS = ("td", "th")


class _Spanned(Struct):
    """A cell that spans into the next rows."""

    cell: Tag
    width: int  #: columns
    rows: int  #: rows below that it still spans
    is_repeated: bool  #: whether its content is repeated, or only its place


def repeat_cells(soup: BeautifulSoup, is_repeated: Callable[[Tag], bool]) -> set[int]:
    """Repeat the cells of *soup* that span rows, and return the ids of the repetitions.

    A repetition has no links: they belong to the first row. It is empty if the cell is large, or if
    *is_repeated* refuses it.
    """
    groups = {
        id(group): group
        for cell in soup.find_all(_CELLS, rowspan=True)
        if cell.parent is not None and cell.parent.name == "tr" and (group := cell.parent.parent) is not None
    }
    repeated: set[int] = set()
    added = 0
    for group in groups.values():
        for repetition in _repeat_in(soup, group, is_repeated):
            repeated.add(id(repetition))
            added += 1 + _count(repetition)
            if added >= _MAX_ADDED:
                return repeated
    return repeated


def _repeat_in(soup: BeautifulSoup, group: Tag, is_repeated: Callable[[Tag], bool]) -> Iterator[Tag]:
    """Repeat the cells of the rows of *group*, a table of *soup* or one of its sections."""
    spanned: dict[int, _Spanned] = {}  # by column
    for row in _children(group, ("tr",)):
        begun: dict[int, _Spanned] = {}
        column = 0
        for cell in _children(row, _CELLS):
            while column in spanned:
                yield _insert(row, cell, _repetition(soup, spanned[column]))
                column += spanned[column].width
            if (rows := _rows(cell)) and len(spanned) + len(begun) < _MAX_COLUMNS:
                begun[column] = _Spanned(
                    cell=cell, width=_width(cell), rows=rows, is_repeated=_is_small(cell) and is_repeated(cell)
                )
            column += _width(cell)
        for place in sorted(at for at in spanned if at >= column):
            yield _insert(row, None, _repetition(soup, spanned[place]))
        for each in spanned.values():
            each.rows -= 1
        spanned = {at: each for at, each in spanned.items() if each.rows} | begun


def _repetition(soup: BeautifulSoup, spanned: _Spanned) -> Tag:
    """Return a repetition of a cell, without its links, or an empty one."""
    if not spanned.is_repeated:
        return soup.new_tag(spanned.cell.name)
    repetition = copy(spanned.cell)
    for anchor in list(within(repetition, "a")):
        anchor.unwrap()
    for name in ("rowspan", "id"):
        repetition.attrs.pop(name, None)
    return repetition


def _insert(row: Tag, before: Tag | None, cell: Tag) -> Tag:
    """Insert *cell* into *row*, at its end if *before* is None, and return it."""
    if before is None:
        row.append(cell)
    else:
        before.insert_before(cell)
    return cell


def cells_of(row: Tag) -> list[tuple[int, Tag]]:
    """Return the cells of *row* with the numbers of their columns."""
    found: list[tuple[int, Tag]] = []
    column = 0
    for cell in _children(row, _CELLS):
        found.append((column, cell))
        column += _width(cell)
    return found


def _children(tag: Tag, names: tuple[str, ...]) -> list[Tag]:
    return [child for child in tag.children if isinstance(child, Tag) and child.name in names]


def _is_small(cell: Tag) -> bool:
    return _count(cell) <= _MAX_ELEMENTS and len(cell.get_text()) <= _MAX_TEXT_LENGTH


def _count(cell: Tag) -> int:
    """Return the number of elements in *cell*, of more than the limit one more than that."""
    elements = (part for part in cell.descendants if isinstance(part, Tag))
    return sum(1 for _ in islice(elements, _MAX_ELEMENTS + 1))


def _rows(cell: Tag) -> int:
    """Return the number of rows below its own that *cell* spans; 0 in the attribute means all of them."""
    height = _number(cell.get("rowspan"), 1)
    return _MAX_HEIGHT if height == 0 else min(height, _MAX_HEIGHT) - 1


def _width(cell: Tag) -> int:
    return min(max(_number(cell.get("colspan"), 1), 1), _MAX_WIDTH)


def _number(value: object, default: int) -> int:
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else default
