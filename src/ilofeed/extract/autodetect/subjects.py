"""Decide whether lists of one markup under several headings are one list: decisions under the names of courts.

A page with news and events may print both in the same markup. They are one list only if what they list is of
one kind: rows of tables with the same columns, or links to one folder of the site under at least three headings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from ilofeed.core.models import EVENTS
from ilofeed.core.text import clean, fold
from ilofeed.extract.autodetect.candidates import Block
from ilofeed.extract.autodetect.dom_index import DomIndex, Node
from ilofeed.extract.autodetect.items import DetectedItem
from ilofeed.extract.autodetect.page_tree import PageText
from ilofeed.extract.document import Document

_MIN_DATED = 0.6
# With fewer headings, one list may be the page's subject and the other something beside it.
_MIN_SUBJECTS = 3
# The share of the links of a section that lead to one folder.
_MOST_OF = 0.8
# Characters between two sections. More are a text of its own.
_MAX_BETWEEN = 600
_MAX_LABEL = 150
# Texts above the first section that are searched for its heading.
_MAX_ABOVE = 12
# Folders that say nothing about what is in them.
_ANY_FOLDER = frozenset(("", "/node", "/index", "/content", "/page", "/pages"))


def subject_objection(document: Document, index: DomIndex, block: Block, found: Sequence[DetectedItem]) -> str:
    """Return the reason for which the sections of *block* are not one list, or an empty string."""
    if not block.sections:
        return ""
    sections = _sections(block, found)
    if not all(sections) or not all(_is_dated(each) for each in sections):
        return "under one of their headings they have no days"
    if len({_is_ahead(document, each) for each in sections}) > 1:
        return "under one of their headings their days are in the future"
    if not _have_headings_of_one_form(index, block):
        return "their headings differ in form"
    return (
        "" if _are_of_one_kind(block, sections) else "nothing shows that those under its headings are of one kind"
    )


def _are_of_one_kind(block: Block, sections: Sequence[Sequence[DetectedItem]]) -> bool:
    folders = {_folder(each) for each in sections}
    if len(sections) >= _MIN_SUBJECTS and len(folders) == 1 and not folders <= _ANY_FOLDER:
        return True
    return _are_rows_of_one_form(block, is_headed=len(folders) > 1)


def _sections(block: Block, found: Sequence[DetectedItem]) -> list[list[DetectedItem]]:
    """Return *found* by the section of *block* that they are in."""
    places = {id(member[0].tag): at for at, member in enumerate(block.members)}
    sections: list[list[DetectedItem]] = [[] for _ in block.sections]
    for unit in found:
        at = places[id(unit.tags[0])]
        sections[sum(start <= at for start in block.sections) - 1].append(unit)
    return sections


def _is_dated(units: Sequence[DetectedItem]) -> bool:
    return sum(unit.is_dated for unit in units) >= _MIN_DATED * len(units)


def _is_ahead(document: Document, units: Sequence[DetectedItem]) -> bool:
    """Return whether most dates of *units* are in the future, as under "Upcoming"."""
    seen = document.date_context.seen
    if seen is None or document.kind == EVENTS:
        return False
    days = [unit.parts.published for unit in units if unit.parts.published is not None]
    return 2 * sum(day > seen.date() + timedelta(days=1) for day in days) > len(days)


def _have_headings_of_one_form(index: DomIndex, block: Block) -> bool:
    """Return whether a text of one form is above each section of *block*, the first one too.

    A list below the title of the page and one below a smaller heading are two.
    """
    firsts = [block.members[start][0] for start in block.sections]
    lasts = [block.members[start - 1][-1] for start in block.sections[1:]]
    forms = {form for form, _ in _labels(index, index.before(firsts[0])[-_MAX_ABOVE:])}
    headed: set[tuple[int, str]] = set()
    for last, first in zip(lasts, firsts[1:], strict=True):
        between = index.between(last, first)
        if sum(len(text.words) for text in between) > _MAX_BETWEEN:
            return False
        here = _labels(index, between)
        forms &= {form for form, _ in here}
        headed |= {form for form, is_heading in here if is_heading}
    return bool(forms & headed if headed else forms)


def _labels(index: DomIndex, texts: Sequence[PageText]) -> set[tuple[tuple[int, str], bool]]:
    """Return the form of each of *texts*, and whether it is in a heading."""
    return {
        ((node.path, node.tag.name), text.is_heading)
        for text in texts
        if len(text.words) <= _MAX_LABEL
        for node in (index.node_at(text.place),)
    }


def _folder(units: Sequence[DetectedItem]) -> str:
    """Return the folder or the page of queries that most links of *units* lead to; empty if there is none."""
    folders = Counter(_place(unit.key) for unit in units if unit.parts.href is not None)
    (folder, count), *_ = folders.most_common(1) or [("", 0)]
    return folder if count >= _MOST_OF * len(units) else ""


def _place(key: str) -> str:
    """Return the folder of an address without numbers: "/news" of "/news/2026/05/harvest"."""
    parts = urlsplit(f"//{key}")
    path = parts.path if parts.query else parts.path.rstrip("/").rpartition("/")[0]
    steps = [step for step in path.partition(".")[0].split("/") if step and not step.isdecimal()]
    return "/".join(["", *steps])


def _are_rows_of_one_form(block: Block, *, is_headed: bool) -> bool:
    """Return whether all members are rows of tables with the same columns, with names of columns if *is_headed*."""
    rows = [member[0] for member in block.members]
    if any(len(member) > 1 or member[0].tag.name != "tr" for member in block.members):
        return False
    columns = Counter(_width(row) for row in rows)
    names = {_names_above(rows[start]) for start in block.sections}
    usual, count = columns.most_common(1)[0]
    return usual > 1 and count >= _MOST_OF * len(rows) and len(names) == 1 and (not is_headed or names != {()})


def _width(row: Node) -> int:
    return sum(child.tag.name in ("td", "th") for child in row.children)


def _names_above(row: Node) -> tuple[str, ...]:
    """Return the names of the columns in the table of *row*."""
    table = row.tag.find_parent("table")
    first = table.find("tr") if table else None
    cells = first.find_all("th", recursive=False) if first else []
    return tuple(fold(clean(cell.get_text(" "), 100)) for cell in cells)
