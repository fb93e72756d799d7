"""``json``: an answer in JSON. Its reader is loaded when such an answer is read: "auto" asks for every new page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilofeed.core.layout_names import JSON
from ilofeed.core.models import Extraction, Page, Source

if TYPE_CHECKING:
    from ilofeed.extract.data_document import DataDocument

NAME = JSON

# Bytes. White space may be before the value.
_SEARCHED = 1000


def fits(page: Page) -> bool:
    """Return whether *page* is JSON, by its content type or its first character, and no feed."""
    kind = page.content_type.partition(";")[0].strip().lower()
    is_named = kind == "application/json" or kind.endswith("+json")
    start = page.body[:_SEARCHED].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not is_named and (kind == "text/html" or start not in (b"{", b"[")):
        return False
    from ilofeed.extract.feed_signs import format_of  # noqa: PLC0415 - see above

    return not format_of(page)


def extract(document: DataDocument, source: Source) -> Extraction:
    """Return the items in the places that *source* configures, in their order, else those of the only list.

    Raises ExtractError if there are none.
    """
    from ilofeed.extract.data.answer import read  # noqa: PLC0415 - see above

    return read(document, source)
