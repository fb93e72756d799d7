"""Read names, strings, marks and space of a CSS selector from left to right (CSS Syntax Level 3, section 4)."""

from __future__ import annotations

import re
from typing import NoReturn

SPACE = re.compile(r"(?:[ \t\r\n\f]|/\*.*?\*/)+", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|([^\r\n\f0-9a-fA-F]))")
_NAME_PART = re.compile(r"[-\w]+|[^\x00-\x9f]+", re.ASCII)
_NO_NAME = re.compile(r"-?[0-9]|-(?![-\w\\]|[^\x00-\x9f])", re.ASCII)
_STRING_PART = {quote: re.compile(rf"[^\\{quote}\r\n\f]+") for quote in "\"'"}


class SelectorError(ValueError):
    """A selector is not CSS or not supported. The message is a part of a sentence."""


class Scanner:
    """A position in a selector, with methods that read on from there."""

    def __init__(self, css: str) -> None:
        self.css = css
        self.at = 0  #: index of the next character

    def fail(self) -> NoReturn:
        """Raise SelectorError for the character here."""
        if self.at == len(self.css):
            raise SelectorError("it ends too early" if self.css else "it is empty")
        raise SelectorError(f"{self.css[self.at]!r} at character {self.at + 1} is not expected there")

    def required_name(self) -> str:
        """Read the name here. Raises SelectorError if there is none."""
        return self.name() or self.fail()

    def name(self) -> str:
        """Read the name at this position, without its escapes. Return an empty string if none begins."""
        return "" if _NO_NAME.match(self.css, self.at) else self._characters(_NAME_PART)

    def string_or_name(self) -> str:
        """Read the string or the name here. Raises SelectorError if there is neither."""
        if self.css[self.at : self.at + 1] not in ('"', "'"):
            return self.required_name()
        quote = self.css[self.at]
        self.at += 1
        text = self._characters(_STRING_PART[quote])
        self.close(quote)
        return text

    def _characters(self, part: re.Pattern[str]) -> str:
        characters = []
        while self.at < len(self.css):
            if plain := part.match(self.css, self.at):
                characters.append(plain[0])
                self.at = plain.end()
            elif escape := _ESCAPE.match(self.css, self.at):
                characters.append(_character(escape))
                self.at = escape.end()
            else:
                break
        return "".join(characters)

    def skip_space(self) -> bool:
        """Skip spaces and comments, and return whether there was a space among them."""
        space = SPACE.match(self.css, self.at)
        if space is None:
            return False
        self.at = space.end()
        return re.sub(r"/\*.*?\*/", "", space[0], flags=re.DOTALL) != ""

    def take(self, mark: str) -> bool:
        """Skip *mark* if it is here; return whether it was."""
        taken = self.css.startswith(mark, self.at)
        self.at += len(mark) if taken else 0
        return taken

    def close(self, mark: str) -> None:
        """Skip *mark*, and space before a bracket. Raises SelectorError if it is not here."""
        if mark in ")]":
            self.skip_space()
        if not self.take(mark):
            self.fail()


def _character(escape: re.Match[str]) -> str:
    """Return the character that *escape* means. Raises SelectorError for a control character."""
    code = int(escape[1], 16) if escape[1] else ord(escape[2])
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        raise SelectorError(f"{escape[0].strip()!r} means no character that a page has")
    return chr(code)
