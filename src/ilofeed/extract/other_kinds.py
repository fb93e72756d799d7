"""Say of an answer that its profile cannot read which kind it is of, and how it would be read.

As in `ilofeed.extract.refusal_reasons`, only the message becomes better, except for a challenge.
"""

from __future__ import annotations

from contextlib import suppress
from shlex import quote

from msgspec import Struct

from ilofeed.core.bot_challenge import is_challenge
from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import FEED, JSON, SITEMAP
from ilofeed.core.models import Page, Source
from ilofeed.extract import feed_signs
from ilofeed.extract.data_document import DataDocument
from ilofeed.extract.document import Document
from ilofeed.extract.layouts import json_list, sitemap_list

# The reasons for which an answer is not what a layout of data reads.
_OTHER = ("not_feed", "not_json", "not_sitemap")
_NAMES = {FEED: "a feed", JSON: "JSON", SITEMAP: "a sitemap"}


class Kind(Struct, frozen=True):
    """What an answer is, for people, and the profile that reads it."""

    name: str
    profile: str


def kind_of(page: Page) -> Kind | None:
    """Return the kind of data that *page* is; None if it is something else."""
    if name := feed_signs.format_of(page):
        return Kind(f"a feed ({name})", FEED)
    for layout in (sitemap_list, json_list):
        if layout.fits(page):
            return Kind(_NAMES[layout.NAME], layout.NAME)
    return None


def in_place_of_page(page: Page, reason: str) -> str:
    """Return a sentence for data in place of a page, which was refused with *reason*; empty if it is none."""
    kind = kind_of(page) if reason in ("no_items", "not_html") else None
    if kind is None or (kind.profile == JSON and reason != "not_html"):  # a text may begin with a bracket
        return ""
    return f"{page.url} is {kind.name}, not a page; {_remedy(kind, page.url)}"


def in_place_of_data(
    page: Page, source: Source, layout: str, last_profile: str, error: ExtractError
) -> ExtractError:
    """Return *error*, raised by the *layout* of data, or a better one if *page* is of another kind."""
    if error.reason not in _OTHER:
        return error
    was_read, own = last_profile == layout, _NAMES[layout]
    text = DataDocument(page).characters
    is_page = _is_page(page, text)
    kind = None if is_page else kind_of(page)
    if not is_page and (kind is None or kind.profile == layout):
        return error
    if kind is not None and not (was_read and kind.profile == JSON):  # else an error for programs
        return ExtractError(error.reason, f"{page.url} is {kind.name}, not {own}; {_remedy(kind, page.url)}")
    if is_challenge(text):
        return ExtractError(
            "challenge", f"{page.url} asks for a browser before it shows {own}; write to its operator"
        )
    if was_read or source.profile != layout:
        name = kind.name if kind else "a page"
        return ExtractError(
            error.reason, f"{page.url} is {name} now, and not {own}; the next poll fetches it again"
        )
    return ExtractError(error.reason, f"{page.url} is a page, not {own}; {_instead(page, layout)}")


def _remedy(kind: Kind, url: str) -> str:
    table = f"; `ilofeed preview {quote(url)}` helps with [source.json]" if kind.profile == JSON else ""
    return f'set profile = "{kind.profile}"{table}'


def _instead(page: Page, layout: str) -> str:
    """Return how a page can be read that is configured as data."""
    feeds: tuple[str, ...] = ()
    with suppress(ExtractError):
        feeds = feed_signs.named_feeds(Document(page)) if layout == FEED else ()
    if feeds:
        return f"it names a feed, to be set as the url: {' and '.join(feeds)}"
    table = f" and [source.{layout}]" if layout != FEED else ""
    return f'if it shows the list, leave out profile = "{layout}"{table}'


def _is_page(page: Page, text: str) -> bool:
    """Return whether *text* is a page for people, whatever the server calls it."""
    start = text.lstrip("\ufeff \t\r\n")
    is_named = page.content_type.partition(";")[0].strip().lower() == "text/html"
    return feed_signs.is_page(start) or (is_named and start.startswith("<") and kind_of(page) is None)
