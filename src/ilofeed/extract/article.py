"""Extract the text of an article with trafilatura, and sanitise it. trafilatura is loaded only for this."""

from __future__ import annotations

import logging

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.text import readable
from ilofeed.extract import sanitize

#: Characters of HTML. A longer text is not an article for a feed reader.
LIMIT = 60_000

#: Characters of markup without scripts. A larger page is not searched for an article.
MAX_MARKUP = 2_000_000

# Characters before sanitising, which removes attributes.
_MAX_UNSANITISED = 4 * LIMIT
# A shorter text is a caption or a notice, not an article.
_MIN_LENGTH = 150
_MAX_HEADINGS = 5
# Often most of a page, without any text to read.
_NO_TEXT = ("script", "style", "svg", "template")


def text_of(page: Page) -> str:
    """Return the main text of *page* as a fragment of HTML for a feed.

    Its elements, attributes and addresses are those of `ilofeed.publish.validate.html`; addresses
    are absolute. Raises ExtractError if there is none.
    """
    from ilofeed.core.bot_challenge import is_challenge  # noqa: PLC0415 - few sources want full text
    from ilofeed.extract.document import Document  # noqa: PLC0415 - see above

    document = Document(page)
    # trafilatura resolves relative addresses against the host. Building the tree also refuses
    # files that are not pages, and pages that are too large.
    for tag in [*document.soup.find_all(href=True), *document.soup.find_all(src=True)]:
        for name in ("href", "src"):
            if name in tag.attrs:
                tag[name] = urls.absolute(str(tag[name]), document.base) or ""
    if is_challenge(document.text):
        raise ExtractError("challenge", f"{page.url} asks for a browser before it shows the page")
    for tag in document.soup.find_all(_NO_TEXT):
        tag.decompose()
    fragment = _main_html(_bounded(str(document.soup), MAX_MARKUP, page.url), document.base)
    html = _sanitised(_bounded(fragment, _MAX_UNSANITISED, page.url), document.base)
    _bounded(html, LIMIT, page.url)
    if len(html) < _MIN_LENGTH:
        raise ExtractError("no_text", f"{page.url} has no article text")
    return html


def titles_of(page: Page) -> list[str]:
    """Return the titles of *page* in its headings and in its Open Graph data.

    The title element is left out: it also names the site. Raises ExtractError if it is not a page.
    """
    from ilofeed.extract.document import Document  # noqa: PLC0415 - few sources want full text
    from ilofeed.extract.inner_text import inner_text  # noqa: PLC0415 - see above

    soup = Document(page).soup
    headings = [inner_text(tag) for tag in soup.find_all("h1", limit=_MAX_HEADINGS)]
    shared = [str(tag["content"]) for tag in soup.find_all("meta", property="og:title", content=True, limit=1)]
    return [title for words in (*headings, *shared) if (title := readable(words))]


def _bounded(html: str, limit: int, url: str) -> str:
    """Return *html*. Raises ExtractError if it has more than *limit* characters."""
    if len(html) > limit:
        raise ExtractError("too_complex", f"{url} has a text of {len(html)} characters, more than {limit}")
    return html


def _main_html(text: str, url: str) -> str:
    """Return the HTML of the main text, empty if trafilatura finds none."""
    import trafilatura  # noqa: PLC0415 - see the top of this file

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its result reports failures
    try:
        document = trafilatura.extract(
            text,
            url=url,
            fast=True,  # its fallbacks have no documented limits
            output_format="html",
            include_comments=False,
            include_formatting=True,
            include_images=True,
            include_links=True,
            include_tables=True,
        )
    except Exception as error:  # no page may end the poll; its summary remains
        raise ExtractError("no_text", f"{url} could not be read as an article: {error!r}") from error
    head, _, body = (document or "").partition("<body>")
    return (body or head).rpartition("</body>")[0] or body or head


def _sanitised(html: str, base: str) -> str:
    lines = (line.strip() for line in sanitize.fragment(html, base).splitlines())
    return "\n".join(line for line in lines if line)
