"""What stands in a feed as HTML: nothing that runs, reaches for our host, or breaks the page around it."""

from __future__ import annotations

from html.parser import HTMLParser

from ilofeed.core.html_policy import ADDRESSES, ALLOWED
from ilofeed.publish.validate.checks import Problem, web_address

_VOID = ("br", "hr", "img")


def fragment(text: str) -> Problem | None:
    """The first thing wrong with the HTML fragment *text*."""
    if "<" not in text:
        return None
    walk = _Walk()
    walk.feed(text)
    walk.close()
    if walk.fault is None and walk.open:
        return Problem("html_unclosed", f"<{walk.open[-1]}> is never closed")
    return walk.fault


class _Walk(HTMLParser):
    """Goes through a fragment and keeps the first fault."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fault: Problem | None = None
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self._say("html_element", f"<{tag}> has no place in a feed")
            return
        if tag not in _VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name not in ALLOWED[tag]:
                self._say("html_attribute", f"{name} of <{tag}> has no place in a feed")
            elif name in ADDRESSES and (wrong := web_address(value or "")):
                self._say("html_address", wrong.message)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self._say("html_unclosed", f"</{tag}> closes what is not open")
        else:
            self.open.pop()

    def handle_comment(self, data: str) -> None:
        self._say("html_element", f"a comment has no place in a feed: {data[:40]!r}")

    def handle_decl(self, decl: str) -> None:
        self._say("html_element", f"<!{decl[:40]}> has no place in a feed")

    def handle_pi(self, data: str) -> None:
        self._say("html_element", f"<?{data[:40]}> has no place in a feed")

    def _say(self, rule: str, message: str) -> None:
        self.fault = self.fault or Problem(rule, message)
