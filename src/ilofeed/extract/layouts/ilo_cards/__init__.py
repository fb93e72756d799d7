"""``ilo-cards``: the cards of the ILO's site since April 2024, by its own design system.

    <div class="ilo--card ilo--card__type__detail">
     <a class="ilo--card--link" href="…" title="Title "><span class="ilo--card--link--text">Title </span></a>
     <div class="ilo--card--wrap"> …
       <p class="ilo--card--eyebrow">…</p>      kicker
       <p class="ilo--card--title">…</p>        title, the second time; the tag varies
       <p class="ilo--card--intro">…</p>        summary, on some kinds of card
       <time class="ilo--card--date" datetime="1785499200">31 July 2026</time>
       <p class="ilo--card--date-extra">20 September 2025 | Kuala Lumpur, Malaysia</p>   in place of it

Not every card is news. What counts leads to a document of the page's own site: promotions lead
to other hosts, and figures, fact sheets and link lists are told by their kind. A card whose parts
have no such names, and a row of a list without cards, is read by its lines.
"""

from __future__ import annotations

import re

from ilofeed.core import urls
from ilofeed.core.models import Extraction
from ilofeed.extract.document import Document
from ilofeed.extract.layouts.ilo_cards.names import CARD, LINK, NAME, ROW

__all__ = ["NAME", "extract", "fits"]

# A hero has a picture of class "ilo--card--image" and no card, so only whole words count.
_BLOCKS = frozenset((CARD, LINK, "ilo--cardgroup"))
_TRACES = re.compile(r"ilo--(?:[a-z]+-)?card")


def fits(document: Document, *, was_read: bool = False) -> bool:
    """Return whether the page has the design system's cards, or a group for them, even an empty one.

    Of a list that *was_read* by this profile before, any part of a card is enough: its cards may be
    gone with their group.
    """
    if not document.is_html:
        return False
    if document.has_class(_BLOCKS.__contains__) or (was_read and document.has_class(_TRACES.match)):
        return True
    if not document.has_class(ROW.__eq__):
        return False
    if urls.is_ilo(document.url):
        return True
    from ilofeed.extract.layouts.ilo_cards import page  # noqa: PLC0415 - every page is asked, most have no cards

    return page.may_have_news(document)


def extract(document: Document) -> Extraction:
    """The items among the page's cards, top to bottom. Raises ExtractError where there are none."""
    from ilofeed.extract.layouts.ilo_cards import page  # noqa: PLC0415 - see above

    return page.extract(document)
