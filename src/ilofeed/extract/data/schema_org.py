"""Read items that a page describes in the terms of schema.org, in JSON-LD or microdata."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.date_context import DateContext
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.extract.data.values import NO_DATE, FoundDate, address_of, date_of, text_of
from ilofeed.extract.error_titles import left_out_by
from ilofeed.extract.raw_item import RawItem

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

_DOCUMENT = LazyPattern(r"\w{0,40}(?:Article|Posting|Event)|Report|PodcastEpisode|CreativeWork|PublicationIssue")
_EVENT = LazyPattern(r"\w{0,40}Event")
_MENUS = frozenset(("BreadcrumbList", "SiteNavigationElement", "WPFooter", "WPHeader", "WPSideBar"))
# Properties whose values are no items of the page.
_ASIDE = frozenset(
    "about author breadcrumb citation comment contributor copyrightHolder creator image isPartOf location logo"
    " mainEntityOfPage mentions offers organizer performer provider publisher review sourceOrganization sponsor"
    " subEvent superEvent".split()
)
_DATES = ("datePublished", "dateCreated", "datePosted", "uploadDate")
_MAX_NODES = 50_000

#: A node: properties by name.
Node = Mapping[str, object]


class Described(Struct, frozen=True, kw_only=True):
    """What a page describes."""

    raw_items: tuple[RawItem, ...] = ()  #: items with title and address, once each
    is_of_events: bool = False
    is_document: bool = False  #: whether the page is a document itself, and no list


def described(document: Document, values: Iterable[object]) -> Described:
    """Return the items in *values*, in their order. What is described twice is one item.

    Dates that contradict each other are none.
    """
    found: dict[str, RawItem] = {}
    dates: dict[str, set[date | None]] = defaultdict(set)
    kinds: set[bool] = set()
    here = urls.canonical(document.url)
    is_document = False
    for node in _nodes(values):
        kind = _kind(node)
        link = _link(document, node)
        if link is None:
            continue
        if urls.canonical(link) == here:
            is_document = is_document or _DOCUMENT.fullmatch(kind) is not None
            continue
        item = _raw_item(document, node, link)
        name = urls.canonical(link)
        known = found.get(name)
        found[name] = item if known is None else _joined(known, item)
        dates[name].add(item.published)
        if kind != "ListItem":
            kinds.add(_EVENT.fullmatch(kind) is not None)
    raw_items = tuple(
        item if len(dates[name] - {None}) < 2 else replace(item, published=None, date_text="")
        for name, item in found.items()
        if item.title
    )
    return Described(raw_items=raw_items, is_of_events=kinds == {True}, is_document=is_document)


def _nodes(values: Iterable[object]) -> Iterator[Node]:
    """Yield the nodes in *values* that are documents or items of a list."""
    stack = list(values)[::-1]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, Mapping):
            kind = _kind(value)
            if kind in _MENUS:
                continue
            if kind == "ListItem" or _DOCUMENT.fullmatch(kind):
                yield value
            inner = (each for name, each in value.items() if name not in _ASIDE)
            stack.extend(reversed([each for each in inner if isinstance(each, list | dict)]))


def _kind(node: Node) -> str:
    """Return the name of the first type of *node* that is one of a document, else of its first one."""
    types = node.get("@type")
    names = [
        name.replace("#", "/").replace(":", "/").rpartition("/")[2]
        for name in (types if isinstance(types, list) else [types])[:9]
        if isinstance(name, str)
    ]
    return next((name for name in names if _DOCUMENT.fullmatch(name)), next(iter(names), ""))


def _link(document: Document, node: Node) -> str | None:
    """Return the address of the page about *node*, on the page's own site."""
    for name in ("url", "mainEntityOfPage", "@id", "item"):
        href = address_of(node.get(name))
        if name == "@id":
            href = href.partition("#")[0]
        url = urls.absolute(href, document.base) if href and not href.startswith("#") else None
        if url is not None and urls.site(url) in document.sites:
            return url
    return None


def _raw_item(document: Document, node: Node, link: str) -> RawItem:
    found = _date(node, document.date_context)
    title = next((text for name in ("headline", "name") if (text := text_of(node.get(name)))), "")
    summary = next((text for name in ("description", "abstract") if (text := text_of(node.get(name)))), "")
    return RawItem(
        title=title,
        href=link,
        published=found.published,
        date_text=found.text,
        date_language=document.language,
        summary="" if summary == title else summary,
        image=address_of(node.get("image")) or address_of(node.get("thumbnailUrl")) or None,
        author=_names(node.get("author")),
        place=_names(node.get("location")),
        left_out=left_out_by(title),
        text=title,
    )


def _date(node: Node, context: DateContext) -> FoundDate:
    """Return the date of the publication of *node*; that of its beginning if it is an event."""
    names = ("startDate",) if _EVENT.fullmatch(_kind(node)) else _DATES
    found = (date_of(node.get(name), context) for name in names if node.get(name))
    return next((each for each in found if each.published), NO_DATE)


def _names(value: object) -> str:
    people = value if isinstance(value, list) else [value]
    names = (text_of(each.get("name")) if isinstance(each, Mapping) else text_of(each) for each in people[:20])
    return ", ".join(filter(None, names))


def _joined(known: RawItem, other: RawItem) -> RawItem:
    """Return the item that is described twice."""
    dated = known if known.published or not other.published else other
    return replace(
        known,
        title=known.title or other.title,
        published=dated.published,
        date_text=dated.date_text,
        summary=known.summary or other.summary,
        image=known.image or other.image,
        author=known.author or other.author,
    )
