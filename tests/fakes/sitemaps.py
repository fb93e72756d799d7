"""Sitemaps in the form of the protocol, made of as many pages as a test needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def urlset(pages: Iterable[str] | Mapping[str, str]) -> bytes:
    """Return a sitemap of *pages*, addresses with the dates of their last change if they have one."""
    dates = pages if isinstance(pages, Mapping) else dict.fromkeys(pages, "")
    entries = "".join(
        f"<url><loc>{escape(url)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for url, day in dates.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{NAMESPACE}">{entries}</urlset>'.encode()


def index(parts: Iterable[str]) -> bytes:
    """Return a sitemap index that names *parts*."""
    entries = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>" for part in parts)
    return f'<sitemapindex xmlns="{NAMESPACE}">{entries}</sitemapindex>'.encode()
