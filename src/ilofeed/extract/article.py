"""The text of an article: found by trafilatura, then sanitised. trafilatura is loaded only for this."""

from __future__ import annotations

import logging

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.text import readable
from ilofeed.extract import sanitize

#: No text is longer, in characters of HTML; what is, is no article for a feed reader.
LIMIT = 60_000

#: No page of an article has more markup, in characters, without its scripts; more is not searched for one.
MAX_MARKUP = 2_000_000

# What is found in it is shorter than this before it is sanitised, which leaves attributes out.
_MAX_FOUND = 4 * LIMIT
# Fewer characters than this are a caption or a notice, not an article.
_LEAST = 150
# Headings of a page that can be its title.
_MAX_HEADINGS = 5
# Often most of a page, and nothing that anybody reads.
_NO_TEXT = ("script", "style", "svg", "template")


def text_of(page: Page) -> str:
    """The main text of *page* as a fragment of HTML that can stand in a feed.

    Its elements, attributes and addresses are those of `ilofeed.publish.validate.html`; addresses
    are absolute. Raises ExtractError where there is none.
    """
    from ilofeed.core.bot_challenge import is_challenge  # noqa: PLC0415 - only for those who want full text
    from ilofeed.extract.document import Document  # noqa: PLC0415

    document = Document(page)
    # trafilatura takes relative addresses for relative to the host. The tree also refuses
    # what is no page, or too much of one.
    for tag in [*document.soup.find_all(href=True), *document.soup.find_all(src=True)]:
        for name in ("href", "src"):
            if name in tag.attrs:
                tag[name] = urls.absolute(str(tag[name]), document.base) or ""
    if is_challenge(document.text):
        raise ExtractError("challenge", f"{page.url} wants to see a browser before it shows the page")
    for tag in document.soup.find_all(_NO_TEXT):
        tag.decompose()
    found = _main(_bounded(str(document.soup), MAX_MARKUP, page.url), document.base)
    html = _sanitised(_bounded(found, _MAX_FOUND, page.url), document.base)
    _bounded(html, LIMIT, page.url)
    if len(html) < _LEAST:
        raise ExtractError("no_text", f"{page.url} has no text of an article")
    return html


def titles_of(page: Page) -> list[str]:
    """Return what *page* says its title is, in its headings and in its data for other sites.

    The title element is left out: it also names the site. Raises ExtractError where it is no page.
    """
    from ilofeed.extract.document import Document  # noqa: PLC0415 - only for those who want full text
    from ilofeed.extract.inner_text import inner_text  # noqa: PLC0415

    soup = Document(page).soup
    headings = [inner_text(tag) for tag in soup.find_all("h1", limit=_MAX_HEADINGS)]
    shared = [str(tag["content"]) for tag in soup.find_all("meta", property="og:title", content=True, limit=1)]
    return [title for words in (*headings, *shared) if (title := readable(words))]


def _bounded(html: str, limit: int, url: str) -> str:
    """Return *html*. Raises ExtractError where it has more than *limit* characters."""
    if len(html) > limit:
        raise ExtractError("too_complex", f"{url} has a text of {len(html)} characters, more than {limit}")
    return html


def _main(text: str, url: str) -> str:
    import trafilatura  # noqa: PLC0415 - see the top of this file

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds is told by what it returns
    try:
        found = trafilatura.extract(
            text,
            url=url,
            fast=True,  # its fallbacks have no bounds that we know of
            output_format="html",
            include_comments=False,
            include_formatting=True,
            include_images=True,
            include_links=True,
            include_tables=True,
        )
    except Exception as error:  # whatever a page does to it, the summary stays
        raise ExtractError("no_text", f"{url} could not be read as an article: {error!r}") from error
    head, _, body = (found or "").partition("<body>")
    return (body or head).rpartition("</body>")[0] or body or head


def _sanitised(html: str, base: str) -> str:
    lines = (line.strip() for line in sanitize.fragment(html, base).splitlines())
    return "\n".join(line for line in lines if line)
