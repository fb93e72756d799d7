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
from dataclasses import dataclass

from bs4 import Tag

from ilofeed import address, dates
from ilofeed.dates import DateLine
from ilofeed.model import Extraction
from ilofeed.profiles.document import Document, Parts
from ilofeed.profiles.lines import Line, lines
from ilofeed.text import clean

NAME = "ilo-list"

_CREDIT = re.compile(r"\s*(?:©|\(c\)\s|photo:|photo credit)", re.IGNORECASE)
_FILE_SIZE = re.compile(r".{0,40}\d\s*[kKmM][bBoO]\b.{0,10}")
_NEXT_ROW = re.compile(r"/nextRow--(\d+)", re.IGNORECASE)
#: Longer than any "Read more", shorter than any summary.
_MORE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A list element, as it was read."""

    parts: Parts
    is_contact: bool  #: it leads to a mailbox or a telephone, not to a page


def fits(document: Document) -> bool:
    """Whether the page has a list of the old site's kind."""
    return document.is_html and bool(_lists(document))


def extract(document: Document) -> Extraction:
    """The items of the page's news lists, top to bottom. Raises ExtractError where there are none."""
    return document.extraction(
        NAME,
        [each.parts for each in _news(document)],
        following=_next(document),
        item_rule="ol.item-list > li",
    )


def _lists(document: Document) -> list[Tag]:
    """The page's lists of the kind that holds news, outermost only, menus left out."""
    found: list[Tag] = []
    inside: set[int] = set()
    for tag in document.soup.find_all(["ol", "ul"]):
        if id(tag) in inside:
            continue
        if _is_item_list(tag):
            found.append(tag)
            inside.update(id(each) for each in tag.find_all(["ol", "ul"]))
    return found


def _is_item_list(tag: Tag) -> bool:
    if tag.get("role") in ("menu", "menubar", "navigation", "tablist"):
        return False
    classes = tag.get_attribute_list("class")
    if "item-list" in classes:
        return True
    if tag.find(class_="item-title") is not None:
        return True
    return tag.find_parent(class_="items-list") is not None


def _news(document: Document) -> list[_Found]:
    """The elements of the lists that hold news.

    Contact and link boxes use the same markup. What they lack is dates: where any list
    of the page has some, a list without any is a box, unless it stands in one frame with
    a dated one and tells more than links.
    """
    read = [(tag, [_read(li, document.language) for li in _elements(tag)]) for tag in _lists(document)]
    read = [(tag, [each for each in found if not each.is_contact]) for tag, found in read]
    dated = [tag for tag, found in read if any(each.parts.date_text for each in found)]
    if not dated:
        return [
            each for _, found in read if _is_telling(found) and len(found) > 1 for each in found if each.parts.text
        ]
    frames = {id(frame) for tag in dated if (frame := tag.find_parent(class_="items-list")) is not None}
    return [
        each
        for tag, found in read
        if tag in dated or (id(tag.find_parent(class_="items-list")) in frames and _is_telling(found))
        for each in found
        if each.parts.text
    ]


def _is_telling(found: Sequence[_Found]) -> bool:
    """Whether most elements have more to say than a linked title."""
    return 2 * sum(bool(each.parts.summary or each.parts.kicker) for each in found) > len(found)


def _elements(tag: Tag) -> list[Tag]:
    """The list's own elements; those of lists inside them belong to their item."""
    return [li for li in tag.find_all("li") if li.find_parent(["ol", "ul"]) is tag]


def _read(li: Tag, language: str) -> _Found:
    """What stands in a list element, by order and form."""
    rows = [line for line in lines(li, language) if not _is_noise(line)]
    links = [href for each in li.find_all("a") if isinstance(href := each.get("href"), str)]
    at = _title_at(rows, language)
    title = rows[at] if at is not None else None
    above, below = (rows[:at], rows[at + 1 :]) if at is not None else ([], rows)
    day, below = _take_date(below, language)
    if day is None:
        day, above = _take_date(above, language)
    summary = [line.text for line in below if not _is_more(line, title)]
    kicker = next((line.text for line in above if "item-prehead" in line.classes), "")
    image = li.find("img")
    source = image.get("src") if image else None
    return _Found(
        parts=Parts(
            title=title.text if title else "",
            href=title.href if title and title.href else next(iter(links), None),
            published=day.day if day else None,
            date_text=day.text if day else "",
            place=(day.place or "") if day else "",
            summary=" ".join(summary),
            kicker=kicker or (above[-1].text if above else ""),
            image=source if isinstance(source, str) else None,
            text=" ".join(line.text for line in rows),
        ),
        is_contact=bool(links) and all(href.lower().startswith(("mailto:", "tel:")) for href in links),
    )


def _title_at(rows: Sequence[Line], language: str) -> int | None:
    """The place of the title: by its class, else the first linked line, else the first heading."""
    for is_title in (
        lambda line: "item-title" in line.classes,
        lambda line: line.href is not None and dates.read_line(line.text, language) is None,
        lambda line: line.is_heading,
    ):
        for at, line in enumerate(rows):
            if is_title(line):
                return at
    if rows and dates.read_line(rows[0].text, language) is None:
        return 0
    return None


def _take_date(rows: Sequence[Line], language: str) -> tuple[DateLine | None, list[Line]]:
    """The first line that is wholly a date, and the other lines."""
    for at, line in enumerate(rows):
        read = dates.read_line(line.text, language)
        if read is not None:
            return read, [*rows[:at], *rows[at + 1 :]]
    return None, list(rows)


def _is_noise(line: Line) -> bool:
    """Photo credits, and the "PDF - 1.2 MB" of publications."""
    if "caption" in line.classes or _CREDIT.match(line.text):
        return True
    return "item-info" in line.classes and _FILE_SIZE.fullmatch(clean(line.text)) is not None


def _is_more(line: Line, title: Line | None) -> bool:
    """Whether the line only leads once more to where the title does."""
    return title is not None and line.href is not None and line.href == title.href and len(line.text) < _MORE


def _next(document: Document) -> str | None:
    """The address of the list's next page, from the offsets that the pager names."""
    here = address.canonical(document.url)
    current = _offset(document.url)
    offsets: dict[int, str] = {}
    for anchor in document.soup.find_all("a", href=_NEXT_ROW):
        link = address.absolute(str(anchor.get("href")), document.base)
        if link and (address.canonical(link) == here or anchor.find_parent(class_="pagination")):
            offsets.setdefault(_offset(link), link)
    return next((offsets[offset] for offset in sorted(offsets) if offset > current), None)


def _offset(url: str) -> int:
    found = _NEXT_ROW.search(url)
    return int(found[1]) if found else 0
