"""Compare the readings of versions of one page."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from msgspec.structs import replace

from ilofeed.core.layout_names import AUTO
from ilofeed.core.models import Page
from ilofeed.testing.fixture import reading_of
from ilofeed.testing.neutral_words import shape

# Values of a reading that neutral words do not change.
_EXACT = frozenset(("language", "published", "profile", "kind", "reason", "number", "date_margin"))


class Reading:
    """The readings of a page by a profile and by "auto", to compare others with."""

    def __init__(self, page: Page, profile: str) -> None:
        self.page = page
        self._profile = profile
        self._readings = self._of(page)
        self._shape: object = _shaped(self._readings)

    @property
    def is_read(self) -> bool:
        """True if the profile itself reads the page."""
        return isinstance(self._readings[0], dict)

    def _of(self, page: Page) -> list[Any]:
        readings = (reading_of(page, profile) for profile in dict.fromkeys((self._profile, AUTO)))
        return [(error.reason, list(error.candidates)) if error else found for found, error in readings]

    def _version(self, markup: str) -> Page:
        return replace(self.page, body=markup.encode("utf-8", "replace"), content_type="")

    def of(self, markup: str) -> Reading:
        """Return the readings of another version of the page."""
        return Reading(self._version(markup), self._profile)

    def is_same(self, markup: str) -> bool:
        """Return whether *markup* is read with the same result."""
        return self.is_equal(self._version(markup))

    def is_equal(self, page: Page) -> bool:
        """Return whether *page* is read with the same result."""
        return self._of(page) == self._readings

    def is_alike(self, markup: str) -> bool:
        """Return whether *markup* is read with the same result, except for the letters of its words."""
        return bool(_shaped(self._of(self._version(markup))) == self._shape)

    def items(self) -> list[list[dict[str, Any]]]:
        """Return the items of each reading; none for a refusal."""
        return [found["items"] if isinstance(found, dict) else [] for found in self._readings]


def _shaped(value: Any) -> Any:  # noqa: ANN401 - any part of a reading
    if isinstance(value, dict):
        # Keys are made of links, and may be digests.
        return {name: each if name in _EXACT else _shaped(each) for name, each in value.items() if name != "key"}
    if isinstance(value, list | tuple):
        return [_shaped(each) for each in value]
    return shape(unquote(value)) if isinstance(value, str) else value
