"""``ilo-cards``: the cards of the ILO's site since April 2024, by its own design system.

    <div class="ilo--card ilo--card__type__detail">
     <a class="ilo--card--link" href="…" title="Title "><span class="ilo--card--link--text">Title </span></a>
     <div class="ilo--card--wrap"> …
       <p class="ilo--card--eyebrow">…</p>      kicker
       <p class="ilo--card--title">…</p>        title, the second time; the tag varies
       <p class="ilo--card--intro">…</p>        summary, on some kinds of card
       <time class="ilo--card--date" datetime="1785499200">31 July 2026</time>
       <p class="ilo--card--date-extra">20 September 2025 | Kuala Lumpur, Malaysia</p>   in place of it

Not every card is news. What counts leads to a document of the ILO's own: promotions lead to
other hosts, and figures, fact sheets and link lists are told by their kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bs4 import Tag

from ilofeed import address, dates
from ilofeed.dates import DateLine
from ilofeed.model import Extraction
from ilofeed.profiles.document import Document, Parts
from ilofeed.profiles.lines import Line, lines
from ilofeed.profiles.pager import following
from ilofeed.profiles.picture import picture
from ilofeed.text import clean

NAME = "ilo-cards"

_CARD = "ilo--card"
_ROW = "views-row"
_LAYOUT = re.compile(r"ilo--card(?:group)?(?:$|[-_])")
_KIND = re.compile(r"ilo--card__type__([a-z]+)", re.IGNORECASE)
_NO_NEWS = frozenset(("data", "factlist", "multilink", "promo", "score", "stat"))

# What an item's path looks like: /fr/resource/actualites/slug, /es/resource/slug,
# /publications/slug, and the old site's documents.
_LANGUAGE = r"(?:/[a-z]{2}(?:-[a-z]{2,4})?)?"
_ITEM_PATH = re.compile(
    rf"{_LANGUAGE}/(?:resource/[^/]+/[^/]+|resource/[^/]*-[^/]*|publications/[^/]+)/?", re.IGNORECASE
)
_LIST_PATH = re.compile(
    rf"{_LANGUAGE}/resource/(?:[^/]+/)?(?:all-[^/]+|news|article|articles|statement|statements|other|press-releases?"
    r"|actualites|noticias|otros|autres)/?",
    re.IGNORECASE,
)
_ILO = "www.ilo.org"

_TAGS = frozenset(("ilo--tags", "ilo--link-list--links", "ilo--card--image--wrapper"))


def fits(document: Document) -> bool:
    """Whether the page is made of the design system's cards, be there none at the moment."""
    if not document.is_html:
        return False
    if document.soup.find(class_=_LAYOUT) is not None:
        return True
    return document.soup.find(class_=_ROW) is not None and address.is_ilo(document.url)


def extract(document: Document) -> Extraction:
    """The items among the page's cards, top to bottom. Raises ExtractError where there are none."""
    cards = list(_cards(document))
    rule = f"div.{_CARD}" if cards else f"div.{_ROW}"
    found = [_read(document, card) for card in cards or document.soup.find_all(class_=_ROW)]
    return document.extraction(
        NAME, [parts for parts in found if parts], following=following(document), item_rule=rule
    )


def _cards(document: Document) -> Iterator[Tag]:
    """The outermost cards; class names nest, so only the whole word counts."""
    for card in document.soup.find_all(class_=_CARD):
        if card.find_parent(class_=_CARD) is None:
            yield card


def _read(document: Document, card: Tag) -> Parts | None:
    """What stands on a card; None where it is no item."""
    kinds = {
        found[1].lower() for name in card.get_attribute_list("class") if name and (found := _KIND.match(name))
    }
    href = _href(document, card)
    if href is None or not kinds.isdisjoint(_NO_NEWS):
        return None
    language = document.language
    rows = [line for line in lines(card, language) if _TAGS.isdisjoint(line.classes)]
    title = _line(rows, "title") or _line(rows, "link--text") or _linked(rows, href)
    kicker, intro = _line(rows, "eyebrow"), _line(rows, "intro")
    printed, day = _day(rows, language, except_for=(title, kicker, intro))
    if intro is None and title is not None and _line(rows, "title") is None:
        intro = _longest(rows, except_for=(title, kicker, printed))
    anchor = card.find("a", title=True)
    named = {"title": title, "date": printed, "summary": intro, "kicker": kicker}
    return Parts(
        title=title.text if title else str(anchor["title"]) if anchor else "",
        href=href,
        published=day.day if day else None,
        date_text=day.text if day else "",
        place=(day.place or "") if day else "",
        summary=intro.text if intro else "",
        kicker=kicker.text if kicker else "",
        image=picture(card),
        text=" ".join(line.text for line in rows),
        where={name: line.where for name, line in named.items() if line and line.where},
    )


def _href(document: Document, card: Tag) -> str | None:
    """Where the card leads, if that is a document of this site; its own link comes before others on it."""
    anchors = [card] if card.name == "a" and card.get("href") else list(card.find_all("a", href=True))
    for anchor in sorted(anchors, key=lambda each: "ilo--card--link" not in each.get_attribute_list("class")):
        href = str(anchor["href"])
        if _is_item(document, href):
            return href
        if "ilo--card--link" in anchor.get_attribute_list("class"):
            return None  # a promotion, whatever else it mentions
    return None


def _is_item(document: Document, href: str) -> bool:
    url = address.absolute(href, document.base)
    # This is the ILO's own layout, so its site is the page's own wherever a copy lies.
    if url is None or address.site(url) not in document.sites | {_ILO}:
        return False
    if address.document_number(url) is not None:
        return True
    path = urlsplit(url).path
    return _ITEM_PATH.fullmatch(path) is not None and _LIST_PATH.fullmatch(path) is None


def _line(rows: Sequence[Line], part: str) -> Line | None:
    """The line that the design system calls the card's *part*."""
    return next((line for line in rows if f"{_CARD}--{part}" in line.classes), None)


def _linked(rows: Sequence[Line], href: str) -> Line | None:
    """The first line that leads where the card does, or else the first heading."""
    return next((line for line in rows if line.href == href), None) or next(
        (line for line in rows if line.is_heading), None
    )


def _longest(rows: Sequence[Line], *, except_for: Sequence[Line | None]) -> Line | None:
    """The summary of a card without the design system's classes: its longest paragraph."""
    left = [line for line in rows if line not in except_for and "p" in line.tags]
    return max(left, key=lambda line: len(line.text), default=None)


def _day(
    rows: Sequence[Line], language: str, *, except_for: Sequence[Line | None]
) -> tuple[Line | None, DateLine | None]:
    """The line that has the day, and what it says: the printed day before the machine's."""
    left = [line for line in rows if line not in except_for]
    for line in left:
        read = dates.read_line(line.text, language)
        if read is not None and read.day is not None:
            place = read.place or _place(left, line)
            return line, replace(read, place=place)
    for line in left:
        if line.machine_date is not None:
            text = clean(line.text)
            return line, DateLine(text=text, day=dates.read_machine(line.machine_date), place=_place(left, line))
    return None, None


def _place(rows: Sequence[Line], dated: Line) -> str | None:
    """The place in a ``date-extra`` of its own, beside the day."""
    extra = next((line for line in rows if line is not dated and f"{_CARD}--date-extra" in line.classes), None)
    return clean(extra.text).strip(" |,") or None if extra else None
