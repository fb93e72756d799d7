"""Links and buttons that load more of a list, and the next page that a header names."""

from __future__ import annotations

import pytest

from fakes.pages import ilo_list, some
from ilofeed.core.models import Page, Source
from ilofeed.extract import registry
from ilofeed.extract.document import Document
from ilofeed.extract.pagination import next_page

HERE = "https://example.org/news/"
PAGE_2 = "https://example.org/news/?page=2"


def following(markup: str, url: str = HERE) -> str | None:
    """The next page of a page at *url* with *markup*."""
    return next_page(Document(Page(url=url, body=f"<html><body>{markup}</body></html>".encode())))


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<a class="btn load-more" href="?page=2">Show more</a>', PAGE_2),
        ('<a class="LoadMore" href="/news?page=2">More</a>', "https://example.org/news?page=2"),
        ('<button class="load-more" data-next-url="/news/?page=2">Mehr laden</button>', PAGE_2),
        ('<a id="show-more-news" href="#" data-href="?offset=10">+</a>', "https://example.org/news/?offset=10"),
        ('<a class="infinite-more-link" href="?page=1">More</a>', "https://example.org/news/?page=1"),
    ],
)
def test_a_link_or_button_to_load_more_leads_to_the_next_page(markup: str, url: str) -> None:
    assert following(markup) == url


def test_the_number_continues_that_of_the_address() -> None:
    link = '<a class="load-more" href="?lang=fr&page={}">More</a>'
    here = "https://example.org/news/?lang=fr&page=4"

    assert following(link.format(5), here) == "https://example.org/news/?lang=fr&page=5"
    assert [following(link.format(number), here) for number in (3, 4, 6)] == [None] * 3


@pytest.mark.parametrize(
    "markup",
    [
        '<a class="read-more" href="/news/an-article">Read more</a>',
        '<a class="see-more" href="/press/?page=2">More from the press</a>',
        '<a class="load-more" href="https://www.example.org/news/?page=2">More</a>',
        '<a class="load-more" href="?page=7">More</a>',
        '<a class="load-more" href="?page=2&sort=title">More</a>',
        '<a class="load-more" href="?category=2">More</a>',
        '<a class="load-more" href="?page=two">More</a>',
        '<a class="load-more" href="#" data-url="javascript:more()">More</a>',
        '<a class="more" href="?page=2">More</a>',
        '<button class="load-more" data-next-page="2">More</button>',
        '<div class="load-more" data-url="?page=2">More</div>',
    ],
)
def test_a_link_to_something_else_is_none(markup: str) -> None:
    assert following(markup) is None


def test_a_pager_counts_first() -> None:
    pager = '<nav class="pagination"><a href="?start=20">Next</a></nav>'

    assert (
        following(f'<a class="load-more" href="?page=2">More</a>{pager}') == "https://example.org/news/?start=20"
    )


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/news/2", "https://www.ilo.org/news/2"),
        ("https://other.example.org/news/2", None),
        ("", None),
        ("https://www.ilo.org/news", None),
        ("javascript:x()", None),
    ],
)
def test_the_header_names_the_next_page_on_the_same_site(link: str, url: str | None) -> None:
    here = "https://www.ilo.org/news"
    page = Page(url=here, body=ilo_list(some(5)).encode(), next_link=link)

    assert registry.read(page, Source(slug="news", url=here)).next == url
