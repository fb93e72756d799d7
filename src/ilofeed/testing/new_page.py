"""Make the page of a fixture out of a saved page, so that it is read like the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from msgspec import Struct

from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Page
from ilofeed.extract.document import Document
from ilofeed.testing.fixture import TO_DO
from ilofeed.testing.neutral_words import address_words, neutral, neutral_address, words
from ilofeed.testing.page_readings import Reading
from ilofeed.testing.shorter_list import shortened
from ilofeed.testing.simple_page import (
    ATTRIBUTES,
    DATA,
    DATA_FOR_SCRIPTS,
    STEPS,
    UNREAD_ATTRIBUTES,
    parsed,
)

_ABOUT = f"{TO_DO} what this page shows that no other fixture does."
_TEXTS = ("alt", "title", "aria-label", "content")
_ADDRESSES = ("href", "src", "srcset", "poster", "background", "cite")
# What follows an address in srcset.
_SIZE = re.compile(r"[\d.]+[wx],?")
# Each is found by about ten readings of the page.
_MAX_KEPT_WORDS = 12


class NewPage(Struct, frozen=True, kw_only=True):
    """The page of a new fixture."""

    body: bytes
    unremoved: tuple[str, ...] = ()  #: what had to stay, so that the page is read alike
    has_neutral_words: bool = False
    kept_words: tuple[str, ...] = ()  #: words that had to stay


class Wishes(Struct, frozen=True, kw_only=True):
    """The choices of the author."""

    about: str = ""  #: the purpose of the fixture
    items: int = 0  #: least number of items to keep, from the first on; 0: all
    keeps_words: bool = False  #: whether no words are replaced
    keeps_data: bool = False  #: whether scripts of JSON stay


def make(page: Page, profile: str, wishes: Wishes) -> NewPage:
    """Return a smaller page that *profile*, and "auto", read like *page*, or refuse for the same reasons.

    Scripts, styles, comments and attributes of no use are removed, and words replaced by neutral ones. Raises
    ConfigError if the page is no HTML, and ExtractError if it cannot be parsed.
    """
    document = Document(page)
    if not (document.is_html and document.soup.contents):
        raise ConfigError(f"{page.url} is no HTML page: copy it, and shorten it by hand")
    reading = Reading(page, profile)
    markup = str(parsed(document.text))
    if not reading.is_same(markup):
        raise ConfigError(f"{page.url} is read otherwise once its markup is tidy: copy it, and shorten it by hand")
    unremoved = []
    for name, step in STEPS.items():
        if (name == DATA_FOR_SCRIPTS and wishes.keeps_data) or (name == UNREAD_ATTRIBUTES and not reading.is_read):
            continue
        step(soup := parsed(markup))
        if reading.is_same(smaller := str(soup)):
            markup = smaller
        else:
            unremoved.append(name)
    if wishes.items:
        shorter = shortened(markup, reading, wishes.items)
        markup = shorter or markup
        reading = reading.of(markup)
        unremoved += [] if shorter else ["further items"]
    found = None if wishes.keeps_words else _with_neutral_words(markup, reading)
    markup, kept = found or (markup, ())
    return NewPage(
        body=_with_head(markup, wishes.about).encode("utf-8", "replace"),
        unremoved=tuple(unremoved),
        has_neutral_words=found is not None,
        kept_words=tuple(kept),
    )


def _with_neutral_words(markup: str, reading: Reading) -> tuple[str, Sequence[str]] | None:
    """Return *markup* with neutral words, and the words that had to stay; None if those are too many.

    Such a word is the last one of the shortest beginning of the page that cannot be replaced.
    """
    every = _words_of(markup)
    kept: list[str] = []
    while True:
        changed = _replaced(markup, kept)
        if reading.is_alike(changed):
            return changed, kept
        low, high = 0, len(every)
        while high - low > 1:
            middle = (low + high) // 2
            if reading.is_alike(_replaced(markup, {*kept, *every[middle:]})):
                low = middle
            else:
                high = middle
        if not every or every[high - 1] in kept or len(kept) == _MAX_KEPT_WORDS:
            return None
        kept.append(every[high - 1])


def _words_of(markup: str) -> list[str]:
    """Return the different words of *markup*, in their order."""
    found: dict[str, None] = {}

    def of_text(text: str) -> str:
        found.update(dict.fromkeys(words(text)))
        return text

    def of_address(url: str) -> str:
        found.update(dict.fromkeys(address_words(url)))
        return url

    _change(parsed(markup), of_text, of_address)
    return list(found)


def _replaced(markup: str, kept: Collection[str]) -> str:
    stay = frozenset(kept)
    soup = parsed(markup)
    _change(soup, lambda text: neutral(text, stay), lambda url: neutral_address(url, stay))
    return str(soup)


def _change(soup: BeautifulSoup, of_text: Callable[[str], str], of_address: Callable[[str], str]) -> None:
    """Replace the texts and addresses of *soup* by the results of two functions."""
    for string in list(soup.find_all(string=True)):
        if type(string) is NavigableString:
            string.replace_with(of_text(string))
    for tag in soup.find_all(name=True):
        for name, value in tag.attrs.items():
            if not isinstance(value, str):
                continue
            if name in _ADDRESSES or (name not in ATTRIBUTES - {"content"} and _is_address(value)):
                tag[name] = " ".join(map(of_address, value.split(" ")))
            elif name in _TEXTS or DATA.match(name) or (name not in ATTRIBUTES and " " in value):
                # Any other single word may be the name of a layout.
                tag[name] = of_text(value)


def _is_address(value: str) -> bool:
    """Return whether *value* is an address, or several with sizes."""
    parts = value.split()
    return bool(parts) and "/" in parts[0] and all("/" in part or _SIZE.fullmatch(part) for part in parts)


def _with_head(markup: str, about: str) -> str:
    """Return *markup* with the comment at its head, and its encoding for browsers."""
    # "--" ends no comment in HTML, but it does in XML.
    comment = f"<!-- {(about or _ABOUT).replace('--', '–').strip()} -->"
    soup = parsed(markup)
    if soup.head is not None:
        for tag in soup.head.find_all("meta", charset=True):
            tag.decompose()
        soup.head.insert(0, soup.new_tag("meta", attrs={"charset": "utf-8"}))
    return f"{comment}\n{str(soup).strip()}\n"
