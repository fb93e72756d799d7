"""Sanitise the HTML of pages with nh3: only listed elements and attributes stay."""

from __future__ import annotations

import re

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.html_policy import ADDRESSES, ALLOWED
from ilofeed.core.text import decoded, legal, legal_html

# Removed with their text; of other elements the text stays. The title of an article is already in the entry.
_REMOVED = {"script", "style", "title", "noscript", "template"}
_HEADING = {"h1"}

#: The element and the attributes of our own marks, which `shown` also allows.
MARK, NUMBER, LIST = "mark", "data-item", "data-list"
#: Beginning of the address of our own links, followed by the number of a list, and their target.
TO_LIST, OUTSIDE = "#list-", "_top"
# Attributes of links in `shown`, and their possible values.
_OF_LINKS = {
    "href": re.compile(rf"{TO_LIST}[1-9]"),
    "target": re.compile(OUTSIDE),
    "tabindex": re.compile("-1"),
}
_STRUCTURE = ("h1", "header", "footer", "main", "nav", "section", "article", "aside", "time", MARK)


#: The limit of `fragment` and `shown`: characters times characters to be escaped, less than a second of work.
MAX_WORK = 50_000_000_000

# nh3 writes these as references; the time for each grows with the length of the text around it.
_ESCAPED = "&\xa0"


def _check_work(html: str, max_work: int) -> None:
    """Raise ExtractError if sanitising *html* may exceed *max_work*.

    The product is an upper bound, however a parser joins the texts of a page.
    """
    escaped = sum(map(html.count, _ESCAPED))
    if len(html) * escaped > max_work:
        message = f"{len(html)} characters of HTML, {escaped} of them to be escaped, are too many to sanitise"
        raise ExtractError("too_complex", message)


def fragment(html: str, base: str, *, max_work: int = MAX_WORK) -> str:
    """Return *html* made safe for a feed, with absolute addresses.

    Its elements, attributes and addresses are those of `ilofeed.publish.validate.html`. Raises ExtractError if
    that may exceed *max_work*.
    """
    _check_work(html, max_work)
    import nh3  # noqa: PLC0415 - most polls do not need it

    def absolute_address(_tag: str, attribute: str, value: str) -> str | None:
        return urls.absolute(value, base) if attribute in ADDRESSES else value

    cleaned = nh3.clean(
        decoded(legal(html)),
        tags=set(ALLOWED),
        clean_content_tags=_REMOVED | _HEADING,
        attributes={tag: set(attributes) for tag, attributes in ALLOWED.items()},
        attribute_filter=absolute_address,
        url_schemes={"http", "https"},
        link_rel=None,
    )
    return legal_html(cleaned)  # it has decoded references such as "&#1;"


def shown(html: str, *, max_work: int = MAX_WORK) -> str:
    """Return the structure and text of *html* for a preview, without requests.

    Its only links lead to ``#list-N``, a part of the page around it. Raises ExtractError if that may exceed *max_work*.
    """
    _check_work(html, max_work)
    import nh3  # noqa: PLC0415 - only the preview needs it

    def harmless(_tag: str, attribute: str, value: str) -> str | None:
        wanted = _OF_LINKS.get(attribute)
        return value if wanted is None or wanted.fullmatch(value) else None

    tags = {*ALLOWED, *_STRUCTURE} - {"img"}
    spans = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
    return nh3.clean(
        decoded(legal(html)),
        tags=tags,
        clean_content_tags=_REMOVED,
        attributes={"*": {"lang", "dir", NUMBER, LIST}, "a": set(_OF_LINKS), **spans},
        attribute_filter=harmless,
        link_rel=None,
    )
