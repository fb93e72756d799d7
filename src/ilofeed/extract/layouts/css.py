"""``selectors``: a page that no built-in profile reads, by CSS from the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bs4 import Tag
from msgspec.structs import fields

from ilofeed.core import css_selectors as selector_css
from ilofeed.core import dates, urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Selectors
from ilofeed.core.text import clean
from ilofeed.extract import css_match
from ilofeed.extract.document import Document
from ilofeed.extract.image import picture
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.item_date import FoundDate, find_date
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.text_lines import lines

NAME = "selectors"

#: No page gives more items: beyond, something was matched that is no list.
ITEM_LIMIT = 500

#: Stands for the item itself, for a field that has no element of its own.
ITSELF = ":scope"

# Counting an element's neighbours costs their square; a page with this many side by side
# is not searched so.
_MOST_SIBLINGS = 2000

# What is looked for within the item.
_WITHIN = tuple(each.name for each in fields(Selectors) if each.name not in ("item", "next"))


def extract(document: Document, selectors: Selectors) -> Extraction:
    """The items that *selectors* find, top to bottom. Raises ExtractError where there are none."""
    if not document.is_html:
        raise ExtractError("not_html", f"{document.url} has no markup, so no selector finds anything in it")
    _refuse_crowd(document, selectors)
    # Its content is not shown, and only soupsieve 4 leaves it out by itself.
    for template in document.soup.find_all("template"):
        template.clear()
    search = css_match.Search(document.soup)
    items = _items(search.find(selectors.item, document.soup))
    found = [read(item, selectors, document.language, search) for item in items]
    if not found:
        raise ExtractError("no_items", f"{document.url} has nothing that the selector {selectors.item!r} finds")
    following = _next(document, search, selectors.next)
    return document.extraction(NAME, found, following=following, item_rule=selectors.item)


def _refuse_crowd(document: Document, selectors: Selectors) -> None:
    """Raise ExtractError where a selector would look at too many neighbours for too long."""
    used = (getattr(selectors, each.name) for each in fields(selectors))
    if not any(css and selector_css.parse(css).counts_neighbours for css in used):
        return
    if any(len(tag.contents) > _MOST_SIBLINGS for tag in document.soup.find_all()):
        message = (
            f"{document.url} has more than {_MOST_SIBLINGS} elements side by side; "
            "use selectors without ':nth-', ':first-', ':last-' and ':only-'"
        )
        raise ExtractError("too_complex", message)


def _items(found: Iterable[Tag]) -> Iterator[Tag]:
    """The outermost elements of those *found*: an item within an item belongs to it."""
    taken: set[int] = set()
    for tag in found:
        if len(taken) == ITEM_LIMIT:
            return
        if not any(id(parent) in taken for parent in tag.parents):
            taken.add(id(tag))
            yield tag


def read(item: Tag, selectors: Selectors, language: str, search: css_match.Search) -> RawItem:
    """What *selectors* find within *item*, an element of the page that *search* is for."""

    def found(css: str) -> list[Tag]:
        if not css:
            return []
        return [item] if css == ITSELF else search.find(css, item)

    title = next((tag for tag in found(selectors.title) if _words(tag)), None)
    day = _day(found(selectors.date), language)
    place = _first_words(found(selectors.place)) if selectors.place else (day.place if day else "")
    images = (picture(tag) for tag in found(selectors.image))
    return RawItem(
        title=_words(title) if title else "",
        href=_href(item, title, found(selectors.link) if selectors.link else None),
        published=day.published if day else None,
        date_text=day.text if day else "",
        # Where the title's selector finds nothing, the summary must not stand in for it.
        summary=" ".join(_words(tag) for tag in _outermost(found(selectors.summary))) if title else "",
        kicker=_first_words(found(selectors.kicker)),
        place=place,
        image=next(filter(None, images), None),
        text=_words(item),
        where={name: css for name in _WITHIN if (css := getattr(selectors, name))},
    )


def _outermost(found: list[Tag]) -> list[Tag]:
    inside = {id(tag) for tag in found}
    return [tag for tag in found if not any(id(parent) in inside for parent in tag.parents)]


def _words(tag: Tag) -> str:
    return " ".join(inner_text(tag).split())


def _first_words(found: Iterable[Tag]) -> str:
    return next((words for tag in found if (words := _words(tag))), "")


def _day(found: Iterable[Tag], language: str) -> FoundDate | None:
    """The first day *found*: as printed where that is certain, else as written for machines."""
    for tag in found:
        text = tag.get_text(" ")
        read = dates.read_line(text, language)
        machine = _machine_day(tag)
        if read is not None:
            return FoundDate(line_index=0, text=read.text, published=read.day or machine, place=read.place or "")
        if machine is not None:
            return FoundDate(line_index=0, text=clean(text), published=machine)
        if beside := find_date(lines(tag, language), language):
            return beside
    return None


def _machine_day(tag: Tag) -> date | None:
    """The day in an attribute of *tag* or of the first element in it that has one."""
    for each in (tag, *tag.find_all(["time", "meta"])):
        for name in ("datetime", "content"):
            value = each.get(name)
            if isinstance(value, str) and (day := dates.read_machine(value)):
                return day
    return None


def _href(item: Tag, title: Tag | None, links: Iterable[Tag] | None) -> str | None:
    """The address of the item: of the *links* of its own selector, else of the title, else the first in it."""
    if links is not None:
        return next((href for tag in links if (href := _own_href(tag)) is not None), None)
    if title is not None:
        if (href := _own_href(title)) is not None:
            return href
        for parent in title.parents:
            if parent.name == "a" and isinstance(outer := parent.get("href"), str):
                return outer
            if parent is item:
                break
    return _own_href(item)


def _own_href(tag: Tag) -> str | None:
    """The address that *tag* leads to, or else the first link in it."""
    anchor = tag if tag.name == "a" and tag.get("href") is not None else tag.find("a", href=True)
    href = anchor.get("href") if anchor else None
    return href if isinstance(href, str) else None


def _next(document: Document, search: css_match.Search, css: str) -> str | None:
    """The list's next page, on the page's own site."""
    for tag in search.find(css, document.soup) if css else ():
        href = _own_href(tag)
        url = urls.absolute(href, document.base) if href else None
        if url and url != document.url and urls.site(url) in document.sites:
            return url
    return None
