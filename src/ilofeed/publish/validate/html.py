"""Check HTML in a feed: no active content, no relative addresses, every element closed."""

from __future__ import annotations

from html.parser import HTMLParser

from ilofeed.core.html_policy import ADDRESSES, ALLOWED
from ilofeed.publish.validate.checks import Problem, web_address

_VOID = ("br", "hr", "img")


def fragment(text: str) -> Problem | None:
    """Return the first problem of the HTML fragment *text*, or None."""
    if "<" not in text:
        return None
    walk = _Walk()
    try:
        walk.feed(text)
        walk.close()
    except AssertionError:  # html.parser of older Pythons, at a section such as "<![x"
        walk.unknown_decl("")
    if walk.problem is None and walk.open:
        return Problem("html_unclosed", f"<{walk.open[-1]}> is never closed")
    return walk.problem


class _Walk(HTMLParser):
    """A walk through a fragment that keeps the first problem."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problem: Problem | None = None
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self._add("html_element", f"<{tag}> is not allowed in a feed")
            return
        if tag not in _VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name not in ALLOWED[tag]:
                self._add("html_attribute", f"{name} of <{tag}> is not allowed in a feed")
            elif name in ADDRESSES and (wrong := web_address(value or "")):
                self._add("html_address", wrong.message)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self._add("html_unclosed", f"</{tag}> closes an element that is not open")
        else:
            self.open.pop()

    def handle_comment(self, data: str) -> None:
        self._add("html_element", f"a comment is not allowed in a feed: {data[:40]!r}")

    def handle_decl(self, decl: str) -> None:
        self._add("html_element", f"<!{decl[:40]}> is not allowed in a feed")

    def unknown_decl(self, data: str) -> None:
        self._add("html_element", f"<![{data[:40]}> is not allowed in a feed")

    def handle_pi(self, data: str) -> None:
        self._add("html_element", f"<?{data[:40]}> is not allowed in a feed")

    def _add(self, rule: str, message: str) -> None:
        self.problem = self.problem or Problem(rule, message)
