"""One card of the ILO's design system, read by the names that it gives to the parts of a card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bs4 import Tag

from ilofeed.core import dates
from ilofeed.core.dates import DateLine
from ilofeed.core.text import clean
from ilofeed.extract.document import Document
from ilofeed.extract.image import picture
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.item_date import find_date
from ilofeed.extract.layouts.ilo_cards.names import CARD, LINK
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.text_lines import CREDIT, HEADINGS, Line, lines

_PART = re.compile(r"ilo--card--(title|link--text|eyebrow|intro|date-extra|date)")
# What such a part may be called elsewhere; "link--text" and "title" are what a card is known by.
_LIKE = re.compile(
    r"(?:.*[-_])?(?:(?P<eyebrow>eyebrow|kicker)|(?P<intro>intro|summary|description|teaser|excerpt|abstract)"
    r"|(?P<date>date)|(?P<place>place|location|venue))",
    re.IGNORECASE,
)
# The template's own tags are broken: an unclosed one may hold what comes behind it.
# So are links in a list of links, what says of an author, and what says how far something is.
_ASIDE = re.compile(r"ilo--(?:tags?|link-list|profile|status)(?:$|\W|--|__)")
_LINK_LIST = re.compile(r"ilo--link-list(?:$|\W|--)")
# A fact with an icon, on score cards: a date, or a place.
_FACT = "ilo--card--content--item"
_AUTHOR = "ilo--profile--name"
_PROFILE = "ilo--profile"
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}(?!\d)")
#: What an element for the date says at most, where it is a date in an unknown form.
_MAX_DATE = 100
#: Longer than any "Read more".
_MORE = 40
#: Shorter paragraphs are labels, unless they end as sentences do.
_TELLING = 25
_STOPS = tuple(".!?…。！？؟")


def named(block: Tag) -> dict[str, Tag]:
    """The elements of *block* that the design system, or else another, calls the parts of a card."""
    exact: dict[str, Tag] = {}
    like: dict[str, Tag] = {}
    of_authors = {id(tag) for profile in block.find_all(class_=_PROFILE) for tag in profile.find_all()}
    for tag in _own_tags(block):
        if id(tag) in of_authors:
            continue
        for name in tag.get_attribute_list("class"):
            if name == LINK:
                exact.setdefault("link", tag)
            elif name and (part := _PART.fullmatch(name)):
                exact.setdefault(part[1], tag)
            elif name == _FACT and not tag.find(_is_timed):
                like["fact"] = tag
            elif name and (part := _LIKE.fullmatch(name)) and part.lastgroup:
                like.setdefault(part.lastgroup, tag)
        if tag.name == "time" or (tag.name == "span" and _is_timed(tag)):
            like.setdefault("time", tag)
    around = {id(parent) for tag in exact.values() for parent in tag.parents}
    return {name: tag for name, tag in like.items() if id(tag) not in around} | exact


def is_titled(told: Mapping[str, Tag]) -> bool:
    """Whether the markup tells which words are the title."""
    link = told.get("link")
    return "title" in told or "link--text" in told or bool(link and (link.get("title") or link.get("aria-label")))


def read(document: Document, block: Tag, told: Mapping[str, Tag]) -> RawItem | None:
    """What stands on a card by the names of its parts; None where it leads nowhere."""
    link = link_of(block, told)
    if link is None:
        return None
    href = str(link["href"])
    language = document.language
    title = next((told[name] for name in ("title", "link--text") if name in told and _words(told[name])), None)
    kicker = _words(told["eyebrow"]) if "eyebrow" in told else ""
    # Of a card with others in it, only what has a name is surely its own.
    rows = [] if len(_own_tags(block)) < len(block.find_all()) else lines(block, language)
    rows = [row for row in rows if not any(map(_ASIDE.match, filter(None, row.classes)))]
    rows = [row for row in rows if not any(_is_named(row, part) for part in ("title", "link--text", "eyebrow"))]
    where = {"title": _css(title), "kicker": _css(told.get("eyebrow"))}
    if "intro" in told:
        summary, where["summary"] = _summary(told["intro"], href), _css(told["intro"])
    else:
        summary, where["summary"] = _paragraph(rows, language)
    day, where["date"] = _day(told, [row for row in rows if not _is_named(row, "intro")], language)
    if day is None and kicker and (day := dates.read_line(kicker, language)):
        kicker, where["date"], where["kicker"] = "", where["kicker"], ""
    return RawItem(
        title=_words(title) if title else clean(str(link.get("title") or link.get("aria-label") or "")),
        href=href,
        published=day.day if day else None,
        date_text=day.text if day else "",
        place=_place(told, language) or (day.place if day else None) or "",
        summary=summary,
        kicker=kicker,
        image=image_of(block),
        author=", ".join(_words(tag) for tag in _own_tags(block) if _AUTHOR in tag.get_attribute_list("class")),
        text=clean(inner_text(block), 200),
        where={name: place for name, place in where.items() if place},
    )


def _own_tags(block: Tag) -> list[Tag]:
    """The elements of *block*, without those of cards in it that lead somewhere of their own."""
    tags = list(block.find_all())
    others = [tag for tag in tags if CARD in tag.get_attribute_list("class") and tag.find("a", href=True)]
    if not others or block.find("a", class_=LINK) is None:
        return tags
    inside = {id(tag) for each in others for tag in (each, *each.find_all())}
    return [tag for tag in tags if id(tag) not in inside]


def link_of(block: Tag, told: Mapping[str, Tag]) -> Tag | None:
    """Where a card leads: the link over all of it, else its title's, else the first one with words."""
    if block.name == "a":
        return block if block.has_attr("href") else None
    anchors = [
        tag for tag in block.find_all("a", href=True) if not re.match(r"\s*(?:#|javascript:|$)", str(tag["href"]))
    ]
    over_all = [tag for tag in anchors if LINK in tag.get_attribute_list("class")]
    title = told.get("title") or block.find(list(HEADINGS))
    of_title: list[Tag] = []
    if title is not None:
        near = {id(each) for each in (title, *title.parents, *title.find_all("a", href=True))}
        of_title = [tag for tag in anchors if id(tag) in near]
    rest = [tag for tag in anchors if tag.find_parent(class_=_ASIDE) is None] or _only_action(anchors)
    telling = [tag for tag in rest if _words(tag) or tag.get("title") or tag.get("aria-label")]
    around = block.find_parent("a", href=True)
    return next(iter([*over_all, *of_title, *telling, *rest]), around)


def _only_action(anchors: Sequence[Tag]) -> Sequence[Tag]:
    """Return the link of a card whose only link is a call to action, in a list of one."""
    return anchors if len(anchors) == 1 and anchors[0].find_parent(class_=_LINK_LIST) is not None else ()


def has_own_link(block: Tag, told: Mapping[str, Tag]) -> bool:
    """Return whether the card as a whole, or its title, is a link."""
    title = told.get("title")
    return block.name == "a" or "link" in told or (title is not None and title.find("a", href=True) is not None)


def _day(told: Mapping[str, Tag], rows: Sequence[Line], language: str) -> tuple[DateLine | None, str]:
    """The day, and where it stands: the printed one before the machine's."""
    places = [told[name] for name in ("date", "date-extra", "time") if name in told]
    uncertain: tuple[DateLine | None, str] = (None, "")
    for tag in places:
        read = _printed(tag, language)
        if read is not None and read.day is not None:
            return read, _css(tag)
        if read is not None and uncertain[0] is None:
            uncertain = read, _css(tag)
    for place in places:
        timed = place if place.get("datetime") else place.find("time", datetime=True)
        day = dates.read_machine(str(timed["datetime"])) if timed else None
        if timed and day is not None:
            return DateLine(text=_words(timed), day=day), _css(timed)
    found = None if uncertain[0] else find_date(rows, language)
    if found is None:
        return uncertain if uncertain[0] else _unread(places)
    return DateLine(text=found.text, day=found.published, place=found.place or None), rows[found.line_index].where


def _unread(places: Sequence[Tag]) -> tuple[DateLine | None, str]:
    """Return the words of the first of *places* that has a year: a date in a form that is not known."""
    for tag in places:
        words = _words(tag)
        if _YEAR.search(words) and len(words) <= _MAX_DATE:
            return DateLine(text=words, day=None), _css(tag)
    return None, ""


def _printed(tag: Tag, language: str) -> DateLine | None:
    """What an element that is there for the day says."""
    printed = lines(tag, language)
    read = dates.read_line(" ".join(line.text for line in printed), language)
    if read is not None:
        return read
    found = find_date(printed, language)
    if found is None:
        return None
    return DateLine(text=clean(printed[found.line_index].text), day=found.published, place=found.place or None)


def _place(told: Mapping[str, Tag], language: str) -> str:
    """The place that a card names apart from its day, or beside the hour."""
    for name in ("place", "date-extra", "fact"):
        said = " | ".join(line.text.strip() for line in lines(told[name], language)) if name in told else ""
        for piece in reversed(said.split("|")):
            words = clean(piece).strip(" ,;")
            read = dates.read_line(words, language)
            is_date = _CLOCK.search(words) or (name == "date-extra" and _YEAR.search(words))
            place = (read.place or "") if read else "" if is_date else words
            if any(map(str.isalpha, place)):
                return place if len(place) <= 100 else ""
    return ""


def _summary(tag: Tag, href: str) -> str:
    """All that an intro says, but for a "Read more" at its end that leads where the card does."""
    said = clean(inner_text(tag))
    last = next(reversed(tag.find_all("a", href=href)), None)
    again = _words(last) if last else ""
    return (said.removesuffix(again).rstrip() if len(again) < _MORE else said) or said


def _paragraph(rows: Sequence[Line], language: str) -> tuple[str, str]:
    """The summary of a card without an intro: its longest plain paragraph."""
    left = [
        row
        for row in rows
        if "p" in row.tags
        and row.href is None
        and (len(row.text) >= _TELLING or row.text.rstrip().endswith(_STOPS))
        and not any(_is_named(row, part) for part in ("date", "date-extra"))
        and not CREDIT.match(row.text)
        and not dates.read_line(row.text, language)
    ]
    row = max(left, key=lambda row: len(row.text), default=None)
    return (row.text, row.where) if row else ("", "")


def _is_named(row: Line, part: str) -> bool:
    return f"{CARD}--{part}" in row.classes


def _words(tag: Tag) -> str:
    """What an element says, in one line."""
    return clean(inner_text(tag))


def image_of(block: Tag) -> str | None:
    """Return the first picture but for that of an author; where need be one that only ``<source>`` names."""
    for name in ("img", "source"):
        for tag in block.find_all(name):
            if tag.find_parent(class_=_PROFILE) is None and (found := picture(tag)):
                return found
    return None


def _is_timed(tag: Tag) -> bool:
    """Return whether *tag* has a date for machines."""
    return bool(tag.get("datetime"))


def _css(tag: Tag | None) -> str:
    """A selector for a part, by the class that makes it one."""
    if tag is None:
        return ""
    names = [name for name in tag.get_attribute_list("class") if name]
    telling = [name for name in names if _PART.fullmatch(name)] or [
        name for name in names if _LIKE.fullmatch(name)
    ]
    if telling:
        return f"{tag.name}.{telling[0]}"
    return f"{tag.name}[datetime]" if _is_timed(tag) else tag.name
