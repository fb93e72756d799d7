"""Write cards of the ILO's site, and read pages of them."""

from __future__ import annotations

from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry

URL = "https://www.ilo.org/resource/news/all-news-recent"
ROW = '<div class="views-row"><h3><a href="{}">A title</a></h3><time>1 May 2026</time></div>'


def read(text: str, url: str = URL) -> Extraction:
    return registry.extract(Page(url=url, body=text.encode(), content_type="text/html; charset=utf-8"))


def card(href: str, day: str = "<time>1 May 2026</time>") -> str:
    return f'<div class="ilo--card"><a class="ilo--card--link" href="{href}" title="A title"></a>{day}</div>'
