"""Pages with data for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ilofeed.core.models import Extraction, Page, Source
from ilofeed.extract import registry

URL = "https://example.org/news"


def article(at: int, **properties: object) -> dict[str, object]:
    """An article in the terms of schema.org; a property that is None is left out."""
    whole: dict[str, object] = {
        "@type": "NewsArticle",
        "headline": f"The council adopts rule {at}",
        "url": f"https://example.org/news/rule-{at}",
        "datePublished": f"2026-11-{at:02}",
    }
    return {name: value for name, value in (whole | properties).items() if value is not None}


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def state(value: object, attributes: str = 'id="__NEXT_DATA__"') -> str:
    return f'<script type="application/json" {attributes}>{json.dumps(value)}</script>'


def page(*parts: str) -> Page:
    body = f"<html lang=en><title>News</title><body>{''.join(parts)}</body></html>"
    return Page(url=URL, body=body.encode(), content_type="text/html; charset=utf-8")


def read(*parts: str, last_profile: str = "", **settings: str) -> Extraction:
    """What a source with *settings* reads of a page of *parts*."""
    return registry.read(page(*parts), Source(slug="news", url=URL, **settings), last_profile=last_profile)  # type: ignore[arg-type] # texts


def rows(items: Mapping[str, str], *, day: str = "") -> str:
    """A list in the markup: title by the path of its link, each with the same line for its date."""
    lines = "".join(f'<li><a href="/news/{path}">{title}</a> <p>{day}</p></li>' for path, title in items.items())
    return f"<main><h1>News</h1><ul class=list>{lines}</ul></main>"
