"""Hide the secrets of the configuration in every text that leaves the program.

The loader of the configuration adds each value that it reads from a placeholder (`ilofeed.config.placeholders`).
Messages of errors, the log, and the pages that are fetched pass through here. There is one set for the whole
process, as there is one log: a bug is reported by code that knows no configuration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from ilofeed.core.lazy_pattern import LazyPattern

#: What is shown in place of a secret.
MASK = "***"

# Shorter values occur in too many texts by chance.
_MIN_LENGTH = 4
# Pages are changed only for values that cannot be a word of theirs.
_MIN_LENGTH_IN_PAGES = 8

_STRING_OF_JSON = LazyPattern(r'"(?:[^"\\]|\\.)*+"')
_PASSWORD = LazyPattern("://[^/?#@:]*:([^/?#@]+)@")
_USER = LazyPattern("(^|//)[^/?#]*@")
_PASSWORDS = LazyPattern("://[^/?#@:]*:([^/?#@]+)@|[?&](?:ssl)?password=([^&#]+)")


class _Secrets:
    """The secrets so far, and the patterns that find them, made when they are first used."""

    def __init__(self, values: frozenset[str] = frozenset()) -> None:
        self.values = values

    @cached_property
    def in_texts(self) -> re.Pattern[str] | None:
        """The pattern of all secrets; None without one."""
        return re.compile(self._any_of(self.values)) if self.values else None

    @cached_property
    def in_pages(self) -> re.Pattern[bytes] | None:
        """The pattern of those that are hidden in pages; None without one."""
        values = [value for value in self.values if len(value) >= _MIN_LENGTH_IN_PAGES]
        return re.compile(self._any_of(values).encode()) if values else None

    def _any_of(self, values: Iterable[str]) -> str:
        return "|".join(pattern_of(value) for value in sorted(values, key=len, reverse=True))


_secrets = _Secrets()


def add(values: Iterable[str]) -> None:
    """Hide *values* from now on, in all their spellings, and the passwords of addresses among them."""
    global _secrets  # noqa: PLW0603 - see the top
    from urllib.parse import unquote  # noqa: PLC0415 - most configurations have no secret

    found = {value.strip() for value in values}
    found |= {match[1] for value in found for match in _PASSWORD.finditer(value)}
    found |= {unquote(value) for value in found}
    found = {value for value in found if len(value) >= _MIN_LENGTH}
    if not found <= _secrets.values:
        _secrets = _Secrets(_secrets.values | found)


def add_passwords(text: str) -> None:
    """Hide the passwords of the addresses in *text* from now on, and those in their parameters."""
    add(match[1] or match[2] for match in _PASSWORDS.finditer(text))


def without_user(address: str) -> str:
    """Return *address*, which may lack its scheme, with "…" in place of a user name and a password."""
    return _USER.sub(r"\1…@", address)


def hide(text: str) -> str:
    """Return *text* with a mask in place of each secret."""
    pattern = _secrets.in_texts
    return text if pattern is None else pattern.sub(MASK, text)


def hide_in_json(document: str) -> str:
    """Return the JSON *document* with a mask in place of each secret in its strings, and nowhere else."""
    if not are_in(document):
        return document
    import json  # noqa: PLC0415 - no document should have a secret

    def hidden(found: re.Match[str]) -> str:
        if not are_in(found[0]):
            return found[0]
        return json.dumps(hide(json.loads(found[0])), ensure_ascii=False)

    return _STRING_OF_JSON.sub(hidden, document)


def hide_in_page(body: bytes) -> bytes:
    """Return *body*, a page, with a mask in place of each secret: a page that repeats one would be published."""
    pattern = _secrets.in_pages
    return body if pattern is None else pattern.sub(MASK.encode(), body)


def are_in(text: str) -> bool:
    """Return whether *text* contains a secret."""
    pattern = _secrets.in_texts
    return pattern is not None and pattern.search(text) is not None


def pattern_of(value: str) -> str:
    """Return a pattern for *value* as it can occur in a text, an address, a JSON document, HTML, and a `repr`."""
    from html import escape  # noqa: PLC0415 - see above

    parts = []
    for character in value:
        # Nothing spells these otherwise. So the pattern of a long token is a plain text, which is found fast.
        if character.isascii() and (character.isalnum() or character in "-._"):
            parts.append(re.escape(character))
            continue
        code = ord(character)
        octets = "".join(f"%{octet:02x}" for octet in character.encode())
        spellings = {character, octets, octets.upper(), f"\\{character}", f"\\u{code:04x}", escape(character)}
        spellings |= {f"&#{code};", f"&#x{code:x};", f"&#x{code:X};"}
        spellings |= {"+"} if character == " " else set()
        # The longest first: a backslash is also the beginning of an escape.
        parts.append(f"(?:{'|'.join(map(re.escape, sorted(spellings, key=len, reverse=True)))})")
    return "".join(parts)
