"""Read what a page calls itself: its heading, its title element, and its site in the metadata."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from ilofeed.core.text import readable
from ilofeed.extract.inner_text import inner_text


def heading(soup: BeautifulSoup) -> str:
    """Return the first heading of the first level that has text."""
    return next((text for tag in soup.find_all("h1") if (text := readable(inner_text(tag)))), "")


def title_element(soup: BeautifulSoup) -> str:
    """Return the first title element that has text; a picture (SVG) has its own."""
    tag = soup.find("title")  # mostly at the top, where the search ends
    while isinstance(tag, Tag):
        if tag.find_parent("svg") is None and (text := readable(inner_text(tag))):
            return text
        tag = tag.find_next("title")
    return ""


def site_name(soup: BeautifulSoup) -> str:
    """Return the name of the site, as the head of the page gives it to programs that share its address (Open Graph)."""
    meta = soup.head.find("meta", property="og:site_name", content=True) if soup.head else None
    return readable(str(meta["content"])) if isinstance(meta, Tag) else ""
