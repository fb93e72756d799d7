"""``feed``: RSS, Atom and JSON Feed of others. Its reader is loaded for a feed alone, as "auto" asks for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilofeed.core.layout_names import FEED
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.extract.feed_signs import format_of

if TYPE_CHECKING:
    from ilofeed.extract.data_document import DataDocument

NAME = FEED


def fits(page: Page) -> bool:
    """Return whether *page* is a feed, by its content or by its media type."""
    return bool(format_of(page))


def extract(document: DataDocument, source: Source) -> Extraction:  # noqa: ARG001 - all layouts of data have one signature
    """Return the items of a feed, the newest first. Raises ExtractError if it is none, or has none."""
    from ilofeed.extract.upstream.reader import read  # noqa: PLC0415 - see above

    return read(document)
