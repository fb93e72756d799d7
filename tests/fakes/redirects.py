"""A site's redirects, as a poll asks for them: a stand-in for `ilofeed.core.protocols.Locate`."""

from __future__ import annotations


class Redirects:
    """Where URLs lead today, and which were requested."""

    def __init__(self) -> None:
        """Begin with none."""
        self.to: dict[str, str] = {}
        self.asked: list[str] = []

    def __call__(self, url: str, /) -> str | None:
        """Return where *url* leads, None if nowhere."""
        self.asked.append(url)
        return self.to.get(url)
