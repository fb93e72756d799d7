"""HTML of others made harmless, by nh3: only what is listed stays."""

from __future__ import annotations

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.html_policy import ADDRESSES, ALLOWED
from ilofeed.core.text import decoded, legal

# Their words go with them; those of other elements stay. An article's title stands above it already.
_REMOVED = {"script", "style", "title", "noscript", "template"}
_HEADING = {"h1"}

#: What `shown` lets through besides: marks of our own.
MARK, NUMBER = "mark", "data-item"
_STRUCTURE = ("h1", "header", "footer", "main", "nav", "section", "article", "aside", "time", MARK)


#: What `fragment` and `shown` may cost: characters times characters to be escaped, under a second's work.
MAX_WORK = 50_000_000_000

# nh3 writes each of these as a reference, and its time grows with the length of the text around it.
_ESCAPED = "&\xa0"


def _check_work(html: str, max_work: int) -> None:
    """Raise ExtractError where sanitising *html* may take longer than *max_work* allows.

    The product bounds any way in which a parser joins the texts of a page.
    """
    escaped = sum(map(html.count, _ESCAPED))
    if len(html) * escaped > max_work:
        message = f"{len(html)} characters of HTML, {escaped} of them to be escaped, are too many to sanitise"
        raise ExtractError("too_complex", message)


def fragment(html: str, base: str, *, max_work: int = MAX_WORK) -> str:
    """*html* as it can stand in a feed, its addresses absolute.

    Its elements, attributes and addresses are those of `ilofeed.publish.validate.html`. Raises ExtractError where
    that would cost more than *max_work*.
    """
    _check_work(html, max_work)
    import nh3  # noqa: PLC0415 - most polls have no use for it

    def kept(_tag: str, attribute: str, value: str) -> str | None:
        return urls.absolute(value, base) if attribute in ADDRESSES else value

    return nh3.clean(
        decoded(legal(html)),
        tags=set(ALLOWED),
        clean_content_tags=_REMOVED | _HEADING,
        attributes={tag: set(attributes) for tag, attributes in ALLOWED.items()},
        attribute_filter=kept,
        url_schemes={"http", "https"},
        link_rel=None,
    )


def shown(html: str, *, max_work: int = MAX_WORK) -> str:
    """Return the structure and the words of *html*, to look at: nothing in it leads or reaches anywhere.

    Raises ExtractError where that would cost more than *max_work*.
    """
    _check_work(html, max_work)
    import nh3  # noqa: PLC0415 - only who tries things out in the browser

    tags = {*ALLOWED, *_STRUCTURE} - {"img"}
    spans = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
    return nh3.clean(
        decoded(legal(html)),
        tags=tags,
        clean_content_tags=_REMOVED,
        attributes={"*": {"lang", "dir", NUMBER}, **spans},
        link_rel=None,
    )
