"""What a page calls itself, and its site."""

from __future__ import annotations

import pytest

from ilofeed.core.layout_names import AUTO
from ilofeed.core.models import Page
from ilofeed.extract import registry
from ilofeed.extract.document import Document

ITEMS = "".join(f'<li><a href="/{at}">Report {at} of the port</a> 1{at} May 2026</li>' for at in range(5))


def page_of(html: str) -> Page:
    return Page(url="https://a.example/", body=html.encode(), content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("html", "heading", "element"),
    [
        ("<title>News | Port</title><h1>News</h1>", "News", "News | Port"),
        ("<title>News | Port</title><h1> </h1><h1>Latest\n news</h1>", "Latest news", "News | Port"),
        ("<title>News | Port</title><p>x", "News | Port", "News | Port"),
        ("<body><svg><title>Menu</title></svg><p>x", "", ""),
        ("<body><svg><title>Menu</title></svg><title>News</title>", "News", "News"),
        ("<title></title><title>News</title><p>x", "News", "News"),
        ("<p>x", "", ""),
    ],
)
def test_heading_and_title_element_are_read_apart(html: str, heading: str, element: str) -> None:
    page = Document(page_of(html))

    assert (page.title, page.page_title) == (heading, element)


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ('<meta property="og:site_name" content=" Port of\n Wexcombe ">', "Port of Wexcombe"),
        ('<meta property="og:site_name" content="">', ""),
        ('<meta property="og:title" content="News">', ""),
    ],
)
def test_the_name_of_the_site_is_in_the_metadata(meta: str, expected: str) -> None:
    page = page_of(f"<html><head><title>News</title>{meta}</head><body><h1>News</h1><ul>{ITEMS}</ul>")

    found = registry.extract(page, AUTO)

    assert (found.title, found.page_title, found.site_name) == ("News", "News", expected)
