"""A page whose markup has no list is read from its data for programs, if the evidence is as strong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from fakes.answers import articles
from fakes.described import article, json_ld, read, state
from ilofeed.core.errors import ExtractError

LIST = [article(at) for at in range(1, 5)]
OTHERS = [each | {"url": f"/others/{at}"} for at, each in enumerate(articles(9))]


def refusal(*parts: str, profile: str = "auto") -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        read(*parts, profile=profile)
    return caught.value


def test_the_items_say_where_they_were_found() -> None:
    found = read(state({"props": {"posts": articles(4)}}))

    assert (found.profile, found.found_in) == ("page-data", "data for scripts: __NEXT_DATA__ props.posts")
    assert [item.link for item in found.items] == [f"https://example.org/news/rule-{at}" for at in range(1, 5)]
    assert found.items[0].published == date(2026, 11, 1)


def test_a_list_in_the_markup_counts_more() -> None:
    rows = "".join(
        f'<li><a href="/a/{at}">A notice of the number {at}</a> <p>{at} May 2026</p></li>' for at in range(1, 5)
    )

    assert read(f"<ul>{rows}</ul>", json_ld(LIST)).profile == "auto"


def test_a_page_that_was_read_by_its_data_is_read_by_them_again() -> None:
    rows = "".join(
        f'<li><a href="/a/{at}">A notice of the number {at}</a> <p>{at} May 2026</p></li>' for at in range(1, 5)
    )

    assert read(f"<ul>{rows}</ul>", json_ld(LIST), last_profile="page-data").profile == "page-data"
    assert read(f"<ul>{rows}</ul>", last_profile="page-data").profile == "auto"


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((json_ld(LIST[:2]),), "JSON-LD (2): fewer than 3 items"),
        ((json_ld([article(at, datePublished=None) for at in range(9)]),), "JSON-LD (9): no date in most of them"),
        (
            (json_ld([article(at, headline="News") for at in range(1, 9)]),),
            "JSON-LD (8): most titles are the same",
        ),
        ((json_ld([*LIST, article(9, url="https://example.org/news/")]),), "beside the article that the page is"),
        ((state([each | {"url": "/same"} for each in articles(4)]),), "no link in most objects"),
        (
            (state([each | {"url": "https://other.example" + str(each["url"])} for each in articles(4)]),),
            "no link",
        ),
        ((state([each | {"date": None} for each in articles(4)]),), "no date in most objects"),
        ((state([*articles(3), {"title": "All news", "url": "/news", "date": "2026-11-09"}]),), "no link in most"),
        ((state({"a": articles(4), "b": OTHERS[:4]}),), "__NEXT_DATA__ a: no better than the next"),
    ],
)
def test_weak_evidence_is_refused_and_named(parts: tuple[str, ...], reason: str) -> None:
    error = refusal(*parts)

    assert error.reason == "no_items"
    assert any(reason in candidate for candidate in error.candidates), error.candidates


@pytest.mark.parametrize(
    "value",
    [
        [article(at, url=f"https://other.example/{at}") for at in range(1, 5)],
        [article(at, headline=None) for at in range(1, 5)],
        [{"@type": "BreadcrumbList", "itemListElement": LIST}],
        [{"@type": "WebSite", "publisher": LIST, "author": LIST, "mentions": LIST}],
        [
            {"@type": "Product", "name": f"Loom {at}", "url": f"/looms/{at}", "releaseDate": "2026-11-01"}
            for at in range(5)
        ],
        [1, None, "a", [[]], {"@type": 3}, {"@type": ["x", 4]}],
    ],
)
def test_what_describes_no_items_of_the_page_is_nothing(value: object) -> None:
    assert not any("JSON-LD" in each for each in refusal(json_ld(value)).candidates)


def test_an_item_that_is_described_twice_is_one() -> None:
    references = [{"@type": "ListItem", "position": at, "url": f"/news/rule-{at}"} for at in range(1, 5)]

    found = read(json_ld({"@graph": [{"@type": "ItemList", "itemListElement": references}, *LIST[::-1]]}))

    assert [(item.title[-1], item.published) for item in found.items] == [
        (str(at), date(2026, 11, at)) for at in range(1, 5)
    ]


def test_dates_that_contradict_each_other_are_none() -> None:
    days = ["2026-10-01", None, "2026-11-01", "2026-10-01"]

    found = read(json_ld(LIST), *(json_ld(article(1, datePublished=day)) for day in days))

    assert [item.published for item in found.items] == [None, *(date(2026, 11, at) for at in range(2, 5))]


def test_a_list_of_scripts_replaces_a_far_shorter_one_of_the_description() -> None:
    assert read(json_ld(LIST), state(articles(9))).found_in == "JSON-LD"
    assert read(json_ld(LIST[:3]), state(OTHERS)).found_in == "data for scripts: __NEXT_DATA__"


def test_one_broken_script_hides_no_other() -> None:
    broken = '<script type="application/ld+json">{"@type": </script><script type="application/json"></script>'

    assert len(read(broken, json_ld(LIST)).items) == 4


def test_the_profile_can_be_configured() -> None:
    assert read(json_ld(LIST), profile="page-data").profile == "page-data"
    assert "has no data with a list" in str(refusal("<p>nothing</p>", profile="page-data"))


@pytest.mark.parametrize(
    "part",
    [
        "<script>window.__STATE__ = " + "[" * 5000 + "</script>",
        "<script>" + "window.__A__ = {" * 5000 + "</script>",
        "<script>" + 'self.__next_f.push([1,"1:[' * 5000 + "</script>",
        '<script type="application/ld+json">' + '{"a":' * 5000 + "</script>",
        '<script type="application/ld+json">[' + "{}," * 300_000 + "{}]</script>",
        state([{"a": {"b": {"c": at}}} for at in range(20_000)]),
        state([[{"title": f"{at}"} for _ in range(3)] for at in range(5000)]),
        "<div itemscope>" * 240 + "<p itemprop='name url headline'>x" * 5000,
        "<script type=application/json>{}</script>" * 5000,
    ],
    ids=["deep", "assigned", "streamed", "described", "wide", "objects", "lists", "microdata", "scripts"],
)
def test_hostile_data_cost_no_more_than_the_page(part: str) -> None:
    assert refusal(part).reason in ("no_items", "too_complex")


@pytest.mark.parametrize("part", [json_ld, lambda found: state({"props": {"posts": found}})], ids=["ld", "state"])
def test_an_error_in_the_place_of_an_item_is_none(part: Callable[[object], str]) -> None:
    bad = {"title": "Error 503", "headline": "Error 503", "url": "/error", "date": "2026-11-05"}
    found = (
        [*LIST, bad | {"@type": "NewsArticle", "datePublished": "2026-11-05"}]
        if part is json_ld
        else [*articles(4), bad]
    )

    read_items = read(part(found))

    assert len(read_items.items) == 4
    assert [element.reason for element in read_items.skipped] == ["error_page"]
