"""The day of an item, wherever in its lines it stands on its own.

Most items give it a line. Others print it beside the linked title, behind a label or a
stroke, or in brackets where the summary ends; a day inside a sentence is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from msgspec import Struct

from ilofeed.core import dates
from ilofeed.core.text import clean
from ilofeed.extract.text_lines import Line

_BETWEEN = re.compile(r"\s*[|•·]\s*|\s[-–—]\s")
_LABEL = re.compile(
    r"[^\W\d](?:[^:\d]{1,24})?[:：]\s*(?P<colon>.+)"
    r"|(?:published|posted|updated|publié(?:e|es|s)?|mise? en ligne|paru(?:e)?|publicad[oa]|veröffentlicht"
    r"|pubblicato|опубликовано)(?:\s+(?:on|le|el|em|am|il))?\s+(?P<verb>.+)",
    re.IGNORECASE | re.DOTALL,
)
# The words before a date on which something ends; it was not published then.
_DEADLINE = re.compile(
    r"(?:.*\b)?(?:deadline|clos(?:es(?: on)?|ing (?:date|on))|due(?: date| on| by)?|expir(?:es|y)"
    r"|apply (?:by|before)|valid until|date (?:limite|butoir)|(?:date de )?clôture|échéance"
    r"|fecha (?:límite|de cierre|de vencimiento)|prazo|data limite|scadenza|frist|einsendeschluss"
    r"|bewerbungsschluss|срок|締切\w*|截止\w*|الموعد النهائي|آخر موعد)\b.{0,24}",
    re.IGNORECASE | re.DOTALL,
)
_AT_END = re.compile(r"\s*[(\[（]\s*(?P<day>[^()\[\]（）]{6,60})\s*[)\]）]\s*(?P<stop>[.。]?)\s*$")
_BEHIND_STROKE = re.compile(r"\s[|•·]\s(?P<day>[^|•·]{6,60})\Z")
_BESIDE = " \t\r\n\u00a0-–—:|,;•·"

# No label is longer.
_LABEL_LENGTH = 50
#: What prints a day beside other facts is short; what is longer is prose.
_SHORT = 120


class FoundDate(Struct, frozen=True, kw_only=True):
    """A day among the lines of an item."""

    at: int  #: which line has it
    text: str  #: as printed
    day: date | None  #: None: a day is meant, but which one is not certain
    place: str = ""
    rest: str = ""  #: what else the line says


def dated(
    rows: Sequence[Line], language: str = "", title: int | None = None, apart: frozenset[str] = frozenset()
) -> FoundDate | None:
    """The day that *rows* tell, the one with the best reason first.

    *title* is the place of the title; *apart* are words within a line that the markup sets apart.
    """
    for form in (_whole, _machine, _part, _beside, partial(_apart, apart), _bracketed, _behind_stroke):
        for at, row in enumerate(rows):
            if at and is_deadline(rows[at - 1].text):
                continue
            if len(row.text) > 20_000 or (at == title and form in (_whole, _machine, _part)):
                continue
            found = form(at, row, language)
            if found is not None:
                return found
    return None


def is_deadline(label: str) -> bool:
    """Return whether *label*, the words before a date, says that something ends on it."""
    words = clean(label, _SHORT).strip(_BESIDE + ":\uff1a")
    if len(words) >= _LABEL_LENGTH or any(map(str.isdigit, words)):  # with digits it has its own date
        return False
    return _DEADLINE.fullmatch(words) is not None


def _whole(at: int, row: Line, language: str) -> FoundDate | None:
    """A line that is wholly a day."""
    read = dates.read_line(row.text, language)
    if read is None:
        return None
    day = read.day or (dates.read_machine(row.machine_date) if row.machine_date else None)
    return FoundDate(at=at, text=read.text, day=day, place=read.place or "")


def _machine(at: int, row: Line, language: str) -> FoundDate | None:  # noqa: ARG001 - one form for all
    """A line whose day is written for machines only, "2 hours ago"."""
    day = dates.read_machine(row.machine_date) if row.machine_date else None
    text = clean(row.text)
    return FoundDate(at=at, text=text, day=day) if day and len(text) <= 60 else None


def _part(at: int, row: Line, language: str) -> FoundDate | None:
    """A day behind a label, or parted from other facts by strokes."""
    text = clean(row.text)
    if len(text) > _SHORT:
        return None
    for words in _pieces(text, language):
        read = dates.read_line(words, language)
        if read is not None:
            before, _, behind = text.partition(words)
            if is_deadline(before):
                continue
            label = _LABEL.fullmatch(text)
            others = [] if label else [each.strip(_BESIDE) for each in (before, behind)]
            place = read.place or ""
            return FoundDate(at=at, text=read.text, day=read.day, place=place, rest=" ".join(filter(None, others)))
    return None


def _pieces(text: str, language: str) -> Iterator[str]:
    label = _LABEL.fullmatch(text)
    if label:
        yield label["colon"] or label["verb"]
    marks = [found.span() for found in _BETWEEN.finditer(text)]
    if not marks:
        return
    begins, ends = [0, *(end for _, end in marks)], [*(begin for begin, _ in marks), len(text)]
    # A dash may stand in a range: "Geneva | 10 - 13 August 2026" has no date of its own behind it.
    for begin, end in zip(begins, ends[1:], strict=False):
        read = dates.read_line(text[begin:end], language)
        if read is not None and not read.place:
            yield text[begin:end]
    yield from (text[begin:end] for begin, end in zip(begins, ends, strict=True))


def _beside(at: int, row: Line, language: str) -> FoundDate | None:
    """What a line says beside its link, where that is wholly a day."""
    linked = clean(row.linked)
    text = clean(row.text)
    if not linked or linked == text:
        return None
    before, _, behind = text.partition(linked)
    if bool(before.strip(_BESIDE)) == bool(behind.strip(_BESIDE)):
        return None
    read = dates.read_line((before + behind).strip(_BESIDE), language)
    if read is not None:
        return FoundDate(at=at, text=read.text, day=read.day, place=read.place or "", rest=linked)
    day = dates.read_machine(row.machine_date) if row.machine_date else None
    return FoundDate(at=at, text=(before + behind).strip(_BESIDE), day=day, rest=linked) if day else None


def _apart(apart: frozenset[str], at: int, row: Line, language: str) -> FoundDate | None:
    """A day in an element of its own within the line, between others."""
    text = clean(row.text)
    for words in sorted(apart):
        before, found, behind = text.partition(words)
        read = dates.read_line(words, language) if found else None
        if read is not None:
            rest = " ".join(filter(None, (before.strip(), behind.strip())))
            return FoundDate(at=at, text=read.text, day=read.day, place=read.place or "", rest=rest)
    return None


def _bracketed(at: int, row: Line, language: str) -> FoundDate | None:
    """A day in brackets at the end of a line."""
    text = clean(row.text)
    found = _AT_END.search(text[-80:])
    read = dates.read_line(found["day"], language) if found else None
    if found is None or read is None or read.place:
        return None
    return FoundDate(at=at, text=read.text, day=read.day, rest=text[: len(text) - len(found[0])] + found["stop"])


def _behind_stroke(at: int, row: Line, language: str) -> FoundDate | None:
    """Read a date after the last stroke of a linked title: "A title | 20 April 2026"."""
    text = clean(row.text)
    found = _BEHIND_STROKE.search(text[-80:])
    read = dates.read_line(found["day"], language) if found else None
    if found is None or read is None or read.day is None:
        return None
    rest = text[: len(text) - len(found[0])]
    return None if is_deadline(rest) else FoundDate(at=at, text=read.text, day=read.day, rest=rest)
