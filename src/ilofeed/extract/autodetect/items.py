"""Interpret the candidate items of a block together as the items of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.date_kinds import DateKind
from ilofeed.core.date_order import SLACK
from ilofeed.core.text import clean, fold
from ilofeed.extract.autodetect.candidate_item import CandidateItem, Link
from ilofeed.extract.autodetect.column_dates import other_columns
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.fragments import own_fragments
from ilofeed.extract.autodetect.generic_words import EDGE, is_more, is_only_more
from ilofeed.extract.autodetect.prices import is_price
from ilofeed.extract.autodetect.repeated_dates import repeated_dates
from ilofeed.extract.autodetect.shared_links import distinguish_by_words
from ilofeed.extract.autodetect.summaries import kicker_of, summary_of
from ilofeed.extract.autodetect.title_slots import are_codes, slots, title_slot
from ilofeed.extract.image import image_address
from ilofeed.extract.item_date import FoundDate, find_date
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.text_lines import TITLED, Line

_NO_LETTERS = re.compile(r"[\W\d_]*")

# Between a title and the date behind it.
_SEPARATORS = " \t\u00a0-–—|:,;·•("
# A label before a title.
_LABEL = re.compile(r"[^\W\d_][^:：\d]{1,30}[:：]\s*(?=\S)")

# The share of the items that may have one title.
_MAX_REPEATED = 0.6


class DetectedItem(Struct, frozen=True, kw_only=True):
    """A block that was read as an item."""

    parts: RawItem
    tags: tuple[Tag, ...]
    key: str  #: identifies its link
    shape: tuple[str, frozenset[str]]  #: CSS selector and tags of its title
    is_dated: bool
    is_marked: bool  #: the markup distinguishes its title or its date
    days: int  #: lines with only a date
    links: int  #: different pages that only this block links to
    has_one_title: bool = False  #: exactly one of its links is in a heading, or has a class of titles
    has_price: bool = False  #: one of its lines is a price
    day_above: bool = False  #: its date is from a heading
    date_kind: DateKind = DateKind.UNKNOWN

    @property
    def path(self) -> str:
        """The path of its link, without the last slash; empty if it has no link."""
        return urlsplit(f"//{self.key}").path.rstrip("/") if self.parts.href is not None else ""


def detect_items(members: Sequence[CandidateItem], index: DomIndex, context: DateContext) -> list[DetectedItem]:
    """Return *members* as items, without those that have no link of their own."""
    shared = Counter(key for member in members for key in {link.key for link in member.links})
    words = Counter(text for member in members for text in {fold(link.words) for link in member.links})
    often = max(2, len(members) // 3 + 1)
    common = {key for key, count in shared.items() if count >= often}
    generic = {text for text, count in words.items() if count >= often}
    members = distinguish_by_words(members, common, generic) if index.apart else members
    reader = _Reader(index, context, frozenset(common), frozenset(generic))
    reader = replace(reader, generic=reader.generic - _repeated_titles(members, reader))
    reader = replace(
        reader, title_slot=reader.title_slot_of(members), other_columns=other_columns(members, context)
    )
    read = [
        (member, unit) for member in members if (unit := reader.within(member.context).item(member)) is not None
    ]
    lines = [[row for row in member.rows if row.cell not in reader.other_columns] for member, _ in read]
    found = _with_repeated_dates([unit for _, unit in read], lines, context, in_headings=not index.is_linked)
    found = _without_weak_dates(found)
    found = _without_label(found) if reader.title_slot else found
    if index.is_linked:
        return found
    places = own_fragments([unit.tags for unit in found])
    return [
        replace(unit, parts=replace(unit.parts, fragment=place)) for unit, place in zip(found, places, strict=True)
    ]


def _repeated_titles(members: Sequence[CandidateItem], reader: _Reader) -> set[str]:
    """Return the generic texts that are titles: some members have no other, and no text is in most members."""
    only: Counter[str] = Counter()
    for member in members:
        if any(reader.may_be_title(row) for row in member.rows):
            continue
        texts = {fold(clean(row.linked or row.text, 500)) for row in member.rows} & reader.generic
        long_enough = [text for text in texts if len(text.split()) > 1 and not is_more(text)]
        only.update([max(long_enough, key=len)] if long_enough else [])
    return {text for text, count in only.items() if count <= _MAX_REPEATED * len(members)}


def _with_repeated_dates(
    found: list[DetectedItem], lines: Sequence[Sequence[Line]], context: DateContext, *, in_headings: bool
) -> list[DetectedItem]:
    """Return the items with the dates that their lines have at the same place, if few have one of their own."""
    if 2 * sum(unit.is_dated for unit in found) >= len(found):
        return found
    dated = repeated_dates(lines, context, in_headings=in_headings)
    return [
        unit if unit.is_dated or number not in dated else _dated(unit, dated[number])
        for number, unit in enumerate(found)
    ]


def _dated(unit: DetectedItem, day: FoundDate) -> DetectedItem:
    parts = replace(unit.parts, published=day.published, date_text=day.text)
    return replace(unit, parts=parts, is_dated=True)


def _without_label(found: list[DetectedItem]) -> list[DetectedItem]:
    """Return *found* without a label before all titles: "Case name: State v. Ash"."""
    first = _LABEL.match(found[0].parts.title) if len(found) > 1 else None
    label = first[0] if first else ""
    if not label or not all(unit.parts.title.startswith(label) for unit in found):
        return found
    return [replace(unit, parts=replace(unit.parts, title=unit.parts.title.removeprefix(label))) for unit in found]


def _without_weak_dates(found: list[DetectedItem]) -> list[DetectedItem]:
    """Return *found* without dates of hearings and changes, if most print that of the publication."""
    weak = {number for number, unit in enumerate(found) if unit.is_dated and unit.date_kind >= DateKind.EVENT}
    if 2 * len(weak) >= sum(unit.is_dated for unit in found):
        return found
    return [_undated(unit) if number in weak else unit for number, unit in enumerate(found)]


def _undated(unit: DetectedItem) -> DetectedItem:
    parts = replace(unit.parts, published=None, date_text="", place="")
    return replace(unit, parts=parts, is_dated=False)


class _Reader(Struct, frozen=True):
    """A reader of members that knows their common links and texts."""

    index: DomIndex
    context: DateContext
    common: frozenset[str]  #: pages that many of them link to
    generic: frozenset[str]  #: texts of links in many of them
    is_patient: bool = False  #: True: a long text that begins like a generic one may be a title
    title_slot: str = ""  #: slot of their titles, if their links do not carry them
    other_columns: frozenset[int] = frozenset()  #: with dates that are not those of the items

    def within(self, context: DateContext) -> _Reader:
        """Return the reader of a member whose dates are in *context*."""
        return self if context is self.context else replace(self, context=context)

    def title_slot_of(self, members: Sequence[CandidateItem]) -> str:
        """Return the slot of the titles of *members*; empty if the texts of their links are titles."""
        links = [self._main_link([link for link in each.links if link.key not in self.common]) for each in members]
        words = [link.words for link in links if link is not None and not self._is_generic(link.words)]
        if 2 * len(words) >= len(members) and not are_codes(words):
            return ""
        return title_slot([each.rows for each in members], self.may_be_title)

    def may_be_title(self, row: Line) -> bool:
        """Return whether the words of *row* may be a title."""
        if dates.read_line(row.text, self.context):
            return False
        linked, text = clean(row.linked, 500), clean(row.text, 500)
        if linked and self._is_generic(linked):
            text = text.removeprefix(linked).strip(EDGE)  # a number before the title
        return not self._is_generic(linked if linked and not self._is_generic(linked) else text)

    def item(self, block: CandidateItem) -> DetectedItem | None:
        """Return the item of *block*; with a date of its own it may have a title such as "Full text of the address"."""
        unit = self.unit(block)
        if unit is None and any(is_more(link.words) for link in block.links):
            found = replace(self, is_patient=True).unit(block)
            unit = found if found and found.is_dated else None
        return unit

    def unit(self, block: CandidateItem) -> DetectedItem | None:
        own = [link for link in block.links if link.key not in self.common] if self.index.is_linked else []
        main = self._main_link(own)
        if main is None and self.index.is_linked:
            return None
        at = self._title_index(block.rows, main)
        if at is None:
            return None
        day = self._date(block, at)
        silent = self._address_date(main) if day is None else None
        row = block.rows[at]
        title = self._title(block, at, main, day)
        if not title or self._is_generic(title):
            return None
        return DetectedItem(
            parts=RawItem(
                title=title,
                href=main.href if main else None,
                published=day.published if day else silent,
                date_text=day.text if day else "",
                date_language=self.context.language,
                place=day.place if day else "",
                summary=summary_of(block, at, title, day, self.index, self.context),
                kicker=kicker_of(block.rows[:at], day, self.context),
                image=next((found for tag in block.tags if (found := image_address(tag))), None),
                text=" ".join(line.text for line in block.rows),
            ),
            tags=block.tags,
            key=main.key if main else f"{day.published if day else ''} {fold(title)}",
            shape=(row.where, row.tags),
            is_dated=day is not None or silent is not None,
            is_marked=row.is_heading
            or _is_titled(row)
            or (day is not None and "time" in block.rows[day.line_index].tags),
            days=sum(dates.read_line(line.text, self.context) is not None for line in block.rows),
            links=len({link.key for link in own if not self._is_generic(link.words)}),
            has_one_title=len({link.key for link in own if link.weight}) == 1,
            date_kind=day.kind if day else DateKind.UNKNOWN,
            has_price=any(is_price(line.text) for line in block.rows),
        )

    def _date(self, block: CandidateItem, at: int) -> FoundDate | None:
        """Return the date of an item with its title in line *at*."""
        day = find_date(block.rows, self.context, at, block.separate, other_columns=self.other_columns)
        # The date of a comment is a link to the comment.
        return None if day and day.text in block.elsewhere else day

    def _address_date(self, main: Link | None) -> date | None:
        """Return the date in the address of an item that prints none, if that counts and is not in the future."""
        day = self.index.address_date(main.href) if main else None
        seen = self.context.seen
        return None if day is None or (seen and day > seen.date() + SLACK) else day

    def _main_link(self, own: Sequence[Link]) -> Link | None:
        """Return the link of the item."""
        descriptive = [link for link in own if not self._is_generic(link.words)]
        if descriptive:
            return max(descriptive, key=lambda link: (link.weight, min(len(link.words), 200)))
        # An image, or a "Read more" below a title that is not a link. Of two files, the first counts.
        return own[0] if own and not self.index.apart else None

    def _title_index(self, rows: Sequence[Line], main: Link | None) -> int | None:
        """Return the index of the title."""
        open_ones = [at for at, row in enumerate(rows) if self.may_be_title(row)]
        linked = [at for at in open_ones if main and self.index.own(rows[at].href) == self.index.own(main.href)]
        in_slot = [at for at, slot in enumerate(slots(rows)) if slot == self.title_slot and at in open_ones]
        for choice in (open_ones,) if self.title_slot else (linked, open_ones):
            for is_title in (lambda row: row.is_heading, _is_titled):
                found = [at for at in choice if is_title(rows[at])]
                if found:
                    return found[0]
            if in_slot:
                return in_slot[0]
            if main and choice and choice is linked:
                exact = [at for at in choice if clean(rows[at].linked) == main.words]
                if exact:
                    return exact[0]
            long_enough = [
                at for at in choice if len(rows[at].text.split()) > 2 or len(clean(rows[at].text)) >= 20
            ]
            if choice:
                return (long_enough or choice)[0]
        return None

    def _title(self, block: CandidateItem, at: int, main: Link | None, day: FoundDate | None) -> str:
        row = block.rows[at]
        beside = day if day and day.line_index == at else None
        if beside and beside.text in block.separate and beside.rest and beside.rest in clean(row.linked):
            return beside.rest  # the date is beside the title, in an element of its own within one link
        return self._title_words(row, main, beside)

    def _title_words(self, row: Line, main: Link | None, day: FoundDate | None) -> str:
        linked = clean(row.linked)
        if main and self.index.own(row.href) == self.index.own(main.href) and linked:
            rest = clean(row.text).removeprefix(linked).strip(EDGE)
            if self.title_slot and rest and not self._is_generic(rest):
                # The link is a number before the title, or a format behind title and date.
                before = rest.partition(day.text)[0].rstrip(_SEPARATORS) if day else ""
                return before or rest
            # "Read more" on the same line leads to the same page.
            return main.words if main.words and linked.startswith(main.words) else linked
        return day.rest if day and day.rest else clean(row.text)

    def _is_generic(self, words: str) -> bool:
        """Return whether *words* cannot be a title: empty, numbers, a date, "Read more", or common to all."""
        is_link = is_only_more if self.is_patient else is_more
        if _NO_LETTERS.fullmatch(words) or is_link(words) or fold(words) in self.generic:
            return True
        return len(words) < 120 and dates.read_line(words, self.context) is not None


def _is_titled(row: Line) -> bool:
    return any(TITLED.fullmatch(name) for name in row.classes)
