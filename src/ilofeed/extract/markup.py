"""Prepare the markup of a page for the parser, where the parser differs from browsers."""

from __future__ import annotations

import re

_XML_DECLARATION = re.compile(r"\A(?:<\?xml[^>]*>?)+")
_WBR = re.compile(r"<wbr\b[^<>]*>", re.IGNORECASE)


def parsable(text: str) -> str:
    """Return the markup *text* of a page as the parser needs it to build the tree that a browser builds.

    Beautiful Soup warns of XML, and of bare text, which it takes for a URL or a file name. libxml2 does not
    know that ``wbr`` is a void element (HTML section 13.1.2) and makes what follows its child, so that
    ``li > a`` finds nothing (`findings/lxml-wbr-swallows-siblings.sh`).
    """
    text = _WBR.sub("<wbr/>", _XML_DECLARATION.sub("", text))
    return text if "<" in text else f"<p>{text}"
