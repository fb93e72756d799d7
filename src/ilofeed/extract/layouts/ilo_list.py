"""``ilo-list``: the numbered lists of the ILO's old site, and pages made like them.

Of the markup only the list, the title, the kicker and the picture are known for sure;
date and summary are read by what they are and where they stand:

    <ol class="item-list">
     <li>
      <a class="item-image"><img></a>         image
      <span class="caption">© …</span>        credit, dropped: its year is the year of rendering
      <p class="item-prehead">…</p>           kicker
      <h5 class="item-title"><a>…</a></h5>    title and link
      <p>13 June 2023[, place]</p>            the first line behind the title that is wholly a date
      <p>…</p>                                summary
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag
from msgspec import Struct

from ilofeed.core import dates, urls
from ilofeed.core.dates import DateLine
from ilofeed.core.models import Extraction
from ilofeed.core.text import clean
from ilofeed.extract.document import PAGE_ELEMENTS, Document
from ilofeed.extract.item_date import is_deadline
from ilofeed.extract.other_host import only_other_host
from ilofeed.extract.partial_soup import Element, classed, linking
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.soup_search import around, within
from ilofeed.extract.text_lines import CREDIT, Line, lines

NAME = "ilo-list"

_FILE_SIZE = re.compile(r".{0,40}\d\s*[kKmM][bBoO]\b.{0,10}")
_DOCUMENT = re.compile(r"/WCMS_\d+/", re.IGNORECASE)
_NEXT_ROW = re.compile(r"/nextRow--(\d+)", re.IGNORECASE)
_LISTS = ("ol", "ul")
_FRAMES = ("item-list", "items-list")
_TITLE = "item-title"
_MENUS = ("menu", "menubar", "navigation", "tablist")
#: Longer than any "Read more", shorter than any summary.
_MORE = 40

# What an item never says itself: boxes inside it, and lists of links.
_NOT_WORDS = frozenset(("form", "nav", "ol", "ul"))


class _Found(Struct, frozen=True, kw_only=True):
    """A list element, as it was read."""

    parts: RawItem
    is_marked: bool  #: the markup calls its title one
    is_document: bool  #: it leads to a numbered document

    @property
    def is_dated(self) -> bool:
        return bool(self.parts.date_text)

    @property
    def is_telling(self) -> bool:
        """Whether it has more to say than a linked title."""
        return bool(self.parts.summary or self.parts.kicker)


def fits(document: Document, *, was_read: bool = False) -> bool:  # noqa: ARG001 - one signature for all
    """Whether the page has a list of the old site's kind, be it empty."""
    if not document.is_html or not document.has_class(_FRAMES.__contains__):
        return False
    soup = document.part(NAME, _wanted).soup
    lists = (tag for tag in within(soup, *_LISTS) if "item-list" in tag.get_attribute_list("class"))
    if next(lists, None) is None and soup.find(class_="items-list") is None:
        return False
    # Other sites call their lists so, too.
    return (
        urls.is_ilo(document.url)
        or soup.find(class_=_TITLE) is not None
        or soup.find("a", href=_DOCUMENT) is not None
    )


def extract(document: Document) -> Extraction:
    """The items of the page's news lists, top to bottom. Raises ExtractError where there are none."""
    whole, document = document, document.part(NAME, _wanted)
    found = _news(document) or (_notices(document) if only_other_host(whole) else [])
    return document.extraction(
        NAME,
        [each.parts for each in found],
        following=_next(document),
        item_rule="ol.item-list > li",
    )


def _wanted(tree: Element) -> list[Element]:
    """What of a page this profile looks at: lists that could hold news, and what the page says of itself."""
    found = [*tree.iter(*PAGE_ELEMENTS), *classed(tree, *_FRAMES)]
    titles = classed(tree, _TITLE)
    for title in titles:
        lists = [*title.iterancestors("ol", "ul")]
        found.append(lists[-1] if lists else title)
    # Without titles one document is enough to tell the layout by.
    return [*found, *linking(tree, _NEXT_ROW), *([] if titles else linking(tree, _DOCUMENT)[:1])]


def _lists(document: Document) -> list[Tag]:
    """The page's lists of the kind that holds news, outermost only, menus left out."""
    found: list[Tag] = []
    inside: set[int] = set()
    for tag in within(document.soup, *_LISTS):
        if id(tag) not in inside and _is_item_list(tag):
            found.append(tag)
            inside.update(id(each) for each in within(tag, *_LISTS))
    return found


def _is_item_list(tag: Tag) -> bool:
    if tag.get("role") in _MENUS or around(tag, "nav") is not None:
        return False
    if "item-list" in tag.get_attribute_list("class"):
        return True
    return tag.find(class_=_TITLE) is not None or tag.find_parent(class_="items-list") is not None


def _news(document: Document) -> list[_Found]:
    """The elements of the lists that hold news.

    Contact and link boxes use the same markup. What they lack is days: where any list of
    the page has some, a list without any is a box, unless it stands beside a dated one
    and tells more than links. Where no list has any, the words have to speak for one.
    """
    read = [(tag, _elements(tag, document.language)) for tag in _lists(document)]
    dated = [tag for tag, found in read if any(each.is_dated for each in found)]
    frames = {id(_frame(tag)) for tag in dated}

    def is_news(tag: Tag, found: Sequence[_Found]) -> bool:
        if tag in dated:
            return True
        telling = 2 * sum(each.is_telling for each in found) > len(found)
        if dated:
            return telling and id(_frame(tag)) in frames and all(each.is_document for each in found)
        framed = tag.find_parent(class_="items-list") is not None
        return len(found) > 1 and (telling or (framed and all(each.is_document for each in found)))

    return [each for tag, found in read if is_news(tag, found) for each in found]


def _notices(document: Document) -> list[_Found]:
    """Return the elements of lists that lead to another site, where the whole page leads there."""
    found = [_read(li, document.language) for tag in _lists(document) for li in within(tag, "li")]
    return [each for each in found if each and each.parts.href and each.is_telling]


def _frame(tag: Tag) -> Tag | None:
    """What a list and its neighbours stand in."""
    return tag.find_parent(class_="items-list") or tag.parent


def _elements(tag: Tag, language: str) -> list[_Found]:
    """The list's own elements that could be items; those of lists inside them belong to their item."""
    own = [_read(li, language) for li in within(tag, "li") if around(li, *_LISTS) is tag]
    # A heading, a mailbox or a "more" in an element of its own is none.
    return [each for each in own if each and (each.is_dated or each.is_marked or each.is_document)]


def _read(li: Tag, language: str) -> _Found | None:
    """What stands in a list element, by order and form; None where it leads to a mailbox or says nothing."""
    links = [href for each in within(li, "a") if isinstance(href := each.get("href"), str)]
    if links and all(href.lower().startswith(("mailto:", "tel:")) for href in links):
        return None
    rows = [line for line in lines(li, language, without=_NOT_WORDS) if not _is_noise(line)]
    if not rows or all(dates.is_heading(line.text, language) for line in rows):
        return None
    at = _title_at(rows, language)
    title = rows[at] if at is not None else None
    above, below = (rows[:at], rows[at + 1 :]) if at is not None else ([], rows)
    dated, day, below = _take_date(below, language)
    if day is None:
        dated, day, above = _take_date(above, language)
    summary = [(line, words) for line in below if (words := _without_more(line, title))]
    kicker = next((line for line in above if "item-prehead" in line.classes), above[-1] if above else None)
    href = title.href if title and title.href else next(iter(links), None)
    image = next(within(li, "img"), None)
    source = image.get("src") if image else None
    named = {"title": title, "date": dated, "summary": summary[0][0] if summary else None, "kicker": kicker}
    return _Found(
        parts=RawItem(
            title=title.text if title else "",
            href=href,
            published=day.day if day else None,
            date_text=day.text if day else "",
            place=(day.place or "") if day else "",
            summary=" ".join(words for _, words in summary).lstrip(" \t\n-\u2013\u2014|:"),
            kicker=kicker.text if kicker else "",
            image=source if isinstance(source, str) else None,
            text=" ".join(line.text for line in rows),
            where={name: line.where for name, line in named.items() if line},
        ),
        is_marked=title is not None and _TITLE in title.classes,
        is_document=href is not None and urls.document_number(href) is not None,
    )


def _title_at(rows: Sequence[Line], language: str) -> int | None:
    """The place of the title: by its class, else the first linked line, else the first heading."""
    for is_title in (
        lambda line: _TITLE in line.classes,
        lambda line: line.href is not None and dates.read_line(line.text, language) is None,
        lambda line: line.is_heading,
    ):
        for at, line in enumerate(rows):
            if is_title(line):
                return at
    if rows and dates.read_line(rows[0].text, language) is None:
        return 0
    return None


def _take_date(rows: Sequence[Line], language: str) -> tuple[Line | None, DateLine | None, list[Line]]:
    """The first line that is wholly a date, what it says, and the other lines."""
    for at, line in enumerate(rows):
        read = dates.read_line(line.text, language)
        if read is not None and not (at and is_deadline(rows[at - 1].text)):
            return line, read, [*rows[:at], *rows[at + 1 :]]
    return None, None, list(rows)


def _is_noise(line: Line) -> bool:
    """Photo credits, and the "PDF - 1.2 MB" of publications."""
    if "caption" in line.classes or CREDIT.match(line.text):
        return True
    return "item-info" in line.classes and _FILE_SIZE.fullmatch(clean(line.text)) is not None


def _without_more(line: Line, title: Line | None) -> str:
    """The line's words without a "Read more" at its end that only leads where the title does."""
    text = line.text.strip()
    again = line.linked.strip()
    if title is not None and line.href == title.href and len(again) < _MORE and text.endswith(again):
        text = text.removesuffix(again)
    return text.strip()


def _next(document: Document) -> str | None:
    """The address of the list's next page, from the offsets that the pager names."""
    here = urls.canonical(document.url)
    current = _offset(document.url)
    offsets: dict[int, str] = {}
    for anchor in document.soup.find_all("a", href=_NEXT_ROW):
        link = urls.absolute(str(anchor.get("href")), document.base)
        if link and (urls.canonical(link) == here or anchor.find_parent(class_="pagination")):
            offsets.setdefault(_offset(link), link)
    return next((offsets[offset] for offset in sorted(offsets) if offset > current), None)


def _offset(url: str) -> int:
    found = _NEXT_ROW.search(url)
    return int(found[1]) if found else 0
