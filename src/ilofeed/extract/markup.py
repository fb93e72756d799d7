"""Prepare the markup of a page for the parser, where the parser differs from browsers."""

from __future__ import annotations

import re

from ilofeed.core.lazy_pattern import LazyPattern

_MARKUP = LazyPattern(
    r"<(?:!doctype|html|head|body|main|section|article|div|table|[ou]l|li|p|a|h[1-6])\b", re.IGNORECASE
)
# Characters. Markup begins within them.
_MARKUP_BEGINS = 100_000

_XML_DECLARATION = LazyPattern(r"\A(?:<\?xml[^>]*>?)+")
_WBR = LazyPattern(r"<wbr\b[^<>]*>", re.IGNORECASE)
_VOID = LazyPattern(r"""<((?:embed|source|track)(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*)>""", re.IGNORECASE)

_BODY = LazyPattern(r"<(?:body|frameset)(?=[\s/>])", re.IGNORECASE)
# The rest of a tag. Before Python 3.11.5, a possessive group of alternatives can match too little.
_TAG_END = r"""(?=[\s/>])(?:[^>"']|"[^"]*"|'[^']*')*>"""
# One thing that browsers keep in the head (WHATWG HTML section 13.2.6.4.4), or skip before the body.
_HEAD_PART = LazyPattern(
    rf"""
    \s++ | <!--.*?(?:-->|\Z) | <[!?][^>]*+> | </(?!head[\s/>])[a-z][^>]*+>
    | <(?:html|head|base|basefont|bgsound|link|meta){_TAG_END}
    | <(?P<name>title|style|script|noscript|noframes){_TAG_END}.*?</(?P=name)\s*+>
    | <template{_TAG_END}(?:(?!</?template[\s/>]).)*</template\s*+>
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_FIRST_OF_BODY = LazyPattern(
    r"<(?!(?:html|head|base|basefont|bgsound|link|meta|title|style|script|noscript|noframes|template)[\s/>])[a-z]",
    re.IGNORECASE,
)

_BROKEN_REFERENCE = LazyPattern(r"&#?\w{0,8}\Z")


def is_markup(text: str) -> bool:
    """Return whether *text* contains markup."""
    return _MARKUP.search(text, 0, _MARKUP_BEGINS) is not None


def without_broken_end(text: str) -> str:
    """Return *text* without a tag or character reference that is cut off at its end."""
    start = text.rfind("<")
    if start > text.rfind(">"):
        text = text[:start]
    return _BROKEN_REFERENCE.sub("", text)


def parsable(text: str) -> str:
    """Return the markup *text* of a page as the parser needs it to build the tree that a browser builds.

    Beautiful Soup warns of XML, and of bare text, which it takes for a URL or a file name. libxml2 does not
    know that ``wbr``, ``source``, ``track`` and ``embed`` are void elements (HTML section 13.1.2) and makes
    what follows their child, so that ``li > a`` and ``picture > img`` find nothing
    (`findings/lxml-wbr-swallows-siblings.sh`). It does not know ``main``, ``section``
    and elements of other names either, and leaves them in the head of a page without the tag ``body``
    (`findings/lxml-main-in-head.sh`).
    """
    text = _with_body(_VOID.sub(r"<\1 />", _WBR.sub("<wbr/>", _XML_DECLARATION.sub("", text))))
    return text if "<" in text else f"<p>{text}"


def _with_body(text: str) -> str:
    """Return *text* with the tag ``body`` where browsers begin the body, if its head would not end there."""
    if _BODY.search(text) is not None:
        return text
    at = 0
    while (part := _HEAD_PART.match(text, at)) is not None:
        at = part.end()
    return f"{text[:at]}<body>{text[at:]}" if _FIRST_OF_BODY.match(text, at) else text
