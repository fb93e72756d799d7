"""Read the number of a page in its content management system (the node id of Drupal)."""

from __future__ import annotations

import re

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract.document import Document

_NUMBER = re.compile(r"[1-9][0-9]{0,9}")


def node_id(page: Page) -> str:
    """Return the content of ``meta name="node_id"`` of *page*; empty if it is not a number or not unique."""
    try:
        tags = Document(page).soup.find_all("meta", attrs={"name": "node_id"}, limit=10)
    except ExtractError:
        return ""
    numbers = {str(tag.get("content") or "").strip() for tag in tags}
    number = numbers.pop() if len(numbers) == 1 else ""
    return number if _NUMBER.fullmatch(number) else ""
