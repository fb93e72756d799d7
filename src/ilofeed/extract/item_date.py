"""Find the date of an item in its lines.

Most items have a line for the date. Others print it beside the linked title, after a label or a
separator, or in brackets at the end of the summary. A date within a sentence does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import date_search, dates
from ilofeed.core.date_context import NO_CONTEXT, DateContext
from ilofeed.core.date_kinds import DateKind, kind_of
from ilofeed.core.date_labels import after_label, is_deadline
from ilofeed.core.text import clean
from ilofeed.extract.text_lines import Line

_BETWEEN = re.compile(r"\s*[|•·]\s*|\s[-–—]\s")
_AT_END = re.compile(r"\s*[(\[（]\s*(?P<date>[^()\[\]（）]{6,60})\s*[)\]）]\s*(?P<stop>[.。]?)\s*$")
_AFTER_SEPARATOR = re.compile(r"\s[|•·]\s(?P<date>[^|•·]{6,60})\Z")
# All but the last of the facts before a date.
_LAST_FACT = re.compile(r"^.*[|·•;,–—]")
# Elements of labels.
_LABEL_TAGS = frozenset(("dt", "th", "label"))
_EDGE = " \t\r\n\u00a0-–—:|,;•·"

# A line with a date and other facts is shorter; a longer one is prose.
_MAX_FACTS_LENGTH = 120
_MAX_LINE_LENGTH = 20_000


class FoundDate(Struct, frozen=True, kw_only=True):
    """A date among the lines of an item."""

    line_index: int
    text: str  #: as printed
    published: date | None  #: None if the text is a date, but ambiguous
    place: str = ""
    rest: str = ""  #: the rest of the line
    kind: DateKind = DateKind.UNKNOWN
    is_labelled: bool = False  #: words before it say what it is the date of

    @property
    def is_certain(self) -> bool:
        """Return whether no other date of the item can be a better one."""
        return self.kind < DateKind.UNKNOWN or (self.kind == DateKind.UNKNOWN and not self.is_labelled)


def find_date(
    rows: Sequence[Line],
    context: DateContext = NO_CONTEXT,
    title_index: int | None = None,
    separate: frozenset[str] = frozenset(),
    *,
    other_columns: frozenset[int] = frozenset(),
) -> FoundDate | None:
    """Find the date in *rows*, in the most certain form first.

    *title_index* is the index of the title; *separate* are texts in inline elements of their own.
    Dates in *other_columns* are not those of the item.
    """
    in_line = partial(_separate, separate)
    is_linked = title_index is not None and bool(rows[title_index].linked)
    not_in_title = _NOT_IN_TITLE if is_linked else (*_NOT_IN_TITLE, _fact)
    best: FoundDate | None = None
    for form in (_whole, _machine, _part, _beside, in_line, _bracketed, _after_separator, _fact, _dateline):
        for index, row in enumerate(rows):
            if row.cell in other_columns or len(row.text) > _MAX_LINE_LENGTH:
                continue
            if index == title_index and form in not_in_title:
                continue
            label = rows[index - 1] if index and index - 1 != title_index else None
            if label is not None and is_deadline(label.text):
                continue
            found = form(index, row, context)
            if found is not None and label is not None and not found.is_labelled and _is_label(label):
                found = replace(found, kind=kind_of(label.text), is_labelled=True)
            if found is None or found.kind == DateKind.OTHER or (best is not None and found.kind >= best.kind):
                continue
            if found.is_certain:
                return found
            best = found
    return best


def _is_label(row: Line) -> bool:
    """Return whether a line is the label of the next one."""
    return row.text.rstrip().endswith((":", "\uff1a")) or not _LABEL_TAGS.isdisjoint(row.tags)


def _whole(index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Read a line that contains only a date."""
    read = dates.read_line(row.text, context)
    if read is None:
        return None
    machine = dates.read_machine(row.machine_date) if row.machine_date else None
    return FoundDate(line_index=index, text=read.text, published=read.day_beside(machine), place=read.place or "")


def _machine(index: int, row: Line, context: DateContext) -> FoundDate | None:  # noqa: ARG001 - all forms have one signature
    """Read a line whose date is only in an attribute, such as "2 hours ago"."""
    published = dates.read_machine(row.machine_date) if row.machine_date else None
    text = clean(row.text)
    return FoundDate(line_index=index, text=text, published=published) if published and len(text) <= 60 else None


def _part(index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Read a date after a label, or between separators."""
    text = clean(row.text)
    if len(text) > _MAX_FACTS_LENGTH:
        return None
    for words in _pieces(text, context):
        read = dates.read_line(words, context)
        if read is not None:
            before, _, behind = text.partition(words)
            if is_deadline(before):
                continue
            is_labelled = after_label(text) is not None
            others = [] if is_labelled else [part.strip(_EDGE) for part in (before, behind)]
            place = read.place or ""
            return FoundDate(
                line_index=index,
                text=read.text,
                published=read.day,
                place=place,
                rest=" ".join(filter(None, others)),
                kind=kind_of(before) if is_labelled else DateKind.UNKNOWN,
                is_labelled=is_labelled,
            )
    return None


def _pieces(text: str, context: DateContext) -> Iterator[str]:
    labelled = after_label(text)
    if labelled:
        yield labelled
    separators = [match.span() for match in _BETWEEN.finditer(text)]
    if not separators:
        return
    begins, ends = [0, *(end for _, end in separators)], [*(begin for begin, _ in separators), len(text)]
    # A dash may be that of a range: in "Geneva | 10 - 13 August 2026" it does not separate two facts.
    for begin, end in zip(begins, ends[1:], strict=False):
        read = dates.read_line(text[begin:end], context)
        if read is not None and not read.place:
            yield text[begin:end]
    yield from (text[begin:end] for begin, end in zip(begins, ends, strict=True))


def _beside(index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Read a line that contains only a date beside its link."""
    linked = clean(row.linked)
    text = clean(row.text)
    if not linked or linked == text:
        return None
    before, _, behind = text.partition(linked)
    if bool(before.strip(_EDGE)) == bool(behind.strip(_EDGE)):
        return None
    read = dates.read_line((before + behind).strip(_EDGE), context)
    if read is not None:
        return FoundDate(line_index=index, text=read.text, published=read.day, place=read.place or "", rest=linked)
    published = dates.read_machine(row.machine_date) if row.machine_date else None
    return (
        FoundDate(line_index=index, text=(before + behind).strip(_EDGE), published=published, rest=linked)
        if published
        else None
    )


def _separate(separate: frozenset[str], index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Read a date in an inline element of its own within the line."""
    text = clean(row.text)
    for words in sorted(separate):
        before, match, behind = text.partition(words)
        read = dates.read_line(words, context) if match else None
        if read is not None:
            rest = " ".join(filter(None, (before.strip(), behind.strip())))
            return FoundDate(
                line_index=index, text=read.text, published=read.day, place=read.place or "", rest=rest
            )
    return None


def _bracketed(index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Read a date in brackets at the end of a line."""
    text = clean(row.text)
    match = _AT_END.search(text[-80:])
    read = dates.read_line(match["date"], context) if match else None
    if match is None or read is None or read.place:
        return None
    return FoundDate(
        line_index=index,
        text=read.text,
        published=read.day,
        rest=text[: len(text) - len(match[0])] + match["stop"],
    )


def _after_separator(index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Read a date after the last separator of a linked title: "A title | 20 April 2026"."""
    text = clean(row.text)
    match = _AFTER_SEPARATOR.search(text[-80:])
    read = dates.read_line(match["date"], context) if match else None
    if match is None or read is None or read.day is None:
        return None
    rest = text[: len(text) - len(match[0])]
    return (
        None if is_deadline(rest) else FoundDate(line_index=index, text=read.text, published=read.day, rest=rest)
    )


def _fact(index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Read a date that is one of several facts, outside the link of the line: "No. 26-301, Filed May 21, 2026"."""
    text, linked = clean(row.text), clean(row.linked)
    before, _, behind = text.partition(linked) if linked and linked != text else (text, "", "")
    parts = [before, behind] if behind or linked != text else []
    found = [fact for part in parts if part for fact in date_search.search(part, context)]
    kinds = [kind_of(_LAST_FACT.sub("", fact.before)) for fact in found]
    if not kinds or (best := min(kinds)) == DateKind.OTHER:
        return None
    chosen = [fact for fact, kind in zip(found, kinds, strict=True) if kind == best]
    if len({fact.day for fact in chosen}) != 1:
        return None
    first = chosen[0]
    return FoundDate(
        line_index=index,
        text=first.text,
        published=first.day,
        rest=linked,
        kind=best,
        is_labelled=best != DateKind.UNKNOWN,
    )


def _dateline(index: int, row: Line, context: DateContext) -> FoundDate | None:
    """Read the dateline with which a summary starts: "GENEVA, 20 November 2026 – "."""
    found = date_search.dateline(row.text, context)
    if found is None or row.linked:
        return None
    return FoundDate(line_index=index, text=found.text, published=found.day, rest=clean(row.text))


# The title's own words are no line of facts.
_NOT_IN_TITLE = (_whole, _machine, _part, _dateline)
