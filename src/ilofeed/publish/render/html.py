"""Render pages for people: one for each feed, and one for all feeds.

They need no script, style sheet or picture from elsewhere. Feed readers find the feeds by
the links in the head of each page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from urllib.parse import urlencode

from markupsafe import Markup
from msgspec import Struct

from ilofeed.core import host_names
from ilofeed.core.direction import is_right_to_left
from ilofeed.core.language import DEFAULT_INTERFACE
from ilofeed.core.models import Entry, Feed
from ilofeed.core.private_feeds import PARAMETER
from ilofeed.core.search import NEWEST
from ilofeed.core.state import Revision
from ilofeed.publish import feed_lists
from ilofeed.publish.render import (
    FORMATS,
    ICON,
    ICON_FORMAT,
    LIST,
    MEDIA_TYPES,
    PAGE,
    headline,
    own_language,
    text,
)
from ilofeed.publish.render.page_templates import environment, resource
from ilofeed.publish.summary import MARKS, FeedDetail, FeedSummary, item_differences

_ICON = f"{ICON}.{ICON_FORMAT}"
#: The names of the formats for people.
FORMAT_NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
_LATEST = 3


def page(
    feed: Feed,
    translations: Sequence[Feed],
    summary: FeedSummary | None,
    detail: FeedDetail | None,
    *,
    newer: str = "",
    interface: str = DEFAULT_INTERFACE,
) -> bytes:
    """Render the page of *feed*, with links to its *translations*, as UTF-8; *detail* adds all details.

    The page of an archive links to that of the name *newer*. *interface* is the language of our own words.
    """
    is_search = bool(detail and (detail.words or detail.kicker or detail.language))
    others = [
        {"title": translation.title, "language": translation.language, "href": _href(translation, PAGE)}
        for translation in translations
    ]
    return rendered(
        "feed.html",
        interface=interface,
        language=feed.language,
        icon=_ICON,
        feed=feed,
        home=_home(feed),
        months=_by_month(feed, detail.entries if detail else feed.entries, is_search=is_search),
        pages=_pages(feed, detail, is_search=is_search) if detail else _files(feed, newer),
        is_search=is_search,
        # An archive is not for subscription.
        links=[link for each in (feed, *translations) if not each.is_archive for link in _links(each)],
        own=[] if feed.farewell else list(_beside(feed)),
        others=others,
        summary=summary,
        detail=detail,
        revisions=[_edit(entry, revision) for entry, revision in detail.revisions] if detail else [],
        polls=[(MARKS.get(report.outcome, "same"), at, report) for at, report in detail.polls] if detail else [],
    )


def _by_month(feed: Feed, shown: Sequence[Entry], *, is_search: bool) -> list[tuple[str, list[_Shown]]]:
    """Return the entries *shown* by month; results of a search are few in a month, so they are in one list."""
    # The farewell is above the entries.
    entries = [_shown(entry, feed) for entry in shown if not (feed.farewell and entry.item.key == feed.slug)]
    months = groupby(entries, key=lambda entry: "" if is_search else entry.day[:7])
    return [(month, list(found)) for month, found in months]


def index(
    summaries: Sequence[FeedSummary], *, today: date | None = None, interface: str = DEFAULT_INTERFACE
) -> bytes:
    """Render the page of all feeds as UTF-8; with *today* it shows ages and the times of polls.

    *interface* is the language of our own words.
    """
    cards = [
        {
            "summary": summary,
            "page": f"{summary.feed.slug}.{PAGE}",
            "home": _home(summary.feed) if summary.health else "",
            "host_and_path": host_names.shown_with_path(summary.feed.home),
            "own": list(_beside(summary.feed)) if summary.last and not summary.feed.farewell else [],
            "latest": [_shown(entry, summary.feed) for entry in summary.feed.entries[:_LATEST]],
        }
        for summary in summaries
    ]
    links = [link for summary in summaries if summary.last for link in _links(summary.feed)]
    is_listed = any(summary.feed.locations for summary in summaries)
    return rendered(
        "index.html",
        interface=interface,
        icon=_ICON,
        cards=cards,
        links=links,
        lists=[f"{name}.{LIST}" for name in feed_lists.NAMES] if is_listed else [],
        today=today,
    )


def _home(feed: Feed) -> str:
    """Return the page of which *feed* is made; empty for a feed over several sources, whose home is its own page."""
    return "" if feed.home.partition("?")[0].endswith(f"/{feed.slug}.{PAGE}") else feed.home


class _Pages(Struct):
    """The addresses of other pages of the same feed; empty where there is none."""

    whole: str = ""  #: the page of the newest entries; empty on that page
    newer: str = ""
    older: str = ""


def _pages(feed: Feed, detail: FeedDetail, *, is_search: bool) -> _Pages:
    """Return the pages beside that of *detail*, with the same search."""
    asked = {"q": detail.words, "kicker": detail.kicker, "language": detail.language, PARAMETER: feed.key}

    def page(before: int | None) -> str:
        if before is None:
            return ""
        query = {**asked, "before": "" if before == NEWEST else before}
        return f"?{urlencode({name: value for name, value in query.items() if value})}"

    is_whole = not is_search and detail.newer is None
    whole = _query(feed) or "?"
    return _Pages(whole="" if is_whole else whole, newer=page(detail.newer), older=page(detail.older))


def _files(feed: Feed, newer: str) -> _Pages:
    """Return the files beside the page of *feed*: those of the next and the previous archive."""
    previous = next((place.rpartition("/")[2].rpartition(".")[0] for place in feed.previous.values()), "")
    return _Pages(
        whole=_href(feed, PAGE) if feed.is_archive else "",
        newer=f"{newer}.{PAGE}{_query(feed)}" if newer else "",
        older=f"{previous}.{PAGE}{_query(feed)}" if previous else "",
    )


def _query(feed: Feed) -> str:
    """Return the query of all addresses of *feed*: its key, if it is private."""
    return f"?{PARAMETER}={feed.key}" if feed.key else ""


def _href(feed: Feed, format: str) -> str:
    """Return the address of *feed* in *format*, in the folder of its page."""
    return f"{feed.slug}.{format}{_query(feed)}"


class _Shown(Struct):
    """An entry for templates, which read the attributes of a struct faster than the keys of a dictionary."""

    title: str
    link: str
    day: str  #: the date, as 2026-11-30
    kicker: str | None
    author: str | None
    place: str | None
    summary: str
    language: str  #: the language; empty if it is that of the feed
    withdrawn: datetime | None


def _shown(entry: Entry, feed: Feed) -> _Shown:
    item = entry.item
    return _Shown(
        headline(item),
        item.link,
        entry.published.date().isoformat(),
        item.kicker,
        item.author,
        item.place,
        text(entry),
        own_language(item, feed),
        entry.withdrawn,
    )


def _edit(entry: Entry, revision: Revision) -> dict[str, object]:
    return {"day": f"{revision.at:%Y-%m-%d}", "differences": item_differences(revision.before, entry.item)}


def _links(feed: Feed) -> Iterator[dict[str, str]]:
    """Yield the links to *feed* for programs, with absolute addresses; none if it has ended."""
    for link in () if feed.farewell else _beside(feed):
        format = link["format"]
        if format in feed.locations:
            yield {**link, "href": feed.locations[format], "title": f"{feed.title} ({link['name']})"}


def _beside(feed: Feed) -> Iterator[dict[str, str]]:
    """Yield the links to the documents of *feed* in the folder of its page."""
    for format in FORMATS:
        href = _href(feed, format)
        yield {
            "format": format,
            "type": MEDIA_TYPES[format],
            "href": href,
            "name": FORMAT_NAMES[format],
            "language": feed.language,
        }


def digest(style: str) -> str:
    """Return the digest of *style* for a Content-Security-Policy (CSP Level 3 section 2.3.1)."""
    return b64encode(sha256(style.encode()).digest()).decode()


_STYLE = resource("style.css")
#: The digest by which a Content-Security-Policy allows our own style.
STYLE_DIGEST = digest(_STYLE)


def rendered(
    name: str, *, interface: str = DEFAULT_INTERFACE, style: str = _STYLE, language: str = "", **values: object
) -> bytes:
    """Render the template *name* with *values*, as UTF-8, as a page that is mostly in *language*.

    The words of the program are in the language *interface*. On a page from right to left they are marked with
    ``ltr``.
    """
    is_rtl = is_right_to_left(language)
    template = environment(interface).get_template(name)
    values = {"links": (), "icon": "", **values, "language": language, "is_rtl": is_rtl}
    values["ltr"] = Markup(' dir="ltr"') if is_rtl else ""
    # The style is our own file, so it contains no markup of others.
    return template.render(**values, style=Markup(style)).encode()  # noqa: S704 - see above
