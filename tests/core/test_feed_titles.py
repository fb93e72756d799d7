"""Titles of feeds, made of what pages call themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.feed_titles import LIMIT, feed_title, told_apart
from ilofeed.core.models import Extraction
from ilofeed.core.text import fold

PAGE = "https://page.example/list"


def title(heading: str, element: str = "", url: str = PAGE, site: str = "") -> str:
    page = Extraction(
        profile="auto", url=url, language="", title=heading, items=(), page_title=element, site_name=site
    )
    return feed_title(page, url)


@pytest.mark.parametrize(
    ("heading", "element", "expected"),
    [
        ("News", "News | Site 12", "News · Site 12"),
        ("News", "News - Site 12", "News · Site 12"),
        ("News", "News – Site 12", "News · Site 12"),
        ("News", "News · Site 12", "News · Site 12"),
        ("News", "News :: Site 12", "News · Site 12"),
        ("News", "News >> Site 12", "News · Site 12"),
        ("News", "News » Site 12", "News · Site 12"),
        ("News", "News|Site 12", "News · Site 12"),
        ("News", "Site 12 | News", "News · Site 12"),
        ("News", "Site 12 - News", "News · Site 12"),
        ("News", "Site 12 >> News", "News · Site 12"),
        ("News", "News | Employment | Site 12", "News · Employment · Site 12"),
        ("News", "Site 12 » Employment » News", "News · Employment · Site 12"),
        ("News", "Site 12 » About us » Employment » News", "News · Employment · Site 12"),
        ("News", "Home » News » Site 12", "News · Site 12"),
        ("Minutes", "List | Site 12", "Minutes · Site 12"),
        ("Notices of meetings", "Harbour council", "Notices of meetings · Harbour council"),
        ("Opinions", "Opinions by Release Date", "Opinions by Release Date"),
        ("News", "News from Wexcombe | Port", "News from Wexcombe · Port"),
        ("Covid-19 - News", "Covid-19 - News - Site 12", "Covid-19 - News · Site 12"),
        ("News of Site 12", "News of Site 12 | Site 12", "News of Site 12"),
        ("News of the harbour", "News of the harbour | 2026", "News of the harbour"),
        ("", "News of the harbour | Site 12", "News of the harbour · Site 12"),
        ("News of the harbour", "", "News of the harbour"),
        ("", "", ""),
    ],
)
def test_a_title_has_the_heading_the_section_and_the_site_in_this_order(
    heading: str, element: str, expected: str
) -> None:
    assert title(heading, element) == expected


@pytest.mark.parametrize(
    ("heading", "element", "expected"),
    [
        ("الأخبار", "الأخبار | منظمة العمل الدولية", "الأخبار · منظمة العمل الدولية"),
        ("الأخبار", "منظمة العمل الدولية - الأخبار", "الأخبار · منظمة العمل الدولية"),
        ("חדשות", "\u200fחדשות\u200f | \u200fנמל חיפה\u200f", "חדשות · נמל חיפה"),
        ("お知らせ", "お知らせ｜港湾局", "お知らせ · 港湾局"),
        ("新闻", "新闻_港口集团", "新闻 · 港口集团"),
        ("新闻-中心", "新闻-中心-港口集团", "新闻-中心 · 港口集团"),
        ("Новости", "Газета «Труд» – Новости", "Новости · Газета «Труд»"),
        ("Actualités", "Actualités « Le travail » | Coopérative", "Actualités « Le travail » · Coopérative"),
        ("Actualités", "Actualités « Coopérative", "Actualités · Coopérative"),
        ("Notícies", "Notícies · Col·lecció del port", "Notícies · Col·lecció del port"),
        ("Haberler", "HABERLER | Liman-İş", "Haberler · Liman-İş"),
    ],
)
def test_titles_of_every_language_are_divided_at_what_separates_there(
    heading: str, element: str, expected: str
) -> None:
    assert title(heading, element) == expected


@pytest.mark.parametrize(
    ("heading", "element", "url", "site", "expected"),
    [
        ("", "Food Alliance | News", "https://www.foodalliance.example/", "", "News · Food Alliance"),
        ("", "ILO | News", "https://www.ilo.org/", "", "News · ILO"),
        ("Minutes", "Food Alliance | List", "https://food-alliance.example/", "", "Minutes · Food Alliance"),
        ("Food Alliance", "News - Food Alliance", "https://foodalliance.example/", "", "News · Food Alliance"),
        ("Food Alliance", "Food Alliance - News", PAGE, "Food Alliance", "News · Food Alliance"),
        ("News", "News", PAGE, "Food Alliance", "News · Food Alliance"),
        ("Minutes", "Food Alliance | List", PAGE, "Food Alliance", "Minutes · Food Alliance"),
        (
            "News",
            "International Labour Organization | News | English",
            "https://www.ilo.org/",
            "",
            "News · International Labour Organization",
        ),
    ],
)
def test_host_and_metadata_show_which_part_is_the_site(
    heading: str, element: str, url: str, site: str, expected: str
) -> None:
    assert title(heading, element, url, site) == expected


@pytest.mark.parametrize(
    ("heading", "url", "expected"),
    [
        ("News", "https://s12.example.org/news", "News · s12.example.org"),
        ("News", "https://news.example.org/", "News · news.example.org"),
        ("Press releases", "https://www.example.org/press", "Press releases · example.org"),
        ("Aktuelles", "https://xn--mnchen-3ya.example/", "Aktuelles · münchen.example"),
        ("News", "http://127.0.0.1:8000/", "News · 127.0.0.1:8000"),
        ("ILO newsroom", "https://www.ilo.org/newsroom", "ILO newsroom"),
        ("Notices of the harbour", "https://example.org/", "Notices of the harbour"),
    ],
)
def test_a_plain_title_without_a_site_gets_the_host(heading: str, url: str, expected: str) -> None:
    assert title(heading, heading, url) == expected


def test_the_title_of_a_feed_gets_the_host_only_if_it_is_a_single_word() -> None:
    assert title("Harbour office", "") == "Harbour office"
    assert title("News", "") == "News · page.example"


def test_feeds_with_one_title_get_their_hosts_or_their_slugs() -> None:
    new = [
        ("Notices of meetings", "https://a.example/", "a"),
        ("Notices of meetings", "https://b.example/", "b"),
        ("Minutes of the board", "https://a.example/x", "a-x"),
        ("Minutes of the board", "https://a.example/y", "a-y"),
        ("Reports of the port", "https://a.example/", "reports"),
        ("News of the port", "https://a.example/z", "z"),
    ]

    assert told_apart(new, ["Reports of the port", "NOTICES OF MEETINGS · b.example"]) == [
        "Notices of meetings · a.example",
        "Notices of meetings · b",
        "Minutes of the board · a-x",
        "Minutes of the board · a-y",
        "Reports of the port · a.example",
        "News of the port",
    ]


_TITLES = st.sampled_from(["News", "news", "News · a.example", "News · b", "Reports", ""])


@given(
    st.lists(st.tuples(_TITLES, st.sampled_from(["https://a.example/", "https://b.example/x"])), max_size=8),
    st.lists(_TITLES, max_size=5),
)
def test_no_two_new_titles_are_the_same_whatever_is_there(new: list[tuple[str, str]], known: list[str]) -> None:
    made = told_apart([(name, url, f"slug-{at}") for at, (name, url) in enumerate(new)], known)

    folded = [fold(name) for name in made if name]
    assert len(folded) == len({*folded})
    assert {*folded}.isdisjoint(map(fold, known))
    assert [bool(name) for name in made] == [bool(name) for name, _ in new]


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=100))
def test_whatever_a_page_calls_itself_its_title_is_a_single_line_of_limited_length(
    heading: str, element: str, site: str
) -> None:
    heading, element, site = (" ".join(text.split()) for text in (heading, element, site))

    made = title(heading, element, PAGE, site)

    assert "\n" not in made
    assert len(made) <= max(LIMIT, len(heading), len(element))
    assert made or not heading.strip()
