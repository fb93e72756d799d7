"""Show the elements ``noscript`` of a page, for a page whose list is nowhere else.

ilofeed runs no scripts, so their content is meant for it. But most of them repeat what is also outside: a
picture that a script loads later, a menu. So they count only if the rest of the page has no list.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from ilofeed.core.models import Extraction
from ilofeed.core.selectors import Alternatives
from ilofeed.extract.document import Document
from ilofeed.extract.soup_search import around

# A name by which no layout hides the element, in place of its own.
_STAND_IN = "no-script"
_NAME = "noscript"
_STAND_IN_TYPE = re.compile(rf"(?<![-.#\w]){_STAND_IN}(?![-\w])")

# Links. A picture or a note has fewer.
_MIN_LINKS = 2


def shown(document: Document) -> Document | None:
    """Return *document* with its elements ``noscript`` shown; None if none of them has links."""
    outermost = (tag for tag in document.soup.find_all(_NAME) if around(tag, _NAME) is None)
    if not any(len(tag.find_all("a", href=True, limit=_MIN_LINKS)) == _MIN_LINKS for tag in outermost):
        return None
    copy = document.copied()
    for tag in copy.soup.find_all(_NAME):
        tag.name = _STAND_IN
    return copy


def with_own_names(extraction: Extraction) -> Extraction:
    """Return *extraction*, of a document that was `shown`, with selectors of the page itself."""
    return replace(extraction, rules={field: _renamed(css) for field, css in extraction.rules.items()})


def _renamed(css: Alternatives) -> Alternatives:
    if isinstance(css, str):
        return _STAND_IN_TYPE.sub(_NAME, css)
    return tuple(_STAND_IN_TYPE.sub(_NAME, each) for each in css)
