"""The places of a list and of its fields in JSON, as the configuration names them, as a value."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct
from msgspec.structs import fields

from ilofeed.core.lazy_pattern import LazyPattern

#: A place in an address that a value fills: "https://example.org/news/{slug}".
PLACEHOLDER = LazyPattern(r"\{([^{}]*)\}")
#: A parameter that counts: "?page+=1", "?offset+=20".
COUNTED = LazyPattern(r"\?([^?&=+#{}]{1,100})\+=([1-9]\d{0,5})")

_MAX_DIGITS = 9


class JsonPaths(Struct, frozen=True, kw_only=True):
    """JMESPath expressions for an answer in JSON. Fields are searched within the item."""

    items: str
    title: str
    link: str  #: an expression, or an address with placeholders
    date: str = ""
    summary: str = ""
    kicker: str = ""
    place: str = ""
    image: str = ""
    author: str = ""
    id: str = ""  #: the id of the item in the data of the site, which stays if its address changes
    updated: str = ""  #: the time of its last change
    next: str = ""  #: in the answer: an expression, an address with placeholders, or a parameter that counts
    page: str = ""  #: address of the page for people; empty: none is known


#: Keys whose values are expressions, or addresses with expressions in them.
SEARCHED = tuple(each.name for each in fields(JsonPaths) if each.name != "page")

#: Keys whose values may be addresses with placeholders.
ADDRESSES = ("link", "next")

#: Fields of an item.
ITEM_FIELDS = tuple(name for name in SEARCHED if name not in ("items", "next"))


def is_address(value: str) -> bool:
    """Return whether *value* is an address with placeholders. No JMESPath expression begins in this way."""
    return value.startswith(("/", "?", "http://", "https://"))


def expressions(name: str, value: str) -> Iterator[str]:
    """Yield the JMESPath expressions in the *value* of the key *name*."""
    if name in ADDRESSES and is_address(value):
        yield from PLACEHOLDER.findall(value)
    elif value:
        yield value


def number_in(url: str, name: str) -> int | None:
    """Return the number that the parameter *name* of *url* is; None if it is none, or a long one."""
    value = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS else None
