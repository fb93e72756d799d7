"""Find the link to the next page of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from bs4 import Tag

from ilofeed.core import urls
from ilofeed.core.text import clean
from ilofeed.extract.document import Document
from ilofeed.extract.partial_soup import Element, having

_NEXT = re.compile(
    r"(?:go to (?:the )?)?next(?: page| posts?| »)?|older(?: posts| entries| news)?|(?:page )?suivante?|siguiente"
    r"|próxim[ao]|(?:page |página )?seguinte|weiter|nächste(?: seite)?|successiv[ao]"
    r"|(?:следующая|далее|вперёд|вперед)(?: страница)?|次へ|次のページ|次"
    r"|下一页|下页|التالي|الصفحة التالية|sonraki|tiếp",
    re.IGNORECASE,
)
_ARROWS = frozenset("›»→>")
_PAGER = re.compile(
    r"(?:.*[-_])?(?:pager|pagination|paginate|paging|pages|page-numbers|nav-links|posts-navigation)(?:[-_].*)?",
    re.IGNORECASE,
)
# Levels above a link that are searched for a pager.
_MAX_LEVELS = 6

# Class names of links and buttons that load more of a list, and attributes in which scripts find the address.
_MORE = re.compile(
    r"(?:.*[-_])?(?:load|show|view|read|see)[-_]?more(?:[-_].*)?|(?:.*[-_])?infinite[-_].*", re.IGNORECASE
)
_ADDRESSES = (
    *(
        "href",
        "data-href",
        "data-url",
        "data-src",
        "data-next",
        "data-next-url",
        "data-next-href",
        "data-next-page",
    ),
    *("data-next-page-url", "data-load-more-url", "data-ajax-url"),
)
_NUMBER = re.compile(r"[0-9]{1,9}")
# Usual names for the number of a page, and for that of its first item.
_PAGE_NUMBER = re.compile(r"page|p|pg|paged|pagina", re.IGNORECASE)
_NUMBER_FIELD = re.compile(r"(?<![^&;])([^=&;]+)=([0-9]{1,9})(?![^&;])")
_OFFSET = re.compile(r"offset|start|from|skip", re.IGNORECASE)

# Attributes in which `_PAGER` is searched, and a pattern that finds all its matches.
_MARKS = ("class", "id", "role", "aria-label")
_MARK = re.compile("pag|nav-links|posts-navigation", re.IGNORECASE)


def pagers(tree: Element) -> list[Element]:
    """Return the elements of *tree* that `next_page` needs."""
    return [*having(tree, ("rel",), lambda value: "next" in value), *having(tree, _MARKS, _MARK.search)]


def next_page(document: Document) -> str | None:
    """Return the address of the next page of the list, on the same site; None if there is no such link."""
    here = urls.canonical(document.url)
    for anchor in _candidates(document.soup):
        href = anchor.get("href")
        url = urls.absolute(href, document.base) if isinstance(href, str) else None
        if (
            url
            and not str(href).startswith("#")
            and urls.site(url) in document.sites
            and urls.canonical(url) != here
        ):
            return url
    return _more(document)


def _more(document: Document) -> str | None:
    """Return the address of the next page that a link or button to load more has; None without one.

    Links to more are often links to another list. So the address must be that of the page, with the number of a
    later page or item.
    """
    for tag in document.soup.find_all(["a", "button"]):
        if not any(_MORE.fullmatch(name) for name in (*tag.get_attribute_list("class"), tag.get("id")) if name):
            continue
        for name in _ADDRESSES:
            value = tag.get(name)
            url = urls.absolute(value, document.base) if isinstance(value, str) and value.strip() else None
            if url and _is_later(url, document.url):
                return url
    return None


def _is_later(url: str, here: str) -> bool:
    """Return whether *url* is that of the page *here* with the number of the next page, or of a later item."""
    if _without_query(url) != _without_query(here):
        return False
    there, own = dict(urls.parameters(url)), dict(urls.parameters(here))
    changed = {name for name in {*there, *own} if there.get(name) != own.get(name)}
    name = changed.pop() if len(changed) == 1 else ""
    numbers = [there.get(name, ""), own.get(name, "0")]
    if not all(_NUMBER.fullmatch(each) for each in numbers):
        return False
    later, now = map(int, numbers)
    if _PAGE_NUMBER.fullmatch(name):
        # The first page has the number 0 or 1.
        return later == now + 1 or (name not in own and later == now + 2)
    return _OFFSET.fullmatch(name) is not None and later > now


def page_number(url: str) -> int | None:
    """Return the number of a page in the query of *url*; None without one."""
    match = _page_field(url)
    return int(match[2]) if match else None


def with_page_number(url: str, number: int) -> str:
    """Return *url* with *number* as the number of the page in its query, in the parameter ``page`` if it has none."""
    parts = urlsplit(url)
    if match := _page_field(url):
        query = f"{parts.query[: match.start(2)]}{number}{parts.query[match.end(2) :]}"
    else:
        query = f"{parts.query}&page={number}" if parts.query else f"page={number}"
    return urlunsplit(parts._replace(query=query, fragment=""))


def _page_field(url: str) -> re.Match[str] | None:
    """Return the number of a page in the query of *url*, as the second group of a match."""
    fields = _NUMBER_FIELD.finditer(urlsplit(url).query)
    return next((field for field in fields if _PAGE_NUMBER.fullmatch(field[1])), None)


def _without_query(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return urls.host_of(url), parts.path.rstrip("/")


def _candidates(soup: Tag) -> Iterator[Tag]:
    """Yield the links to a next page, those with a machine-readable relation first."""
    yield from soup.find_all("a", rel="next", href=True)
    anchors = [tag for tag in soup.find_all("a", href=True) if _pager(tag) is not None]
    for anchor in anchors:
        names = [
            name for tag in (anchor, anchor.parent) if tag for name in tag.get_attribute_list("class") if name
        ]
        if any(re.search(r"(?:^|[-_])next(?:$|[-_])", name, re.IGNORECASE) for name in names):
            yield anchor
    for anchor in anchors:
        labels = (anchor.get_text(" "), anchor.get("aria-label"), anchor.get("title"))
        texts = [clean(label, 80).strip(" .…›»→>") for label in labels if isinstance(label, str)]
        if any(_NEXT.fullmatch(text) for text in texts if text):
            yield anchor
    for anchor in anchors:
        if clean(anchor.get_text(" "), 80) in _ARROWS:
            yield anchor
    yield from soup.find_all("link", rel="next", href=True)


def _pager(anchor: Tag) -> Tag | None:
    """Return the pager around *anchor*."""
    for level, tag in enumerate(anchor.parents):
        if level == _MAX_LEVELS or tag.name == "body":
            return None
        names = [*tag.get_attribute_list("class"), tag.get("id"), tag.get("role")]
        labels = str(tag.get("aria-label") or "")
        if any(isinstance(name, str) and _PAGER.fullmatch(name) for name in names) or "agination" in labels:
            return tag
    return None
