"""HTML of others made harmless, by nh3: only what is listed stays."""

from __future__ import annotations

from ilofeed import address
from ilofeed.text import decoded, legal
from ilofeed.validate.html import ADDRESSES, ALLOWED

# Their words go with them; those of other elements stay. An article's title stands above it already.
_REMOVED = {"script", "style", "title", "noscript", "template"}
_HEADING = {"h1"}

#: What `shown` lets through besides: marks of our own.
MARK, NUMBER = "mark", "data-item"
_STRUCTURE = ("h1", "header", "footer", "main", "nav", "section", "article", "aside", "time", MARK)


def fragment(html: str, base: str) -> str:
    """*html* as it can stand in a feed, its addresses absolute.

    Its elements, attributes and addresses are those of `ilofeed.validate.html`.
    """
    import nh3  # noqa: PLC0415 - most polls have no use for it

    def kept(_tag: str, attribute: str, value: str) -> str | None:
        return address.absolute(value, base) if attribute in ADDRESSES else value

    return nh3.clean(
        decoded(legal(html)),
        tags=set(ALLOWED),
        clean_content_tags=_REMOVED | _HEADING,
        attributes={tag: set(attributes) for tag, attributes in ALLOWED.items()},
        attribute_filter=kept,
        url_schemes={"http", "https"},
        link_rel=None,
    )


def shown(html: str) -> str:
    """The structure and the words of *html*, to look at: nothing in it leads or reaches anywhere."""
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
