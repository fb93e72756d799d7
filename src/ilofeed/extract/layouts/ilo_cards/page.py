"""Find the news among the cards and rows of a page. `ilofeed.extract.layouts.ilo_cards` describes the layout."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from bs4 import Tag
from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.date_context import DateContext
from ilofeed.core.models import EVENTS, Extraction
from ilofeed.core.text import clean
from ilofeed.extract.document import PAGE_ELEMENTS, Document
from ilofeed.extract.document_urls import is_item, is_listed_at, own_url
from ilofeed.extract.event_pages import is_event
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.layouts.ilo_cards.card import find_parts, has_own_link, image_of, is_titled, link_of, read
from ilofeed.extract.layouts.ilo_cards.names import CARD, LINK, NAME, ROW
from ilofeed.extract.pagination import next_page, pagers
from ilofeed.extract.partial_soup import Element, ancestors, classed, classes_of
from ilofeed.extract.raw_item import RawItem
from ilofeed.extract.single_elements import Needed

_KIND = re.compile(r"ilo--card[-_]+(?:type[-_]+)?([a-z]+(?:-[a-z]+)?)", re.IGNORECASE)
# Kinds of cards that are not items, and kinds that are items only if the whole card is a link.
_ADVERTISING = frozenset(("data", "factlist", "promo", "stat"))
_WITH_OWN_LINK = frozenset(("multilink", "score"))

_BLOCK = frozenset((CARD, ROW))

# Limits for pages of nested cards. A usual card has about forty elements.
_MAX_CARDS = 2000
_MAX_ITEMS = 500
_MAX_CARD_ELEMENTS = 150


def may_have_news(document: Document) -> bool:
    """Return whether any card or row of the page may be an item."""
    part = _part(document)
    return any(_may_be_news(part, block) for block in _blocks(part))


def extract(document: Document) -> Extraction:
    """Return the items among the cards of the page, top to bottom. Raises ExtractError if there are none."""
    return _read(_part(document), document)


def without_cards(document: Document) -> Document:
    """Return *document* without its cards, for a profile that reads the rest of the page."""
    rest = document.copied()
    for card in rest.soup.find_all(class_=CARD):
        card.extract()
    return rest


def _part(document: Document) -> Document:
    return document.part(NAME, _needed)


def _needed(tree: Element) -> Needed:
    """Return the elements that this profile needs: cards, rows, pagers, and those of the page itself."""
    of_page = [*tree.iter(*PAGE_ELEMENTS), *pagers(tree)]
    of_cards = classed(tree, CARD, ROW, LINK)
    return Needed([*of_page, *of_cards], lambda: _single(of_cards, set(of_page)))


def _single(of_cards: Collection[Element], of_page: AbstractSet[Element]) -> list[Element]:
    """Return the cards and rows that contain none, are in no card, and have nothing to do with the page itself.

    Rows on a page without cards are rarely read alone: their parts have no names.
    """
    cards = [element for element in of_cards if CARD in classes_of(element)]
    blocks = [element for element in of_cards if not _BLOCK.isdisjoint(classes_of(element))] if cards else []
    around = ancestors((*blocks, *of_page))
    outer = {*of_page, *cards}
    return [
        block
        for block in blocks
        if block not in around
        and block not in of_page
        and outer.isdisjoint(block.iterancestors())
        and next(islice(block.iterdescendants(), _MAX_CARD_ELEMENTS, None), None) is None
    ]


def _read(document: Document, whole: Document) -> Extraction:
    """Return the items of *document*, which is *whole* or its cards and rows only."""
    blocks = list(_blocks(document))
    named_parts = {id(block): {} if document.is_known(block) else find_parts(block) for block in blocks}
    plain = [
        block
        for block in blocks
        if not document.is_known(block)
        and not is_titled(named_parts[id(block)])
        and not _cannot_lead(block, named_parts[id(block)])
        and _may_be_news(document, block)
    ]
    if plain and document is not whole:
        return _read(whole, whole)  # parts without names are read by their position on the whole page
    by_lines = _by_lines(document, plain)
    found: list[tuple[Tag, RawItem]] = []
    for block in blocks:
        parts = _known_or_read(document, block, named_parts[id(block)], by_lines.get(id(block)))
        # Rows without a date that lead to no document are menus.
        if not parts.left_out or not _is_row(block) or _is_dated(parts):
            found.append((block, parts))
    items = [block for block, parts in found if not parts.left_out]
    return document.extraction(
        NAME, [parts for _, parts in found], following=_next(document), item_rule=_rule(items)
    )


def _known_or_read(
    document: Document, block: Tag, named_parts: Mapping[str, Tag], by_lines: RawItem | None
) -> RawItem:
    """Return the reading of *block*, which is that *by_lines* if its parts have no names."""

    def read_now(context: DateContext) -> RawItem:
        # A link without text may have a title attribute.
        parts = by_lines or read(block, named_parts, context)
        return _with_skip_reason(document, block, named_parts, parts)

    raw_item: RawItem = document.read_single(block, RawItem, read_now)
    return raw_item


def _with_skip_reason(
    document: Document, block: Tag, named_parts: Mapping[str, Tag], parts: RawItem | None
) -> RawItem:
    """Return the raw item of *block*, with the reason if it is not an item."""
    reason = _cannot_lead(block, named_parts)
    if reason:
        pass
    elif parts is None or parts.href is None:
        reason = "no_link"
    elif not _leads_to_item(document, parts.href, is_dated=_is_dated(parts)):
        reason = _link_reason(document, parts.href, is_dated=_is_dated(parts))
    parts = parts or RawItem(text=clean(inner_text(block), 200))
    # The text of a card repeats the title, which is also in its link.
    return replace(parts, left_out=reason, text=parts.title or parts.text) if reason else parts


def _cannot_lead(block: Tag, named_parts: Mapping[str, Tag]) -> str:
    """Return the reason if a card of this kind is not an item, regardless of its links; else an empty string."""
    kinds = _kinds(block)
    if not kinds.isdisjoint(_ADVERTISING):
        return "advertises"
    return "no_link" if not kinds.isdisjoint(_WITH_OWN_LINK) and not has_own_link(block, named_parts) else ""


def _blocks(document: Document) -> Iterator[Tag]:
    """Yield possible items: the outermost cards, and rows without cards; else the links of cards alone.

    A card without a link of its own that contains several cards with links is a wrapper.
    """
    inside: set[int] = set()
    taken = 0
    # Class names extend each other; only the whole name counts.
    found = document.soup.find_all(class_=[CARD, ROW], limit=_MAX_CARDS)
    for block in found or document.soup.find_all("a", class_=LINK, limit=_MAX_CARDS):
        tags = [] if document.is_known(block) else block.find_all(limit=_MAX_CARD_ELEMENTS + 1)
        if id(block) in inside or len(tags) > _MAX_CARD_ELEMENTS:
            continue
        nested = [tag for tag in tags if not _BLOCK.isdisjoint(tag.get_attribute_list("class"))]
        if nested and (_is_row(block) or _is_wrapper(block, nested)):
            continue
        inside.update(id(tag) for tag in nested)
        yield block
        taken += 1
        if taken == _MAX_ITEMS:
            return


def _kinds(block: Tag) -> set[str]:
    """Return the kinds of card that the classes of *block* name."""
    names = (_KIND.match(name) for name in block.get_attribute_list("class") if name)
    return {found[1].lower().replace("-", "") for found in names if found}


def _is_row(block: Tag) -> bool:
    names = block.get_attribute_list("class")
    return ROW in names and CARD not in names


def _is_wrapper(block: Tag, nested: Sequence[Tag]) -> bool:
    if block.name == "a" or sum(tag.find("a", href=True) is not None for tag in nested) < 2:
        return False
    link = block.find("a", class_=LINK, href=True)
    return link is None or any(link.find_parent(class_=CARD) is tag for tag in nested)


def _by_lines(document: Document, blocks: Sequence[Tag]) -> dict[int, RawItem]:
    """Read the blocks whose parts have no names, by their lines."""
    if not blocks:
        return {}
    # Few pages have cards that need this.
    from ilofeed.extract.autodetect.candidate_item import read_candidate  # noqa: PLC0415 - see above
    from ilofeed.extract.autodetect.dom_index import DomIndex  # noqa: PLC0415 - see above
    from ilofeed.extract.autodetect.items import detect_items  # noqa: PLC0415 - see above
    from ilofeed.extract.autodetect.page_tree import PageTree  # noqa: PLC0415 - see above

    index = DomIndex(PageTree(document))
    members = [read_candidate((block,), index, document.date_context, is_run=False) for block in blocks]
    found: dict[int, RawItem] = {}
    for unit in detect_items(members, index, document.date_context):
        block = unit.tags[0]
        link = link_of(block, {})
        # A card with a link to another site is not an item because of a link in its text.
        if link is not None and own_url(document, str(link["href"])) is not None:
            found[id(block)] = replace(unit.parts, image=image_of(block))
    return found


def _may_be_news(document: Document, block: Tag) -> bool:
    anchors = block.find_all("a", href=True) if block.name != "a" else [block]
    return any(_leads_to_item(document, str(tag.get("href") or ""), is_dated=True) for tag in anchors)


def _leads_to_item(document: Document, href: str, *, is_dated: bool) -> bool:
    """Return whether *href* leads to an item of the list.

    A list of events also shows events of other sites ("ILO Live"). Their dates distinguish them from promotions.
    """
    if is_item(document, href, is_dated=is_dated):
        return True
    url = urls.absolute(href, document.base) if document.kind == EVENTS else None
    if url is None or is_listed_at(document.url, url):
        return False
    return is_dated or (own_url(document, href) is not None and is_event(url, is_dated=False))


def _link_reason(document: Document, href: str, *, is_dated: bool) -> str:
    """Return the reason for which *href* does not lead to an item."""
    url = own_url(document, href)
    if url is None:
        return "other_site"
    return "event" if document.kind != EVENTS and is_event(url, is_dated=is_dated) else "no_document"


def _is_dated(parts: RawItem) -> bool:
    return parts.published is not None or bool(parts.date_text)


def _rule(blocks: Sequence[Tag]) -> str:
    """Return a selector for the items."""
    shared = (name for name in (CARD, LINK) if all(name in block.get_attribute_list("class") for block in blocks))
    name = next(shared, ROW)
    tags = {block.name for block in blocks}
    return f"{tags.pop()}.{name}" if len(tags) == 1 else f".{name}"


def _next(document: Document) -> str | None:
    """Return the address of the next page. The pager of the design system has an inactive link on the last page."""
    anchors = document.soup.find_all("a", class_="ilo--pagination--next-page", limit=20)
    if not anchors:
        return next_page(document)
    for anchor in anchors:
        names = {name for tag in (anchor, anchor.parent) if tag for name in tag.get_attribute_list("class")}
        inactive = any(name and name.startswith("ilo--pagination--disable") for name in names)
        href = anchor.get("href")
        if inactive or anchor.get("aria-disabled") == "true" or not isinstance(href, str) or href.startswith("#"):
            continue
        url = own_url(document, href)
        if url and urls.canonical(url) != urls.canonical(document.url):
            return url
    return None
