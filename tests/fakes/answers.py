"""Answers in JSON, and how sources read them."""

from __future__ import annotations

import json

from ilofeed.core.json_paths import JsonPaths
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.extract import registry

URL = "https://example.org/api/news?page=1"


def answer(value: object, url: str = URL) -> Page:
    """The answer of a server with *value*, or with the text of it."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Page(url=url, body=body, content_type="application/json")


def read(value: object, url: str = URL, **paths: str) -> Extraction:
    """What a source reads of *value*, with *paths* beside those of the usual fields."""
    usual = {"items": "items", "title": "title", "link": "url", "date": "date"}
    source = Source(slug="news", url=url, profile="json", json=JsonPaths(**(usual | paths)))
    return registry.read(answer(value, url), source)


def found(value: object, url: str = URL) -> Extraction:
    """What "auto" reads of *value*."""
    return registry.read(answer(value, url), Source(slug="news", url=url))


def articles(count: int = 3) -> list[dict[str, object]]:
    """Objects with title, address and date."""
    return [
        {"title": f"The council adopts rule {at}", "url": f"/news/rule-{at}", "date": f"2026-11-{at:02}"}
        for at in range(1, count + 1)
    ]
