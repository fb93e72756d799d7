"""Read the fields of one item by CSS selectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import fields

from ilofeed.core import date_format, dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.selectors import Alternatives, Selectors, alternatives
from ilofeed.core.text import clean
from ilofeed.extract.css_match import Search
from ilofeed.extract.image import image_address
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.item_date import FoundDate, find_date
from ilofeed.extract.machine_date import ANY, first_value
from ilofeed.extract.page_dates import context_at
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.spread_dates import with_spread_dates
from ilofeed.extract.text_lines import lines

#: The selector of the item itself, for a field without an element of its own.
ITSELF = ":scope"

# Keys that the place of a field consists of; "item" and "next" are about the page.
_PLACES = tuple(each.name for each in fields(Selectors) if each.name not in ("item", "next"))

_Value = TypeVar("_Value")


class ItemReader(Struct, frozen=True):
    """A reader of the items of one page by the same selectors."""

    selectors: Selectors
    context: DateContext
    search: Search

    def read(self, item: Tag) -> RawItem:
        """Read *item*, an element of the page of the search."""
        given = self.selectors
        title = self._first(item, given.title, _first_with_words)
        context = context_at(item, self.context)
        date_found = self._date(item, context)
        place = self._first(item, given.place, _first_words) if given.place else None
        # Without a title, the summary must not replace it.
        summary = self._first(item, given.summary, _all_words) if title else None
        return RawItem(
            title=_words(title) if title else "",
            href=self._href(item, title),
            published=date_found.published if date_found else None,
            date_text=date_found.text if date_found else "",
            date_language=context.language,
            summary=summary or "",
            kicker=self._first(item, given.kicker, _first_words) or "",
            place=place or ("" if given.place or date_found is None else date_found.place),
            image=self._first(item, given.image, _first_image),
            text=_words(item),
            where={name: css for name in _PLACES if (css := getattr(given, name))},
        )

    def _first(
        self, item: Tag, selectors: Alternatives, value_of: Callable[[Sequence[Tag]], _Value | None]
    ) -> _Value | None:
        """Return the first value that one of *selectors* finds in *item*."""
        for css in alternatives(selectors):
            tags = [item] if css == ITSELF else self.search.find(css, item)
            if (value := value_of(tags)) is not None:
                return value
        return None

    def _href(self, item: Tag, title: Tag | None) -> str | None:
        """Return the address of *item*: by the selectors if given, else that of its title or the first one in it."""
        if self.selectors.link:
            return self._first(item, self.selectors.link, _first_href)
        return _href_of_title(item, title)

    def _date(self, item: Tag, context: DateContext) -> FoundDate | None:
        """Return the first date in *item*, else the one above it. An uncertain one counts if there is no other."""
        uncertain: list[FoundDate] = []

        def certain(tags: Sequence[Tag]) -> FoundDate | None:
            found = self._date_in(tags, context)
            if found is not None and found.published is None:
                uncertain.append(found)
                return None
            return found

        inside = self._first(item, self.selectors.date, certain)
        if inside is not None or uncertain:
            return inside or uncertain[0]
        for css in alternatives(self.selectors.date_above):
            above = self.search.nearest_before(css, item)
            if above is not None and (found := self._date_in([above], context)):
                return found
        return None

    def _date_in(self, elements: Iterable[Tag], context: DateContext) -> FoundDate | None:
        """Return the first date in *elements*: as printed if that is certain, else from an attribute."""
        for tag in elements:
            text = tag.get_text(" ")
            form = self.selectors.date_format
            if form and (day := date_format.read(text, form)):
                return FoundDate(line_index=0, text=clean(text), published=day)
            read = dates.read_line(text, context)
            machine = _machine_date(tag)
            if read is not None:
                return FoundDate(
                    line_index=0, text=read.text, published=read.day_beside(machine), place=read.place or ""
                )
            if machine is not None:
                return FoundDate(line_index=0, text=clean(text), published=machine)
            if beside := find_date(with_spread_dates(lines(tag, context), context), context):
                return beside
            if dates.read_month_and_day(text, context) is not None:
                return FoundDate(line_index=0, text=clean(text), published=None)
        return None


def own_href(tag: Tag) -> str | None:
    """Return the address of *tag* if it is a link, else of the first link in it."""
    anchor = tag if tag.name == "a" and tag.get("href") is not None else tag.find("a", href=True)
    href = anchor.get("href") if anchor else None
    return href if isinstance(href, str) else None


def _words(tag: Tag) -> str:
    return " ".join(inner_text(tag).split())


def _first_with_words(tags: Sequence[Tag]) -> Tag | None:
    return next((tag for tag in tags if _words(tag)), None)


def _first_words(tags: Sequence[Tag]) -> str | None:
    return next((words for tag in tags if (words := _words(tag))), None)


def _all_words(tags: Sequence[Tag]) -> str | None:
    """Return the words of *tags*, those of a tag within another one only once."""
    inside = {id(tag) for tag in tags}
    outermost = (tag for tag in tags if not any(id(parent) in inside for parent in tag.parents))
    return " ".join(_words(tag) for tag in outermost).strip() or None


def _first_image(tags: Sequence[Tag]) -> str | None:
    return next(filter(None, map(image_address, tags)), None)


def _first_href(tags: Sequence[Tag]) -> str | None:
    return next((href for tag in tags if (href := own_href(tag)) is not None), None)


def _href_of_title(item: Tag, title: Tag | None) -> str | None:
    """Return the address of the *title*, in it or around it, else the first one in *item*."""
    if title is not None:
        if (href := own_href(title)) is not None:
            return href
        for parent in title.parents:
            if parent.name == "a" and isinstance(outer := parent.get("href"), str):
                return outer
            if parent is item:
                break
    return own_href(item)


def _machine_date(tag: Tag) -> date | None:
    """Return the date in an attribute of *tag*, or of the first element in it that has one."""
    for element in (tag, *tag.find_all(["time", "meta"])):
        if value := first_value(element, ANY):
            return dates.read_machine(value)
    return None
