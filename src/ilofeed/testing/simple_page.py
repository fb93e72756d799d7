"""Remove from the markup of a page what no fixture needs, in steps that can each be left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bs4 import BeautifulSoup
from bs4.element import CData, Comment, Declaration, NavigableString, ProcessingInstruction

from ilofeed.extract.inner_text import BLOCKS
from ilofeed.extract.markup import parsable
from ilofeed.extract.page_limits import Soup

_UNSEEN_STRINGS = (CData, Comment, Declaration, ProcessingInstruction)
_EMPTIED = ("svg", "canvas", "iframe", "object", "math", "video", "audio", "select", "textarea")
_JSON_TYPE = re.compile(r"application/(?:ld\+)?json\b", re.IGNORECASE)
_LINKS = frozenset(("canonical", "next", "prev"))
_METAS = frozenset(("og:url", "og:site_name", "content-language", "refresh"))

#: Attributes by which a layout of ilofeed can be recognised, or that contain facts.
ATTRIBUTES = frozenset(
    "alt cite class colspan content datetime dir headers hidden href http-equiv id itemid itemprop itemscope itemtype "
    "lang name open property rel reversed role rowspan scope shadowrootmode src srcset start style title type "
    "aria-current aria-hidden aria-label aria-labelledby poster background charset".split()
)
#: Parts of the names of attributes of data that contain addresses, dates or texts.
DATA = re.compile(r"^data-.*(?:src|url|href|link|date|time|stamp|publish|day|title|bg|background|page)")
# Attributes that no layout reads: they are for scripts, and for those who count visits.
_OF_SCRIPTS = re.compile(
    r"on\w+|nonce|integrity|crossorigin|ping|js\w+|_ng.*|data-v-.*|data-react.*"
    r"|data-(?:.*-)?(?:ga|gtm|gtag|track\w*|analytics|matomo|piwik)(?:-.*)?"
)
_MAX_VALUE_LENGTH = 500
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:|background", re.IGNORECASE)
_ADDRESSES = ("href", "src", "srcset", "poster")
# Neither pages nor pictures on a server: programs, contents, and addresses of persons.
_SCHEME = re.compile(r"\s*(?:blob|data|javascript|mailto|tel):", re.IGNORECASE)

_MENU_LENGTH = 4
_PREFORMATTED = ("pre", "textarea", "script", "style", "title")
_BLANKS = re.compile(r"[ \t\n]+")


def parsed(markup: str) -> BeautifulSoup:
    """Return the tree of *markup*, as layouts read it."""
    return Soup(parsable(markup), "lxml")


def _remove_comments(soup: BeautifulSoup) -> None:
    for string in soup.find_all(string=lambda text: isinstance(text, _UNSEEN_STRINGS)):
        string.extract()


def _remove_scripts(soup: BeautifulSoup) -> None:
    for tag in soup.find_all("script"):
        if not _JSON_TYPE.match(str(tag.get("type", ""))):
            tag.decompose()


def _remove_data(soup: BeautifulSoup) -> None:
    for tag in soup.find_all("script"):
        if _JSON_TYPE.match(str(tag.get("type", ""))):
            tag.decompose()


def _remove_styles(soup: BeautifulSoup) -> None:
    for tag in soup.find_all("style"):
        tag.decompose()
    for tag in soup.find_all("link"):
        if _LINKS.isdisjoint(_text(tag.get("rel")).lower().split()):
            tag.decompose()
    for tag in soup.find_all("meta"):
        names = {str(tag.get(name, "")).lower() for name in ("property", "name", "http-equiv")}
        if not _METAS & names:
            tag.decompose()


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _empty_unread(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(_EMPTIED):
        tag.clear()


def _shorten_menus(soup: BeautifulSoup) -> None:
    for menu in soup.find_all(("ul", "ol")):
        if menu.find_parent(("nav", "header", "footer", "aside")):
            for item in menu.find_all("li", recursive=False)[_MENU_LENGTH:]:
                item.decompose()


def _remove_attributes_of_scripts(soup: BeautifulSoup) -> None:
    _keep_attributes(soup, lambda name: _OF_SCRIPTS.fullmatch(name) is None)


def _remove_attributes(soup: BeautifulSoup) -> None:
    _keep_attributes(soup, lambda name: name in ATTRIBUTES or DATA.match(name) is not None)


def _keep_attributes(soup: BeautifulSoup, may_be_read: Callable[[str], bool]) -> None:
    for tag in soup.find_all(name=True):
        tag.attrs = {
            name: value
            for name, value in tag.attrs.items()
            if may_be_read(name) and _is_of_use(name, _text(value))
        }


def _is_of_use(name: str, value: str) -> bool:
    if name in _ADDRESSES:
        return _SCHEME.match(value) is None
    if name == "style":
        return _STYLE.search(value) is not None
    return len(value) <= _MAX_VALUE_LENGTH and (name in ATTRIBUTES or not value.lstrip().startswith(("{", "[")))


def _break_lines(soup: BeautifulSoup) -> None:
    """Put each block on a line of its own, so that a fixture can be read and compared."""
    for string in list(soup.find_all(string=True)):
        if type(string) is not NavigableString or string.find_parent(_PREFORMATTED):
            continue
        text = _BLANKS.sub(" ", string)
        string.replace_with("\n" if text == " " and "\n" in string else text)
    for tag in soup.find_all((*BLOCKS, "head", "link", "meta", "title", "script")):
        before = tag.previous_sibling
        if not (isinstance(before, NavigableString) and before.endswith("\n")) and not tag.find_parent("pre"):
            tag.insert_before("\n")


#: Steps that are not for all: of the second, a profile that is not written yet may need what it removes.
DATA_FOR_SCRIPTS, UNREAD_ATTRIBUTES = "data for scripts", "further attributes"

#: What can be removed -> the step that removes it, in order.
STEPS: Mapping[str, Callable[[BeautifulSoup], None]] = MappingProxyType(
    {
        "comments": _remove_comments,
        "scripts": _remove_scripts,
        DATA_FOR_SCRIPTS: _remove_data,
        "styles and metadata": _remove_styles,
        "drawings and embedded documents": _empty_unread,
        "long menus": _shorten_menus,
        "attributes of scripts": _remove_attributes_of_scripts,
        UNREAD_ATTRIBUTES: _remove_attributes,
        "long lines": _break_lines,
    }
)
