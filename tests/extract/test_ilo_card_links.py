"""Choose the link of a card, and decide by it whether the card is an item."""

# ruff: noqa: E501 - markup

from __future__ import annotations

import pytest

from extract.card_pages import URL, card, read
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract import registry


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/resource/news", "https://mirror.example.org/x", URL])
@pytest.mark.parametrize("host", ["", "https://www.ilo.org", "http://ilo.org"])
def test_a_copy_of_the_page_leads_to_the_same_documents(url: str, host: str) -> None:
    card = f'<div class="ilo--card"><a class="ilo--card--link" href="{host}/resource/news/a-b-c-d"><span class="ilo--card--link--text">A</span></a><time>1 May 2026</time></div>'

    (item,) = read(card, url).items

    assert item.link.endswith("/resource/news/a-b-c-d")


@pytest.mark.parametrize(
    "href",
    [
        "/resource/news/fishers-rest", "/fr/resource/actualites/les-pecheurs", "/es/resource/otros/taller", "/es/resource/taller",
        "/zh-hans/resource/news/%E5%AE%89", "/publications/work-at-sea", "/fr/publications/flagship-reports/travail",
        "/resource/news/all-eyes-on-the-docks", "/resource/a/b/c/d", "/empent/WCMS_700001/lang--en/index.htm",
        "//www.oit.org/resource/news/fishers-rest", "https://ilo.org/resource/news/fishers-rest?utm_source=x#top",
    ],
)  # fmt: skip
def test_a_card_that_leads_to_a_document_of_the_site_is_an_item(href: str) -> None:
    assert len(read(card(href)).items) == 1


@pytest.mark.parametrize(
    "href",
    [
        "/resource", "/resource/", "/resource/news", "/fr/resource/actualites/", "/resource/press-release", "/publications",
        "/publications/flagship-reports", "/resource/news/all-news-recent", "/resource/news/all-news-recent?page=4", "/resource/article/all",
        "/resource/statement/all-statements", "/topics-and-sectors/wages", "/regions-and-countries/asia/viet-nam",
        "/resource/other/minutes/download", "/meetings-and-events/a-round-table", "/node/0", "/node/716386/edit", "/media/0/download", "/", "#",
        "https://voices.ilo.org/resource/news/fishers-rest", "https://ilo.org.example.net/resource/news/fishers-rest", "http://x:y/resource/news/z",
        "mailto:x@example.org", "javascript:open('/resource/news/fishers-rest')", "/search?to=/resource/news/fishers-rest",
    ],
)  # fmt: skip
def test_a_dated_card_that_leads_to_a_list_or_elsewhere_is_no_item(href: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(card(href))

    assert caught.value.reason == "no_items"


@pytest.mark.parametrize(
    "href", ["/resource/news/all-about-us", "/es/resource/sobre-nosotros", "/publications/wages"]
)
def test_an_address_that_may_be_a_list_is_an_item_only_with_a_date(href: str) -> None:
    dated, undated = card(href), card(href, day="") + card("/resource/news/fishers-rest")

    assert len(read(dated).items) == 1
    assert [item.key for item in read(undated).items] == ["www.ilo.org/resource/news/fishers-rest"]


def test_a_link_to_the_page_itself_is_no_item() -> None:
    page = card("/resource/news/a-list-by-any-name?page=2") + card("/resource/news/fishers-rest")

    found = read(page, "https://www.ilo.org/resource/news/a-list-by-any-name")

    assert [item.key for item in found.items] == ["www.ilo.org/resource/news/fishers-rest"]


OVER_ALL = '<a class="ilo--card--link" href="{}">{}</a>'
TITLE = '<p class="ilo--card--title"><a href="{}">A title</a></p>'


@pytest.mark.parametrize(
    ("parts", "keys"),
    [
        (OVER_ALL.format("https://videos.example.org/", "") + TITLE.format("/resource/news/in-the-title"), []),
        (
            OVER_ALL.format("/resource/news/over-all", "") + TITLE.format("/resource/news/in-the-title"),
            ["over-all"],
        ),
        (
            '<a href="/resource/article/first">Topic</a>' + TITLE.format("/resource/news/in-the-title"),
            ["in-the-title"],
        ),
        (
            '<a href="https://videos.example.org/">Topic</a>' + TITLE.format("/resource/news/in-the-title"),
            ["in-the-title"],
        ),
        (OVER_ALL.format("#", "") + TITLE.format("/resource/news/in-the-title"), ["in-the-title"]),
    ],
)
def test_the_link_over_a_card_comes_before_that_of_its_title_and_before_others(
    parts: str, keys: list[str]
) -> None:
    page = f'<div class="ilo--card">{parts}</div>' + card("/resource/news/beside")

    found = read(page)

    assert [item.key.rpartition("/")[2] for item in found.items] == [*keys, "beside"]


def test_a_card_that_is_a_link_without_an_address_is_no_item() -> None:
    good = '<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/one-card-of-all" title="One"></a></div>'
    bad = '<a class="ilo--card" title="Nowhere"><p class="ilo--card--title">Nowhere</p></a>'

    found = registry.extract(Page(url=URL, body=(bad + good).encode()))

    assert [item.title for item in found.items] == ["One"]
