"""Say of a page without a readable list what a person needs to know about it, and what to do.

Only the message becomes better. The reason code stays, since programs depend on it.
"""

from __future__ import annotations

import re
from shlex import quote

from ilofeed.core import urls
from ilofeed.core.bot_challenge import is_challenge
from ilofeed.core.errors import ExtractError, LeadsElsewhereError
from ilofeed.core.models import Page
from ilofeed.extract.document import Document
from ilofeed.extract.feed_signs import named_feeds
from ilofeed.extract.other_kinds import in_place_of_page
from ilofeed.extract.script_signs import ScriptSigns, find_signs

# The shared declarative refresh steps of WHATWG HTML (section 4.2.5.3): a time, and an address with or without "url=".
_REFRESH = re.compile(
    r"\s*+(?:(\d++)[\d.]*+|\.[\d.]*+)(?:\s*+[;,]\s*+|\s++)(?:url\s*+=\s*+)?(.+)", re.IGNORECASE | re.DOTALL
)
# Seconds. A page that shows itself for longer is a page.
_MAX_DELAY = 30
_MAX_LENGTH = 4000


def explained(page: Page, document: Document, error: ExtractError) -> ExtractError:
    """Return *error*, raised for *page*, or a better one that says why the page has no list."""
    if message := in_place_of_page(page, error.reason):
        return _replaced(error, message)
    if error.reason != "no_items":
        return error
    if is_challenge(document.text):
        return ExtractError(
            "challenge", f"{page.url} asks for a browser before it shows the page; write to its operator"
        )
    return _explained_html(page, document, error) if document.is_html else error


def _run_scripts(page: Page) -> str:
    command = f"`ilofeed preview --browser {quote(page.url)}`"
    return f"let a browser run them: `browser = true` in its [source.fetch], or {command}"


def _explained_html(page: Page, document: Document, error: ExtractError) -> ExtractError:
    """Return *error*, or a better one for a page with markup."""
    if target := _refresh(page, document):
        message = f"{document.url} only leads to {target} (refresh); configure that address"
        return LeadsElsewhereError(error.reason, message, target=target, candidates=error.candidates)
    found = find_signs(document)
    feeds = named_feeds(document)
    named = f"It names a feed: {' and '.join(feeds)}" if feeds else ""
    if found.is_certain:
        seen = f"is filled by scripts: it has {_listed(found)}"
        remedy = named or f"Look for a feed of the site, or {_run_scripts(page)}"
        if page.rendered:
            remedy = f"{page.rendered}. If the list comes later, name its last element in wait_for"
        return _replaced(error, f"{document.url} {seen}. {remedy}")
    perhaps = (
        f"Perhaps scripts fill it: it has {_listed(found)}. If so, {_run_scripts(page)}" if found.signs else ""
    )
    hints = ". ".join(filter(None, (named, page.rendered or perhaps)))
    return _replaced(error, f"{error}. {hints}") if hints else error


def _replaced(error: ExtractError, message: str) -> ExtractError:
    return ExtractError(error.reason, message, candidates=error.candidates)


def _refresh(page: Page, document: Document) -> str:
    """Return the address to which the page sends browsers after a moment, or an empty string."""
    named = document.soup.find_all("meta", attrs={"http-equiv": re.compile(r"\s*refresh\s*\Z", re.IGNORECASE)})
    for value in (page.refresh, *(str(meta.get("content", "")) for meta in named)):
        match = _REFRESH.match(value[:_MAX_LENGTH])
        if match is None or int((match[1] or "0")[:9]) > _MAX_DELAY:
            continue
        quote = match[2][0] if match[2][0] in "\"'" else ""
        href = match[2][1:].partition(quote)[0] if quote else match[2]
        url = urls.absolute(href, document.base)
        if url is not None and urls.canonical(url) != urls.canonical(document.url):
            return url
    return ""


def _listed(found: ScriptSigns) -> str:
    """Return the signs as a part of a sentence."""
    *others, last = found.signs
    return f"{', '.join(others)} and {last}" if others else last
