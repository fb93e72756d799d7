"""List items of a second source."""

from __future__ import annotations

from fakes.pages import Listed

OTHER = "/other/lang--en/index.htm"


def listed(number: int, title: str) -> Listed:
    return Listed(number=number, title=title)
