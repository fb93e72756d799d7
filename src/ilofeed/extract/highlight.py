"""Render a page for the preview, with its items marked."""

from __future__ import annotations

from html import escape

from bs4 import Tag

from ilofeed.core import ids, urls
from ilofeed.core.models import Extraction, Page
from ilofeed.core.text import fold
from ilofeed.extract import registry, sanitize
from ilofeed.extract.data_document import DataDocument
from ilofeed.extract.document import Document
from ilofeed.extract.item_elements import find_elements, item_blocks

# The only elements allowed in a row of a table.
_CELLS = ("td", "th")


def marked(page: Page, extraction: Extraction | None) -> str:
    """Return the text and structure of *page* as harmless HTML, each item of *extraction* with its number.

    Data are returned as they are written, without numbers.

    Raises ExtractError if the bytes are not a page.
    """
    if extraction is not None and registry.is_data(extraction.profile):
        return f"<pre>{escape(DataDocument(page).characters)}</pre>"
    document = Document(page)
    if not document.is_html:
        return f"<pre>{escape(document.text)}</pre>"
    for tag in document.soup.select(f"[{sanitize.NUMBER}]"):
        del tag[sanitize.NUMBER]
    if extraction is not None:
        _mark(document, extraction)
    return sanitize.shown(str(document.soup))


def _mark(document: Document, extraction: Extraction) -> None:
    numbers = {item.key: str(item.number) for item in extraction.items}
    own = (item for item in extraction.items if ids.has_own_page(item))  # others are found by title
    by_alias = {urls.canonical(item.link): numbers[item.key] for item in own} | numbers
    by_title = {fold(item.title): numbers[item.key] for item in extraction.items}
    for number, block in item_blocks(find_elements(document, by_alias, by_title)):
        block[sanitize.NUMBER] = number
        mark = document.soup.new_tag(sanitize.MARK)
        mark.string = number
        _first_cell(block).insert(0, mark)


def _first_cell(block: Tag) -> Tag:
    """Return the element for text in *block*: in a row of a table, its first cell."""
    return (block.find(_CELLS) or block) if block.name in ("table", "tbody", "tr") else block
