"""Read a file with the addresses of pages to watch: one a line, or a subscription list (OPML). Pure."""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from ilofeed.core.errors import ConfigError

#: The longest list in bytes. That of a reader with a thousand feeds has a third of a megabyte.
MAX_BYTES = 5_000_000
#: The most addresses in one list.
MAX_ADDRESSES = 5_000

_COMMENT = re.compile(r"(?:^|\s)#.*")
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class WantedPage(Struct, frozen=True, kw_only=True):
    """A page that a list names, as it names it; nothing is checked yet."""

    target: str  #: an address, or the name of an entry of the catalogue
    fallback: str = ""  #: another address, if *target* cannot be read
    title: str = ""
    slug: str = ""  #: of a list that `ilofeed export` has written
    place: str = ""  #: where the list has it: "line 12"


def pages(data: bytes, name: str) -> tuple[WantedPage, ...]:
    """Return the pages that the file *name* with the content *data* names. Raises ConfigError."""
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{name} has more than {MAX_BYTES} bytes, which is too much for a list of addresses")
    bare = data.removeprefix(codecs.BOM_UTF8)
    if bare.lstrip()[:1] == b"<" or data.startswith(_MARKS):
        from ilofeed.config.opml import pages_of  # noqa: PLC0415 - expat, for lists of readers

        found = pages_of(bare.lstrip() if bare.lstrip()[:1] == b"<" else data, name)
    else:
        found = _lines(bare, name)
    if not found:
        raise ConfigError(f"{name} names no page: write one address a line, or give a subscription list (OPML)")
    if len(found) > MAX_ADDRESSES:
        raise ConfigError(f"{name} names more than {MAX_ADDRESSES} pages; divide it")
    return found


def _lines(data: bytes, name: str) -> tuple[WantedPage, ...]:
    """Return the addresses in *data*, one a line; a "#" at the beginning or after a blank begins a comment."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{name}: line {line} is not UTF-8; save the file as UTF-8") from error
    lines = ((number, _COMMENT.sub("", line).strip()) for number, line in enumerate(text.splitlines(), start=1))
    return tuple(WantedPage(target=line, place=f"line {number}") for number, line in lines if line)
