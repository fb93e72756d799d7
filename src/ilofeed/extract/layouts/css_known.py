"""Find out whether items can be read each alone, so that those of the last poll are not read again."""

from __future__ import annotations

from itertools import chain

from lxml import etree

from ilofeed.core.css_reach import is_by_start_tags, is_within
from ilofeed.core.css_scanner import SelectorError
from ilofeed.core.css_selectors import parse
from ilofeed.core.selectors import SEARCHED, Selectors, alternatives
from ilofeed.extract import start_tags
from ilofeed.extract.document import Document

#: The cost of counting siblings grows with the square of their number.
MAX_SIBLINGS = 2000

_SPANS_ROWS = etree.XPath("boolean(//td[@rowspan] | //th[@rowspan])")
_HAS_MANY_SIBLINGS = etree.XPath(f"boolean(//*[count(node()) > {MAX_SIBLINGS}])")

# They take an item together with what is around it, or change the page.
_OF_SEVERAL = ("span", "date_above", "ignore")
_OF_PAGE = ("item", "next")


def are_read_alone(document: Document, selectors: Selectors) -> bool:
    """Return whether each item is read by its content and the start tags around it alone.

    The start tags around an element must decide whether it is an item, or the link to the next page.
    """
    if document.tree is None or any(getattr(selectors, name) for name in _OF_SEVERAL):
        return False
    try:
        of_page, of_items = (
            [parse(css) for name in names for css in alternatives(getattr(selectors, name))]
            for names in (_OF_PAGE, [name for name in SEARCHED if name not in _OF_PAGE])
        )
    except SelectorError:
        return False
    if not all(is_by_start_tags(each) and start_tags.can_find(each) for each in of_page):
        return False
    if not all(map(is_within, of_items)) or _SPANS_ROWS(document.tree):
        return False
    counts = any(each.counts_neighbours for each in chain(of_page, of_items))
    return not (counts and _HAS_MANY_SIBLINGS(document.tree))
