"""Read one card of the ILO's design system by the class names of its parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bs4 import Tag

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.dates import DateLine
from ilofeed.core.text import clean
from ilofeed.extract.image import image_address
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.item_date import find_date
from ilofeed.extract.layouts.ilo_cards.names import CARD, LINK
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.text_lines import CREDIT, HEADINGS, Line, lines

_PART = re.compile(r"ilo--card--(title|link--text|eyebrow|intro|date-extra|date)")
# Other class names of such parts; a card is recognised by "link--text" and "title".
_SIMILAR_PART = re.compile(
    r"(?:.*[-_])?(?:(?P<eyebrow>eyebrow|kicker)|(?P<intro>intro|summary|description|teaser|excerpt|abstract)"
    r"|(?P<date>date)|(?P<place>place|location|venue))",
    re.IGNORECASE,
)
# Not parts of the item: tags (the template does not close them, so they may contain the elements after
# them), links in a list of links, the profile of an author, and the status of a project.
_SECONDARY = re.compile(r"ilo--(?:tags?|link-list|profile|status)(?:$|\W|--|__)")
_LINK_LIST = re.compile(r"ilo--link-list(?:$|\W|--)")
# A fact with an icon, on score cards: a date, or a place.
_FACT = "ilo--card--content--item"
_AUTHOR = "ilo--profile--name"
_PROFILE = "ilo--profile"
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}\b")
_YEAR = re.compile(r"\b(?:19|20)\d{2}(?!\d)")
# Characters of an element for the date that contains a date in an unknown form.
_MAX_DATE_LENGTH = 100
# Longer than any "Read more".
_MAX_MORE_LENGTH = 40
# Shorter paragraphs are labels, unless they end like sentences.
_MIN_SUMMARY_LENGTH = 25
_SENTENCE_ENDS = tuple(".!?…。！？؟")


def find_parts(block: Tag) -> dict[str, Tag]:
    """Return the parts of the card *block* by name: by the classes of the design system, else by similar classes."""
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
            elif name and (part := _SIMILAR_PART.fullmatch(name)) and part.lastgroup:
                like.setdefault(part.lastgroup, tag)
        if tag.name == "time" or (tag.name == "span" and _is_timed(tag)):
            like.setdefault("time", tag)
    around = {id(parent) for tag in exact.values() for parent in tag.parents}
    return {name: tag for name, tag in like.items() if id(tag) not in around} | exact


def is_titled(parts: Mapping[str, Tag]) -> bool:
    """Return whether the markup names the title."""
    link = parts.get("link")
    return (
        "title" in parts or "link--text" in parts or bool(link and (link.get("title") or link.get("aria-label")))
    )


def read(block: Tag, parts: Mapping[str, Tag], context: DateContext) -> RawItem | None:
    """Read a card by its named *parts*; None if it has no link."""
    link = link_of(block, parts)
    if link is None:
        return None
    href = str(link["href"])
    title = next((parts[name] for name in ("title", "link--text") if name in parts and _words(parts[name])), None)
    kicker = _words(parts["eyebrow"]) if "eyebrow" in parts else ""
    # Of a card that contains other cards, only named parts are certain.
    rows = [] if len(_own_tags(block)) < len(block.find_all()) else lines(block, context)
    rows = [row for row in rows if not any(map(_SECONDARY.match, filter(None, row.classes)))]
    rows = [row for row in rows if not any(_is_named(row, part) for part in ("title", "link--text", "eyebrow"))]
    where = {"title": _css(title), "kicker": _css(parts.get("eyebrow"))}
    if "intro" in parts:
        summary, where["summary"] = _summary(parts["intro"], href), _css(parts["intro"])
    else:
        summary, where["summary"] = _paragraph(rows, context)
    day, where["date"] = _date(parts, [row for row in rows if not _is_named(row, "intro")], context)
    if day is None and kicker and (day := dates.read_line(kicker, context)):
        kicker, where["date"], where["kicker"] = "", where["kicker"], ""
    return RawItem(
        title=_words(title) if title else clean(str(link.get("title") or link.get("aria-label") or "")),
        href=href,
        published=day.day if day else None,
        date_text=day.text if day else "",
        place=_place(parts, context) or (day.place if day else None) or "",
        summary=summary,
        kicker=kicker,
        image=image_of(block),
        author=", ".join(_words(tag) for tag in _own_tags(block) if _AUTHOR in tag.get_attribute_list("class")),
        text=clean(inner_text(block), 200),
        where={name: place for name, place in where.items() if place},
    )


def _own_tags(block: Tag) -> list[Tag]:
    """Return the elements of *block*, without those of cards in it that have links of their own."""
    tags = list(block.find_all())
    others = [tag for tag in tags if CARD in tag.get_attribute_list("class") and tag.find("a", href=True)]
    if not others or block.find("a", class_=LINK) is None:
        return tags
    inside = {id(tag) for card in others for tag in (card, *card.find_all())}
    return [tag for tag in tags if id(tag) not in inside]


def link_of(block: Tag, parts: Mapping[str, Tag]) -> Tag | None:
    """Return the link of a card: the one over all of it, else that of its title, else the first one with text."""
    if block.name == "a":
        return block if block.has_attr("href") else None
    anchors = [
        tag for tag in block.find_all("a", href=True) if not re.match(r"\s*(?:#|javascript:|$)", str(tag["href"]))
    ]
    over_all = [tag for tag in anchors if LINK in tag.get_attribute_list("class")]
    title = parts.get("title") or block.find(list(HEADINGS))
    of_title: list[Tag] = []
    if title is not None:
        near = {id(tag) for tag in (title, *title.parents, *title.find_all("a", href=True))}
        of_title = [tag for tag in anchors if id(tag) in near]
    rest = [tag for tag in anchors if tag.find_parent(class_=_SECONDARY) is None] or _only_action(anchors)
    with_text = [tag for tag in rest if _words(tag) or tag.get("title") or tag.get("aria-label")]
    around = block.find_parent("a", href=True)
    return next(iter([*over_all, *of_title, *with_text, *rest]), around)


def _only_action(anchors: Sequence[Tag]) -> Sequence[Tag]:
    """Return the link of a card whose only link is a call to action, in a list of one."""
    return anchors if len(anchors) == 1 and anchors[0].find_parent(class_=_LINK_LIST) is not None else ()


def has_own_link(block: Tag, parts: Mapping[str, Tag]) -> bool:
    """Return whether the card as a whole, or its title, is a link."""
    title = parts.get("title")
    return block.name == "a" or "link" in parts or (title is not None and title.find("a", href=True) is not None)


def _date(parts: Mapping[str, Tag], rows: Sequence[Line], context: DateContext) -> tuple[DateLine | None, str]:
    """Return the date and the selector of its element: as printed, else from an attribute."""
    elements = [parts[name] for name in ("date", "date-extra", "time") if name in parts]
    uncertain: tuple[DateLine | None, str] = (None, "")
    for tag in elements:
        read = _printed(tag, context)
        if read is not None and read.day is not None:
            return read, _css(tag)
        if read is not None and uncertain[0] is None:
            uncertain = read, _css(tag)
    for tag in elements:
        timed = tag if tag.get("datetime") else tag.find("time", datetime=True)
        day = dates.read_machine(str(timed["datetime"])) if timed else None
        if timed and day is not None:
            return DateLine(text=_words(timed), day=day), _css(timed)
    found = None if uncertain[0] else find_date(rows, context)
    if found is None:
        return uncertain if uncertain[0] else _unreadable_date(elements)
    return DateLine(text=found.text, day=found.published, place=found.place or None), rows[found.line_index].where


def _unreadable_date(elements: Sequence[Tag]) -> tuple[DateLine | None, str]:
    """Return the text of the first of *elements* with a year: a date in an unknown form."""
    for tag in elements:
        words = _words(tag)
        if _YEAR.search(words) and len(words) <= _MAX_DATE_LENGTH:
            return DateLine(text=words, day=None), _css(tag)
    return None, ""


def _printed(tag: Tag, context: DateContext) -> DateLine | None:
    """Read the date printed in an element for dates."""
    printed = lines(tag, context)
    read = dates.read_line(" ".join(line.text for line in printed), context)
    if read is not None:
        return read
    found = find_date(printed, context)
    if found is None:
        return None
    return DateLine(text=clean(printed[found.line_index].text), day=found.published, place=found.place or None)


def _place(parts: Mapping[str, Tag], context: DateContext) -> str:
    """Return the place that a card has apart from its date, or beside the time."""
    for name in ("place", "date-extra", "fact"):
        text = " | ".join(line.text.strip() for line in lines(parts[name], context)) if name in parts else ""
        for piece in reversed(text.split("|")):
            words = clean(piece).strip(" ,;")
            read = dates.read_line(words, context)
            is_date = _CLOCK.search(words) or (name == "date-extra" and _YEAR.search(words))
            place = (read.place or "") if read else "" if is_date else words
            if any(map(str.isalpha, place)):
                return place if len(place) <= 100 else ""
    return ""


def _summary(tag: Tag, href: str) -> str:
    """Return the text of an intro, without a "Read more" at its end with the address of the card."""
    text = clean(inner_text(tag))
    last = next(reversed(tag.find_all("a", href=href)), None)
    more = _words(last) if last else ""
    return (text.removesuffix(more).rstrip() if len(more) < _MAX_MORE_LENGTH else text) or text


def _paragraph(rows: Sequence[Line], context: DateContext) -> tuple[str, str]:
    """Return the summary of a card without an intro, its longest plain paragraph, and its selector."""
    paragraphs = [
        row
        for row in rows
        if "p" in row.tags
        and row.href is None
        and (len(row.text) >= _MIN_SUMMARY_LENGTH or row.text.rstrip().endswith(_SENTENCE_ENDS))
        and not any(_is_named(row, part) for part in ("date", "date-extra"))
        and not CREDIT.match(row.text)
        and not dates.read_line(row.text, context)
    ]
    row = max(paragraphs, key=lambda row: len(row.text), default=None)
    return (row.text, row.where) if row else ("", "")


def _is_named(row: Line, part: str) -> bool:
    return f"{CARD}--{part}" in row.classes


def _words(tag: Tag) -> str:
    """Return the text of an element in one line."""
    return clean(inner_text(tag))


def image_of(block: Tag) -> str | None:
    """Return the first image except that of an author, from ``<img>``, else from ``<source>``."""
    for name in ("img", "source"):
        for tag in block.find_all(name):
            if tag.find_parent(class_=_PROFILE) is None and (address := image_address(tag)):
                return address
    return None


def _is_timed(tag: Tag) -> bool:
    """Return whether *tag* has a machine-readable date."""
    return bool(tag.get("datetime"))


def _css(tag: Tag | None) -> str:
    """Return a selector for a part, by the class that identifies it."""
    if tag is None:
        return ""
    names = [name for name in tag.get_attribute_list("class") if name]
    part_names = [name for name in names if _PART.fullmatch(name)] or [
        name for name in names if _SIMILAR_PART.fullmatch(name)
    ]
    if part_names:
        return f"{tag.name}.{part_names[0]}"
    return f"{tag.name}[datetime]" if _is_timed(tag) else tag.name
