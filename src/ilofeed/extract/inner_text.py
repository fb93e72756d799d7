"""Return the text of an element as a browser shows it (WHATWG HTML, the getter of `innerText`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

#: Elements that are lines or cells of their own (WHATWG HTML section 15.3).
BLOCKS = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol "
        "p pre search section summary table tbody td tfoot th thead tr ul xmp"
    ).split()
)

# Elements whose text browsers do not show (WHATWG HTML section 15.3.1), or only as a fallback, and
# elements for controls and drawings.
_NOT_SHOWN = frozenset(
    (
        "audio button canvas datalist head iframe noembed noframes noscript object optgroup option rp script "
        "select style svg template textarea title video"
    ).split()
)
_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE
)


def is_hidden(tag: Tag) -> bool:
    """Return whether the markup of *tag* itself hides it in a browser."""
    return hides(tag.name, tag.attrs)


def hides(name: str, attributes: Mapping[str, object]) -> bool:
    """Return whether the markup of an element *name* with *attributes* hides it in a browser."""
    if name in _NOT_SHOWN or "hidden" in attributes:
        return True
    style = attributes.get("style")
    if isinstance(style, str) and _HIDING_STYLE.search(style):
        return True
    return name == "dialog" and "open" not in attributes


def inner_text(element: Tag) -> str:
    """Return the text of *element*: lines and cells are separated by spaces, white space is not collapsed.

    Inline elements, ``<wbr>`` and images separate nothing. *element* itself may be hidden.
    """
    parts: list[str] = []
    # Iterative: a hostile page nests deeper than Python recurses.
    stack: list[tuple[Iterator[PageElement], str]] = [(iter(element.contents), "")]
    while stack:
        children, edge = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            parts.append(edge)
        elif isinstance(child, Tag):
            if child.name == "br":
                parts.append(" ")
            elif not is_hidden(child):
                edge = " " if child.name in BLOCKS else ""
                parts.append(edge)
                stack.append((iter(child.contents), edge))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            parts.append(child)
    return "".join(parts)
