"""Read the number under which a page's content system knows it (Drupal's node id)."""

from __future__ import annotations

import re

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract.document import Document

_NUMBER = re.compile(r"[1-9][0-9]{0,9}")


def node_id(page: Page) -> str:
    """Return the content of ``meta name="node_id"`` of *page*; nothing where it is no number, or stated twice."""
    try:
        tags = Document(page).soup.find_all("meta", attrs={"name": "node_id"}, limit=10)
    except ExtractError:
        return ""
    found = {str(tag.get("content") or "").strip() for tag in tags}
    number = found.pop() if len(found) == 1 else ""
    return number if _NUMBER.fullmatch(number) else ""
