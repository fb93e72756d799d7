"""``selectors``: read a page by the CSS selectors of the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bs4 import Tag
from msgspec.structs import fields

from ilofeed.core import css_selectors as selector_css
from ilofeed.core import dates, urls
from ilofeed.core.date_context import DateContext
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Selectors
from ilofeed.core.text import clean
from ilofeed.extract import css_match
from ilofeed.extract.document import Document
from ilofeed.extract.image import image_address
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.item_date import FoundDate, find_date
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.text_lines import lines

NAME = "selectors"

#: The limit of items of a page. A selector that finds more does not match a list.
ITEM_LIMIT = 500

#: The selector of the item itself, for a field without an element of its own.
ITSELF = ":scope"

# The cost of counting siblings grows with the square of their number.
_MAX_SIBLINGS = 2000

# Fields that are searched within the item.
_ITEM_FIELDS = tuple(field.name for field in fields(Selectors) if field.name not in ("item", "next"))


def extract(document: Document, selectors: Selectors) -> Extraction:
    """Return the items that *selectors* find, top to bottom. Raises ExtractError if there are none."""
    if not document.is_html:
        raise ExtractError("not_html", f"{document.url} has no markup for selectors; use another profile")
    _check_siblings(document, selectors)
    search = css_match.Search(document.soup)
    items = _items(search.find(selectors.item, document.soup))
    raw_items = [read(item, selectors, document.date_context, search) for item in items]
    if not raw_items:
        raise ExtractError("no_items", f"{document.url} has no element that the selector {selectors.item!r} finds")
    following = _next(document, search, selectors.next)
    return document.extraction(NAME, raw_items, following=following, item_rule=selectors.item)


def _check_siblings(document: Document, selectors: Selectors) -> None:
    """Raise ExtractError if a selector would have to count too many siblings."""
    used = (getattr(selectors, field.name) for field in fields(selectors))
    if not any(css and selector_css.parse(css).counts_neighbours for css in used):
        return
    if any(len(tag.contents) > _MAX_SIBLINGS for tag in document.soup.find_all()):
        message = (
            f"{document.url} has more than {_MAX_SIBLINGS} elements side by side; "
            "use selectors without ':nth-', ':first-', ':last-' and ':only-'"
        )
        raise ExtractError("too_complex", message)


def _items(elements: Iterable[Tag]) -> Iterator[Tag]:
    """Yield the outermost of *elements*: an item within an item belongs to it."""
    taken: set[int] = set()
    for tag in elements:
        if len(taken) == ITEM_LIMIT:
            return
        if not any(id(parent) in taken for parent in tag.parents):
            taken.add(id(tag))
            yield tag


def read(item: Tag, selectors: Selectors, context: DateContext, search: css_match.Search) -> RawItem:
    """Read *item*, an element of the page of *search*, by *selectors*."""

    def find(css: str) -> list[Tag]:
        if not css:
            return []
        return [item] if css == ITSELF else search.find(css, item)

    title = next((tag for tag in find(selectors.title) if _words(tag)), None)
    date_found = _date(find(selectors.date), context)
    place = _first_words(find(selectors.place)) if selectors.place else (date_found.place if date_found else "")
    images = (image_address(tag) for tag in find(selectors.image))
    return RawItem(
        title=_words(title) if title else "",
        href=_href(item, title, find(selectors.link) if selectors.link else None),
        published=date_found.published if date_found else None,
        date_text=date_found.text if date_found else "",
        # Without a title, the summary must not replace it.
        summary=" ".join(_words(tag) for tag in _outermost(find(selectors.summary))) if title else "",
        kicker=_first_words(find(selectors.kicker)),
        place=place,
        image=next(filter(None, images), None),
        text=_words(item),
        where={name: css for name in _ITEM_FIELDS if (css := getattr(selectors, name))},
    )


def _outermost(found: list[Tag]) -> list[Tag]:
    inside = {id(tag) for tag in found}
    return [tag for tag in found if not any(id(parent) in inside for parent in tag.parents)]


def _words(tag: Tag) -> str:
    return " ".join(inner_text(tag).split())


def _first_words(found: Iterable[Tag]) -> str:
    return next((words for tag in found if (words := _words(tag))), "")


def _date(elements: Iterable[Tag], context: DateContext) -> FoundDate | None:
    """Return the first date in *elements*: as printed if that is certain, else from an attribute."""
    for tag in elements:
        text = tag.get_text(" ")
        read = dates.read_line(text, context)
        machine = _machine_date(tag)
        if read is not None:
            return FoundDate(line_index=0, text=read.text, published=read.day or machine, place=read.place or "")
        if machine is not None:
            return FoundDate(line_index=0, text=clean(text), published=machine)
        if beside := find_date(lines(tag, context), context):
            return beside
    return None


def _machine_date(tag: Tag) -> date | None:
    """Return the date in an attribute of *tag*, or of the first element in it that has one."""
    for element in (tag, *tag.find_all(["time", "meta"])):
        for name in ("datetime", "content"):
            value = element.get(name)
            if isinstance(value, str) and (day := dates.read_machine(value)):
                return day
    return None


def _href(item: Tag, title: Tag | None, links: Iterable[Tag] | None) -> str | None:
    """Return the address of the item: from *links* if given, else from the title, else the first one in it."""
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
    """Return the address of *tag* if it is a link, else of the first link in it."""
    anchor = tag if tag.name == "a" and tag.get("href") is not None else tag.find("a", href=True)
    href = anchor.get("href") if anchor else None
    return href if isinstance(href, str) else None


def _next(document: Document, search: css_match.Search, css: str) -> str | None:
    """Return the address of the next page of the list, on the same site."""
    for tag in search.find(css, document.soup) if css else ():
        href = _own_href(tag)
        url = urls.absolute(href, document.base) if href else None
        if url and url != document.url and urls.site(url) in document.sites:
            return url
    return None
