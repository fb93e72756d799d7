"""Where a list goes on: the link that a page's pager gives for its next page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag
from lxml import etree

from ilofeed.core import urls
from ilofeed.core.text import clean
from ilofeed.extract.document import Document
from ilofeed.extract.partial_soup import Element

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
_REACH = 6

# Where `_PAGER` is looked for, and what all that it finds has in it.
_MARKS = etree.XPath("//@class | //@id | //@role | //@aria-label")
_MARK = re.compile("pag|nav-links|posts-navigation", re.IGNORECASE)


def pagers(tree: Element) -> list[Element]:
    """What `following` looks at in the page *tree*."""
    marks = (each.getparent() for each in _MARKS(tree) if _MARK.search(each))
    return [*(each for each in tree.iter("a") if "next" in each.get("rel", "")), *marks]


def following(document: Document) -> str | None:
    """The address of the list's next page, on the page's own site; None where none is named."""
    here = urls.canonical(document.url)
    for anchor in _named(document.soup):
        href = anchor.get("href")
        url = urls.absolute(href, document.base) if isinstance(href, str) else None
        if (
            url
            and not str(href).startswith("#")
            and urls.site(url) in document.sites
            and urls.canonical(url) != here
        ):
            return url
    return None


def _named(soup: Tag) -> Iterator[Tag]:
    """Links to a next page, those that say so to machines first."""
    yield from soup.find_all("a", rel="next", href=True)
    anchors = [tag for tag in soup.find_all("a", href=True) if _pager(tag) is not None]
    for anchor in anchors:
        names = [
            name for tag in (anchor, anchor.parent) if tag for name in tag.get_attribute_list("class") if name
        ]
        if any(re.search(r"(?:^|[-_])next(?:$|[-_])", name, re.IGNORECASE) for name in names):
            yield anchor
    for anchor in anchors:
        said = [anchor.get_text(" "), anchor.get("aria-label"), anchor.get("title")]
        words = [clean(each, 80) for each in said if isinstance(each, str)]
        if any(_NEXT.fullmatch(each.strip(" .…›»→>")) for each in words if each.strip(" .…›»→>")):
            yield anchor
    for anchor in anchors:
        if clean(anchor.get_text(" "), 80) in _ARROWS:
            yield anchor
    yield from soup.find_all("link", rel="next", href=True)


def _pager(anchor: Tag) -> Tag | None:
    """The pager that *anchor* stands in."""
    for depth, tag in enumerate(anchor.parents):
        if depth == _REACH or tag.name == "body":
            return None
        names = [*tag.get_attribute_list("class"), tag.get("id"), tag.get("role")]
        labels = str(tag.get("aria-label") or "")
        if any(isinstance(name, str) and _PAGER.fullmatch(name) for name in names) or "agination" in labels:
            return tag
    return None
