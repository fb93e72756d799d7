"""What is news among the cards and rows of a page whose layout `ilofeed.extract.layouts.ilo_cards` describes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bs4 import Tag
from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.models import EVENTS, Extraction
from ilofeed.core.text import clean
from ilofeed.extract.document import PAGE_ELEMENTS, Document
from ilofeed.extract.document_urls import is_item, is_listed_at, own
from ilofeed.extract.event_pages import is_event
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.layouts.ilo_cards.card import has_own_link, image_of, is_titled, link_of, named, read
from ilofeed.extract.layouts.ilo_cards.names import CARD, LINK, NAME, ROW
from ilofeed.extract.pagination import next_page, pagers
from ilofeed.extract.partial_soup import Element, classed
from ilofeed.extract.raw_item import RawItem

_KIND = re.compile(r"ilo--card[-_]+(?:type[-_]+)?([a-z]+(?:-[a-z]+)?)", re.IGNORECASE)
# Kinds that are no items, and kinds that are items only where they lead somewhere as a whole.
_ADVERTISING = frozenset(("data", "factlist", "promo", "stat"))
_WITH_OWN_LINK = frozenset(("multilink", "score"))

# Against pages that are nothing but cards in cards. A card has some forty elements.
_MOST_CARDS = 2000
_MOST_ITEMS = 500
_LARGEST = 150


def may_have_news(document: Document) -> bool:
    """Whether any card or row of the page could be an item."""
    part = document.part(NAME, _wanted)
    return any(_may_be_news(part, block) for block in _blocks(part))


def extract(document: Document) -> Extraction:
    """The items among the page's cards, top to bottom. Raises ExtractError where there are none."""
    return _read(document.part(NAME, _wanted), document)


def without_cards(document: Document) -> Document:
    """Return *document* without its cards, for a profile that reads the rest of the page."""
    rest = document.copied()
    for card in rest.soup.find_all(class_=CARD):
        card.extract()
    return rest


def _wanted(tree: Element) -> list[Element]:
    """What of a page this profile looks at: cards, rows, pagers, and what the page says of itself."""
    return [*tree.iter(*PAGE_ELEMENTS), *classed(tree, CARD, ROW, LINK), *pagers(tree)]


def _read(document: Document, whole: Document) -> Extraction:
    """The items of *document*, of the cards and rows of *whole* or all of it."""
    blocks = list(_blocks(document))
    told = {id(block): named(block) for block in blocks}
    plain = [
        block
        for block in blocks
        if not is_titled(told[id(block)])
        and not _cannot_lead(block, told[id(block)])
        and _may_be_news(document, block)
    ]
    if plain and document is not whole:
        return _read(whole, whole)  # what has no names is read by where it stands among all else
    by_lines = _by_lines(document, plain)
    found: list[tuple[Tag, RawItem]] = []
    for block in blocks:
        # A link without words of its own may still have them in its title.
        parts = by_lines.get(id(block)) or read(document, block, told[id(block)])
        parts = _judged(document, block, told[id(block)], parts)
        # Rows without a date that lead to no document are menus.
        if not parts.left_out or not _is_row(block) or _is_dated(parts):
            found.append((block, parts))
    items = [block for block, parts in found if not parts.left_out]
    return document.extraction(
        NAME, [parts for _, parts in found], following=_next(document), item_rule=_rule(items)
    )


def _judged(document: Document, block: Tag, told: Mapping[str, Tag], parts: RawItem | None) -> RawItem:
    """Return what was read from *block*, with the reason for which it is no item, if there is one."""
    reason = _cannot_lead(block, told)
    if reason:
        pass
    elif parts is None or parts.href is None:
        reason = "no_link"
    elif not _leads_to_item(document, parts.href, is_dated=_is_dated(parts)):
        reason = _elsewhere(document, parts.href, is_dated=_is_dated(parts))
    parts = parts or RawItem(text=clean(inner_text(block), 200))
    # The title is on a card twice: in its link, too.
    return replace(parts, left_out=reason, text=parts.title or parts.text) if reason else parts


def _cannot_lead(block: Tag, told: Mapping[str, Tag]) -> str:
    """Return why a card of its kind is no item, wherever its links lead; nothing where it may be one."""
    kinds = _kinds(block)
    if not kinds.isdisjoint(_ADVERTISING):
        return "advertises"
    return "no_link" if not kinds.isdisjoint(_WITH_OWN_LINK) and not has_own_link(block, told) else ""


def _blocks(document: Document) -> Iterator[Tag]:
    """Return what could be an item: the outermost cards, and rows without cards; else the links of cards alone.

    A card that has no link of its own, and several that have, is their wrapper.
    """
    inside: set[int] = set()
    taken = 0
    # Class names nest; only the whole word counts.
    found = document.soup.find_all(class_=[CARD, ROW], limit=_MOST_CARDS)
    for block in found or document.soup.find_all("a", class_=LINK, limit=_MOST_CARDS):
        tags = block.find_all(limit=_LARGEST + 1)
        if id(block) in inside or len(tags) > _LARGEST:
            continue
        nested = [tag for tag in tags if not {CARD, ROW}.isdisjoint(tag.get_attribute_list("class"))]
        if nested and (_is_row(block) or _is_wrapper(block, nested)):
            continue
        inside.update(id(each) for each in nested)
        yield block
        taken += 1
        if taken == _MOST_ITEMS:
            return


def _kinds(block: Tag) -> set[str]:
    """Return the kinds of card that the classes of *block* name."""
    names = (_KIND.match(name) for name in block.get_attribute_list("class") if name)
    return {found[1].lower().replace("-", "") for found in names if found}


def _is_row(block: Tag) -> bool:
    names = block.get_attribute_list("class")
    return ROW in names and CARD not in names


def _is_wrapper(block: Tag, nested: Sequence[Tag]) -> bool:
    if block.name == "a" or sum(each.find("a", href=True) is not None for each in nested) < 2:
        return False
    link = block.find("a", class_=LINK, href=True)
    return link is None or any(link.find_parent(class_=CARD) is each for each in nested)


def _by_lines(document: Document, blocks: Sequence[Tag]) -> dict[int, RawItem]:
    """What blocks say whose parts have no names, by their places."""
    if not blocks:
        return {}
    # Every page is asked whether it has cards; few have such that this is needed for.
    from ilofeed.extract.autodetect.candidate_item import read_candidate  # noqa: PLC0415 - see above
    from ilofeed.extract.autodetect.dom_index import DomIndex  # noqa: PLC0415 - see above
    from ilofeed.extract.autodetect.items import detect_items  # noqa: PLC0415 - see above

    index = DomIndex(document)
    members = [read_candidate((block,), index, document.language, is_run=False) for block in blocks]
    found: dict[int, RawItem] = {}
    for unit in detect_items(members, index, document.language):
        block = unit.tags[0]
        link = link_of(block, {})
        # What is named by a link to another site is no item for a link in its text.
        if link is not None and own(document, str(link["href"])) is not None:
            found[id(block)] = replace(unit.parts, image=image_of(block))
    return found


def _may_be_news(document: Document, block: Tag) -> bool:
    anchors = block.find_all("a", href=True) if block.name != "a" else [block]
    return any(_leads_to_item(document, str(tag.get("href") or ""), is_dated=True) for tag in anchors)


def _leads_to_item(document: Document, href: str, *, is_dated: bool) -> bool:
    """Return whether *href* leads to an item of a list of this kind.

    A list of events also shows events of other sites ("ILO Live"). Their dates distinguish them from promotions.
    """
    if is_item(document, href, is_dated=is_dated):
        return True
    url = urls.absolute(href, document.base) if document.kind == EVENTS else None
    if url is None or is_listed_at(document.url, url):
        return False
    return is_dated or (own(document, href) is not None and is_event(url, is_dated=False))


def _elsewhere(document: Document, href: str, *, is_dated: bool) -> str:
    """Return why *href*, which leads to no item, does not."""
    url = own(document, href)
    if url is None:
        return "other_site"
    return "event" if document.kind != EVENTS and is_event(url, is_dated=is_dated) else "no_document"


def _is_dated(parts: RawItem) -> bool:
    return parts.published is not None or bool(parts.date_text)


def _rule(blocks: Sequence[Tag]) -> str:
    """A selector for the items."""
    shared = (name for name in (CARD, LINK) if all(name in block.get_attribute_list("class") for block in blocks))
    name = next(shared, ROW)
    tags = {block.name for block in blocks}
    return f"{tags.pop()}.{name}" if len(tags) == 1 else f".{name}"


def _next(document: Document) -> str | None:
    """The list's next page: by the design system's pager, which shows it as inactive on the last one."""
    anchors = document.soup.find_all("a", class_="ilo--pagination--next-page", limit=20)
    if not anchors:
        return next_page(document)
    for anchor in anchors:
        names = {name for tag in (anchor, anchor.parent) if tag for name in tag.get_attribute_list("class")}
        inactive = any(name and name.startswith("ilo--pagination--disable") for name in names)
        href = anchor.get("href")
        if inactive or anchor.get("aria-disabled") == "true" or not isinstance(href, str) or href.startswith("#"):
            continue
        url = own(document, href)
        if url and urls.canonical(url) != urls.canonical(document.url):
            return url
    return None
