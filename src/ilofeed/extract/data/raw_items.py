"""Make items of the values that data have for their fields."""

from __future__ import annotations

from collections.abc import Mapping

from ilofeed.extract.data.values import FoundDate, address_of, text_of
from ilofeed.extract.document import Document
from ilofeed.extract.error_titles import left_out_by
from ilofeed.extract.raw_item import RawItem


def raw_item(document: Document, values: Mapping[str, object], date: FoundDate) -> RawItem:
    """Return the item of *values*, which have the names of its fields.

    Without a link it is left out: data are no page for people.
    """
    title, href = text_of(values.get("title")), address_of(values.get("link"))
    return RawItem(
        title=title,
        href=href or None,
        published=date.published,
        date_text=date.text,
        date_language=document.language,
        summary=text_of(values.get("summary")),
        kicker=text_of(values.get("kicker")),
        place=text_of(values.get("place")),
        image=address_of(values.get("image")) or None,
        author=text_of(values.get("author")),
        left_out=left_out_by(title) if href else "no_link",
        text=title,
    )
