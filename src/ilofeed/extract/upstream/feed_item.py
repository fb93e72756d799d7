"""Turn an entry of a feed, in whatever format, into a raw item: dates, text, files and its id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from msgspec import Struct

from ilofeed.core import dates, instants, urls
from ilofeed.core.date_context import DateContext
from ilofeed.core.errors import ExtractError
from ilofeed.core.instants import Instant
from ilofeed.core.item_data import Enclosure, ItemData
from ilofeed.core.item_dates import ANY_MARGIN
from ilofeed.core.models import noon
from ilofeed.core.text import clean, readable
from ilofeed.extract import page_limits, sanitize
from ilofeed.extract.error_titles import left_out_by
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.raw_item import RawItem

# Characters of sanitised HTML, as of an article; a longer text is left out.
_MAX_HTML = 60_000
# Of one text, and of all texts of a feed. Sanitising takes time that grows with the square of the nesting.
_MAX_UNSANITISED = 4 * _MAX_HTML
_MAX_TAGS = 3000
_MAX_ALL_TAGS = 100_000
# A longer text is not a summary, but the whole article.
_MAX_SUMMARY = 600
_CUT_SUMMARY = 500
_MAX_CATEGORIES = 19
_MAX_ENCLOSURES = 10
_MAX_NAME = 2000

_MEDIA_TYPE = re.compile(r"[a-z]{1,40}/[a-z0-9][a-z0-9.+-]{0,80}")


class Markup(Struct, frozen=True, kw_only=True):
    """A text of a feed."""

    text: str
    is_html: bool
    base: str = ""  #: of its relative addresses, if it has one of its own


NOTHING = Markup(text="", is_html=False)


class FeedItem(Struct, frozen=True, kw_only=True):
    """An entry as a feed has it."""

    name: str = ""  #: its id
    link: str = ""
    title: Markup = NOTHING
    summary: Markup = NOTHING
    content: Markup = NOTHING
    published: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    image: str = ""
    enclosures: tuple[Enclosure, ...] = ()  #: with addresses as written


class FeedContext(Struct, frozen=True, kw_only=True):
    """What counts for all entries of a feed."""

    url: str
    base: str
    home: str  #: the page of the feed, absolute; empty: not known
    dates: DateContext


def raw_items(found: Sequence[FeedItem], context: FeedContext) -> list[RawItem]:
    """Return the raw items of the entries *found*, the newest first if all have dates.

    Raises ExtractError if they are too many, or have too much markup.
    """
    texts = (markup.text for each in found for markup in (each.title, each.summary, each.content))
    if len(found) > page_limits.MAX_ITEMS or sum(text.count("<") for text in texts) > _MAX_ALL_TAGS:
        raise ExtractError(
            "too_complex",
            f"{context.url} has more than {page_limits.MAX_ITEMS} items or {_MAX_ALL_TAGS} tags in their texts",
        )
    counts = Counter(each.name for each in found)
    links = [_link(each, context) for each in found]
    elsewhere = [link is not None and not _is_of_feed(link, context) for link in links]
    leads_away = sum(elsewhere) > len(found) / 2
    items = []
    for each, link, is_elsewhere in zip(found, links, elsewhere, strict=True):
        name = each.name if counts[each.name] == 1 and len(each.name) <= _MAX_NAME else ""
        item = _raw_item(each, link, name, context)
        if not item.left_out and leads_away and not is_elsewhere:
            item = _left_out(item, "no_link")
        items.append(item)
    return _newest_first(items)


def _newest_first(items: Iterable[RawItem]) -> list[RawItem]:
    """Return *items* by their dates, the newest first; in their order if one has none. Feeds have no fixed order."""
    items = list(items)
    if any(item.published is None for item in items if not item.left_out):
        return items
    return sorted(items, key=_time, reverse=True)


def _time(item: RawItem) -> float:
    if item.data is not None and item.data.at is not None:
        return item.data.at.timestamp()
    return noon(item.published).timestamp() if item.published else 0.0


def _left_out(item: RawItem, reason: str) -> RawItem:
    from msgspec.structs import replace  # noqa: PLC0415 - few items are left out

    return replace(item, left_out=reason)


def _raw_item(each: FeedItem, link: str | None, name: str, context: FeedContext) -> RawItem:
    title = plain(each.title, context)
    summary, html = _texts(each, context)
    published, updated = _instant(each.published, context), _instant(each.updated, context)
    when = published or updated
    text = " ".join(filter(None, (title, summary)))
    return RawItem(
        title=title,
        href=link,
        published=when.day if when else None,
        date_margin=ANY_MARGIN if when and published is None else None,
        summary=summary,
        image=urls.absolute(each.image, context.base) if each.image else None,
        author=", ".join(dict.fromkeys(filter(None, (readable(name, 200) for name in each.authors)))),
        left_out=left_out_by(title or summary),
        text=text,
        data=ItemData(
            name=name,
            at=when.at if when else None,
            changed=updated.at if updated else None,
            html=html,
            enclosures=_enclosures(each, context),
            categories=_categories(each),
        ),
    )


def _instant(text: str, context: FeedContext) -> Instant | None:
    """Return the date *text*, in the format of feeds or as a page would print it."""
    if not text:
        return None
    if (found := instants.read(text)) is not None:
        return found
    line = dates.read_line(clean(text, 100), context.dates)
    return Instant(day=line.day) if line is not None and line.day else None


def _link(each: FeedItem, context: FeedContext) -> str | None:
    """Return the absolute link of an entry: its own, that of its file, or the page of the feed."""
    for href in (each.link, *(file.url for file in each.enclosures), context.home):
        if href and (url := urls.absolute(href, context.base)):
            return url
    return None


def _is_of_feed(link: str, context: FeedContext) -> bool:
    name = urls.canonical(link)
    return name == urls.canonical(context.url) or bool(context.home and name == urls.canonical(context.home))


def _texts(each: FeedItem, context: FeedContext) -> tuple[str, str]:
    """Return the summary as text, and the text of the entry as HTML if it is more than that."""
    summary, content = plain(each.summary, context), each.content
    if not content.text and (len(summary) > _MAX_SUMMARY or _has_elements(each.summary)):
        content = each.summary
    if not _has_elements(content) and len(content.text) <= len(summary):
        content = NOTHING  # as the summary of a podcast, in another element
    html = _html(content, context) if content.text else ""
    if html and not summary:
        summary = plain(content, context)
    return clean(summary, _CUT_SUMMARY) if html and len(summary) > _MAX_SUMMARY else summary, html


def _has_elements(markup: Markup) -> bool:
    return markup.is_html and "<" in markup.text


def plain(markup: Markup, context: FeedContext) -> str:
    """Return the text of *markup* as a browser shows it."""
    if not markup.is_html or not ("<" in markup.text or "&" in markup.text):
        return markup.text
    html = _sanitised(markup, context)
    try:
        return inner_text(page_limits.Soup(html, "lxml")) if html else ""
    except page_limits.TooDeepError:
        return ""


def _html(markup: Markup, context: FeedContext) -> str:
    """Return *markup* as HTML for a feed; empty without elements, and if it is too long."""
    if not markup.is_html:
        lines = [line.strip() for line in markup.text.splitlines() if line.strip()]
        html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
        markup = Markup(text=html, is_html=True)
    html = _sanitised(markup, context).strip()
    return html if "<" in html and len(html) <= _MAX_HTML else ""


def _sanitised(markup: Markup, context: FeedContext) -> str:
    """Return *markup* with what a feed may contain; empty if it is too much to sanitise."""
    if len(markup.text) > _MAX_UNSANITISED or markup.text.count("<") > _MAX_TAGS:
        return ""
    base = urls.absolute(markup.base, context.base) if markup.base else None
    try:
        return sanitize.fragment(markup.text, base or context.base)
    except ExtractError:  # too much work
        return ""


def _enclosures(each: FeedItem, context: FeedContext) -> tuple[Enclosure, ...]:
    found: dict[str, Enclosure] = {}
    for file in each.enclosures:
        url, kind = urls.absolute(file.url, context.base), file.type.partition(";")[0].strip().lower()
        if url is not None:
            length = file.length if file.length is not None and 0 < file.length < 10**15 else None
            kind = kind if _MEDIA_TYPE.fullmatch(kind) else ""
            found.setdefault(url, Enclosure(url=url, type=kind, length=length))
    return tuple(found.values())[:_MAX_ENCLOSURES]


def _categories(each: FeedItem) -> tuple[str, ...]:
    words = (readable(category, 100) for category in each.categories)
    return tuple(dict.fromkeys(filter(None, words)))[:_MAX_CATEGORIES]
