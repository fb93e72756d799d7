"""``ilo-cards``: the cards of the ILO's site since April 2024, by its own design system.

    <div class="ilo--card ilo--card__type__detail">
     <a class="ilo--card--link" href="…" title="Title "><span class="ilo--card--link--text">Title </span></a>
     <div class="ilo--card--wrap"> …
       <p class="ilo--card--eyebrow">…</p>      kicker
       <p class="ilo--card--title">…</p>        title, the second time; the tag varies
       <p class="ilo--card--intro">…</p>        summary, on some kinds of card
       <time class="ilo--card--date" datetime="1785499200">31 July 2026</time>
       <p class="ilo--card--date-extra">20 September 2025 | Kuala Lumpur, Malaysia</p>   in place of it

Not every card is news. What counts leads to a document of the page's own site: promotions lead
to other hosts, and figures, fact sheets and link lists are told by their kind. A card whose parts
have no such names, and a row of a list without cards, is read by its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import Tag
from msgspec.structs import replace

from ilofeed import address, dates
from ilofeed.dates import DateLine
from ilofeed.model import Extraction
from ilofeed.profiles.days import dated
from ilofeed.profiles.document import Document, Parts
from ilofeed.profiles.ilo_documents import is_item, own
from ilofeed.profiles.lines import Line, lines
from ilofeed.profiles.pager import following
from ilofeed.profiles.picture import picture
from ilofeed.text import clean

NAME = "ilo-cards"

_CARD = "ilo--card"
_ROW = "views-row"
_LINK = "ilo--card--link"
_LAYOUT = re.compile(r"ilo--card(?:group)?(?:$|[-_])")
_KIND = re.compile(r"ilo--card[-_]+(?:type[-_]+)?([a-z]+(?:-[a-z]+)?)", re.IGNORECASE)
_NO_NEWS = frozenset(("data", "factlist", "multilink", "promo", "score", "stat"))

_PART = re.compile(r"ilo--card--(title|link--text|eyebrow|intro|date-extra|date)")
# What such a part may be called elsewhere; "link--text" and "title" are what a card is known by.
_LIKE = re.compile(
    r"(?:.*[-_])?(?:(?P<eyebrow>eyebrow|kicker)|(?P<intro>intro|summary|description|teaser|excerpt|abstract)"
    r"|(?P<date>date)|(?P<place>place|location|venue))",
    re.IGNORECASE,
)
# The template's own tags are broken: an unclosed one may hold what comes behind it.
_ASIDE = re.compile(r"ilo--(?:tags?|link-list)(?:$|\W|--)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CREDIT = re.compile(r"\s*(?:©|\(c\)\s|photo(?: credit)?\s*:)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}\b")
#: Longer than any "Read more".
_MORE = 40
#: Shorter paragraphs are labels, unless they end as sentences do.
_TELLING = 25
_STOPS = tuple(".!?…。！？؟")

# Against pages that are nothing but cards in cards. A card has some forty elements.
_MOST_CARDS = 2000
_MOST_ITEMS = 500
_LARGEST = 150


def fits(document: Document) -> bool:
    """Whether the page is made of the design system's cards, be there none at the moment."""
    if not document.is_html or not document.may_have(_is_of_layout):
        return False
    if document.soup.find(class_=_LAYOUT) is not None:
        return True
    if address.is_ilo(document.url):
        return document.soup.find(class_=_ROW) is not None
    return any(_may_be_news(document, block) for block in _blocks(document))


def _is_of_layout(name: str) -> bool:
    return name == _ROW or _LAYOUT.search(name) is not None


def extract(document: Document) -> Extraction:
    """The items among the page's cards, top to bottom. Raises ExtractError where there are none."""
    blocks = list(_blocks(document))
    told = {id(block): _parts(block) for block in blocks}
    plain = [block for block in blocks if not _is_titled(told[id(block)])]
    by_lines = _by_lines(document, [block for block in plain if _may_be_news(document, block)])
    found: list[tuple[Tag, Parts]] = []
    for block in blocks:
        # A link without words of its own may still have them in its title.
        parts = by_lines.get(id(block)) or _read(document, block, told[id(block)])
        if parts and parts.href and is_item(document, parts.href, is_dated=_is_dated(parts)):
            found.append((block, parts))
    return document.extraction(
        NAME, [parts for _, parts in found], following=_next(document), item_rule=_rule([tag for tag, _ in found])
    )


def _blocks(document: Document) -> Iterator[Tag]:
    """What could be an item: cards, the outermost of them, and rows without any.

    A card that has no link of its own, and several that have, is their wrapper.
    """
    inside: set[int] = set()
    taken = 0
    # Class names nest; only the whole word counts.
    for block in document.soup.find_all(class_=[_CARD, _ROW], limit=_MOST_CARDS):
        tags = block.find_all(limit=_LARGEST + 1)
        if id(block) in inside or len(tags) > _LARGEST:
            continue
        nested = [tag for tag in tags if not {_CARD, _ROW}.isdisjoint(tag.get_attribute_list("class"))]
        is_row = _CARD not in block.get_attribute_list("class")
        if nested and (is_row or _is_wrapper(block, nested)):
            continue
        inside.update(id(each) for each in nested)
        kinds = {found[1] for name in block.get_attribute_list("class") if name and (found := _KIND.match(name))}
        if _NO_NEWS.isdisjoint(kind.lower().replace("-", "") for kind in kinds):
            yield block
            taken += 1
            if taken == _MOST_ITEMS:
                return


def _is_wrapper(block: Tag, nested: Sequence[Tag]) -> bool:
    if block.name == "a" or sum(each.find("a", href=True) is not None for each in nested) < 2:
        return False
    link = block.find("a", class_=_LINK, href=True)
    return link is None or any(link.find_parent(class_=_CARD) is each for each in nested)


def _parts(block: Tag) -> dict[str, Tag]:
    """The elements of *block* that the design system, or else another, calls the parts of a card."""
    exact: dict[str, Tag] = {}
    like: dict[str, Tag] = {}
    for tag in _own_tags(block):
        for name in tag.get_attribute_list("class"):
            if name == _LINK:
                exact.setdefault("link", tag)
            elif name and (part := _PART.fullmatch(name)):
                exact.setdefault(part[1], tag)
            elif name and (part := _LIKE.fullmatch(name)) and part.lastgroup:
                like.setdefault(part.lastgroup, tag)
        if tag.name == "time":
            like.setdefault("time", tag)
    around = {id(parent) for tag in exact.values() for parent in tag.parents}
    return {name: tag for name, tag in like.items() if id(tag) not in around} | exact


def _own_tags(block: Tag) -> list[Tag]:
    """The elements of *block*, without those of cards in it that lead somewhere of their own."""
    tags = list(block.find_all())
    others = [tag for tag in tags if _CARD in tag.get_attribute_list("class") and tag.find("a", href=True)]
    if not others or block.find("a", class_=_LINK) is None:
        return tags
    inside = {id(tag) for each in others for tag in (each, *each.find_all())}
    return [tag for tag in tags if id(tag) not in inside]


def _is_titled(told: Mapping[str, Tag]) -> bool:
    """Whether the markup tells which words are the title."""
    link = told.get("link")
    return "title" in told or "link--text" in told or bool(link and (link.get("title") or link.get("aria-label")))


def _read(document: Document, block: Tag, told: Mapping[str, Tag]) -> Parts | None:
    """What stands on a card by the names of its parts; None where it leads nowhere."""
    link = _link(block, told)
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
        summary, where["summary"] = _summary(told["intro"], href, language), _css(told["intro"])
    else:
        summary, where["summary"] = _paragraph(rows, language)
    day, where["date"] = _day(told, [row for row in rows if not _is_named(row, "intro")], language)
    if day is None and kicker and (day := dates.read_line(kicker, language)):
        kicker, where["date"], where["kicker"] = "", where["kicker"], ""
    return Parts(
        title=_words(title) if title else clean(str(link.get("title") or link.get("aria-label") or "")),
        href=href,
        published=day.day if day else None,
        date_text=day.text if day else "",
        place=_place(told, language) or (day.place if day else None) or "",
        summary=summary,
        kicker=kicker,
        image=_image(block),
        text=clean(block.get_text(" "), 200),
        where={name: place for name, place in where.items() if place},
    )


def _link(block: Tag, told: Mapping[str, Tag]) -> Tag | None:
    """Where a card leads: the link over all of it, else its title's, else the first one with words."""
    if block.name == "a":
        return block
    anchors = [
        tag for tag in block.find_all("a", href=True) if not re.match(r"\s*(?:#|javascript:|$)", str(tag["href"]))
    ]
    over_all = [tag for tag in anchors if _LINK in tag.get_attribute_list("class")]
    title = told.get("title") or block.find(_HEADINGS)
    of_title: list[Tag] = []
    if title is not None:
        near = {id(each) for each in (title, *title.parents, *title.find_all("a", href=True))}
        of_title = [tag for tag in anchors if id(tag) in near]
    rest = [tag for tag in anchors if tag.find_parent(class_=_ASIDE) is None]
    telling = [tag for tag in rest if _words(tag) or tag.get("title") or tag.get("aria-label")]
    around = block.find_parent("a", href=True)
    return next(iter([*over_all, *of_title, *telling, *rest]), around)


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
    found = None if uncertain[0] else dated(rows, language)
    if found is None:
        return uncertain
    return DateLine(text=found.text, day=found.day, place=found.place or None), rows[found.at].where


def _printed(tag: Tag, language: str) -> DateLine | None:
    """What an element that is there for the day says."""
    printed = lines(tag, language)
    read = dates.read_line(" ".join(line.text for line in printed), language)
    if read is not None:
        return read
    found = dated(printed, language)
    if found is None:
        return None
    return DateLine(text=clean(printed[found.at].text), day=found.day, place=found.place or None)


def _place(told: Mapping[str, Tag], language: str) -> str:
    """The place that a card names apart from its day, or beside the hour."""
    for name in ("place", "date-extra"):
        said = " | ".join(line.text.strip() for line in lines(told[name], language)) if name in told else ""
        for piece in reversed(said.split("|")):
            words = clean(piece).strip(" ,;")
            read = dates.read_line(words, language)
            place = (read.place or "") if read else "" if _CLOCK.search(words) else words
            if any(map(str.isalpha, place)):
                return place if len(place) <= 100 else ""
    return ""


def _summary(tag: Tag, href: str, language: str) -> str:
    """All that an intro says, but for a "Read more" at its end that leads where the card does."""
    said = clean(" ".join(line.text for line in lines(tag, language)))
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
        and not _CREDIT.match(row.text)
        and not dates.read_line(row.text, language)
    ]
    row = max(left, key=lambda row: len(row.text), default=None)
    return (row.text, row.where) if row else ("", "")


def _by_lines(document: Document, blocks: Sequence[Tag]) -> dict[int, Parts]:
    """What blocks say whose parts have no names, by their places."""
    if not blocks:
        return {}
    # Every page is asked whether it has cards; few have such that this is needed for.
    from ilofeed.profiles.repeated.member import member, units  # noqa: PLC0415 - see above
    from ilofeed.profiles.repeated.outline import Outline  # noqa: PLC0415

    outline = Outline(document)
    members = [member((block,), outline, document.language, is_run=False) for block in blocks]
    found: dict[int, Parts] = {}
    for unit in units(members, outline, document.language):
        block = unit.tags[0]
        link = _link(block, {})
        # What is named by a link to another site is no item for a link in its text.
        if link is not None and own(document, str(link["href"])) is not None:
            found[id(block)] = replace(unit.parts, image=_image(block))
    return found


def _may_be_news(document: Document, block: Tag) -> bool:
    anchors = block.find_all("a", href=True) if block.name != "a" else [block]
    return any(is_item(document, str(tag.get("href") or ""), is_dated=True) for tag in anchors)


def _is_dated(parts: Parts) -> bool:
    return parts.published is not None or bool(parts.date_text)


def _is_named(row: Line, part: str) -> bool:
    return f"{_CARD}--{part}" in row.classes


def _words(tag: Tag) -> str:
    """What an element says, in one line."""
    return clean(" ".join(line.text for line in lines(tag)))


def _image(block: Tag) -> str | None:
    """The first picture, where need be one that only ``<source>`` names."""
    return picture(block) or next((found for tag in block.find_all("source") if (found := picture(tag))), None)


def _css(tag: Tag | None) -> str:
    """A selector for a part, by the class that makes it one."""
    if tag is None:
        return ""
    names = [name for name in tag.get_attribute_list("class") if name]
    telling = [name for name in names if _PART.fullmatch(name)] or [
        name for name in names if _LIKE.fullmatch(name)
    ]
    return f"{tag.name}.{telling[0]}" if telling else tag.name


def _rule(blocks: Sequence[Tag]) -> str:
    """A selector for the items."""
    name = _CARD if all(_CARD in block.get_attribute_list("class") for block in blocks) else _ROW
    tags = {block.name for block in blocks}
    return f"{tags.pop()}.{name}" if len(tags) == 1 else f".{name}"


def _next(document: Document) -> str | None:
    """The list's next page: by the design system's pager, which shows it as inactive on the last one."""
    anchors = document.soup.find_all("a", class_="ilo--pagination--next-page", limit=20)
    if not anchors:
        return following(document)
    for anchor in anchors:
        names = {name for tag in (anchor, anchor.parent) if tag for name in tag.get_attribute_list("class")}
        inactive = any(name and name.startswith("ilo--pagination--disable") for name in names)
        href = anchor.get("href")
        if inactive or anchor.get("aria-disabled") == "true" or not isinstance(href, str) or href.startswith("#"):
            continue
        url = own(document, href)
        if url and address.canonical(url) != address.canonical(document.url):
            return url
    return None
