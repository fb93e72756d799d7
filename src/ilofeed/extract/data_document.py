"""An answer that is data for programs, such as a feed, in place of a page for people.

It takes the same way from the fields that a layout finds to items: `Document.extraction`. It never has a tree: a
layout parses the bytes itself, and says what they declare of the whole.
"""

from __future__ import annotations

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.language import LANGUAGE_TAG
from ilofeed.extract import page_limits
from ilofeed.extract.document import Document
from ilofeed.extract.encoding import decode


class DataDocument(Document):
    """Data to read: its bytes, its content type, and what it declares of all its items."""

    is_html = False
    title = ""

    @property
    def body(self) -> bytes:
        """The bytes of the answer. Raises ExtractError if there are none, or too many."""
        body = self._page.body
        if len(body) > page_limits.MAX_BYTES:
            raise ExtractError(
                "too_complex",
                f"{self.url} has more than {page_limits.MAX_BYTES} bytes; configure the address of a smaller list",
            )
        if not body.strip():
            raise ExtractError("empty", f"{self.url} is empty; the next poll fetches it again")
        return body

    @property
    def content_type(self) -> str:
        """The media type that the server names, in lower case; often wrong or missing."""
        return self._page.content_type.partition(";")[0].strip().lower()

    @property
    def characters(self) -> str:
        """The body decoded as a page would be. Raises ExtractError as `body`."""
        return decode(self.body, self._page.content_type)

    @property
    def text(self) -> str:
        """The text outside of the items that shows the order of dates in numbers: none."""
        return ""

    def declare(self, *, language: str = "", base: str = "") -> None:
        """Set the *language* of the data if the source has none, and the *base* of its relative addresses."""
        tag = language.strip().replace("_", "-")
        if not self.given_language and LANGUAGE_TAG.fullmatch(tag):
            self.language = tag
        if base:
            self.base = urls.absolute(base, self.url) or self.url
