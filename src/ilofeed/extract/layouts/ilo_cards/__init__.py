"""``ilo-cards``: the cards of the ILO's site since April 2024, by its own design system.

    <div class="ilo--card ilo--card__type__detail">
     <a class="ilo--card--link" href="…" title="Title "><span class="ilo--card--link--text">Title </span></a>
     <div class="ilo--card--wrap"> …
       <p class="ilo--card--eyebrow">…</p>      kicker
       <p class="ilo--card--title">…</p>        title, the second time; the tag varies
       <p class="ilo--card--intro">…</p>        summary, on some kinds of card
       <time class="ilo--card--date" datetime="1785499200">31 July 2026</time>
       <p class="ilo--card--date-extra">20 September 2025 | Kuala Lumpur, Malaysia</p>   instead of it

Not every card is news. An item leads to a document of the same site. Promotions lead to other hosts;
figures, fact sheets and lists of links are recognised by the kind of their card. A card whose parts do
not have these names, and a row of a list without cards, is read by its lines.
"""

from __future__ import annotations

import re

from ilofeed.core import urls
from ilofeed.core.models import Extraction
from ilofeed.extract.document import Document
from ilofeed.extract.layouts.ilo_cards.names import CARD, LINK, NAME, ROW

__all__ = ["NAME", "extract", "fits"]

# A hero has an image of class "ilo--card--image" and no card, so only whole words count.
_BLOCKS = frozenset((CARD, LINK, "ilo--cardgroup"))
_TRACES = re.compile(r"ilo--(?:[a-z]+-)?card")


def fits(document: Document, *, was_read: bool = False) -> bool:
    """Return whether the page has cards of the design system, or a group for them, even an empty one.

    If a page of the list *was_read* by this profile, any part of a card is enough: the cards may have
    disappeared together with their group.
    """
    if not document.is_html:
        return False
    if document.has_class(_BLOCKS.__contains__) or (was_read and document.has_class(_TRACES.match)):
        return True
    if not document.has_class(ROW.__eq__):
        return False
    if urls.is_ilo(document.url):
        return True
    from ilofeed.extract.layouts.ilo_cards import page  # noqa: PLC0415 - most pages have no cards

    return page.may_have_news(document)


def extract(document: Document) -> Extraction:
    """Return the items among the cards of the page, top to bottom. Raises ExtractError if there are none."""
    from ilofeed.extract.layouts.ilo_cards import page  # noqa: PLC0415 - see above

    return page.extract(document)
