"""An answer in JSON is read by the expressions of its source."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fakes.answers import URL, answer, articles, read
from ilofeed.core.errors import ExtractError
from ilofeed.core.item_data import ItemData
from ilofeed.core.json_paths import JsonPaths
from ilofeed.core.models import Page, Source
from ilofeed.extract import registry


def test_every_field_is_read_in_its_place() -> None:
    value = {
        "data": [
            {
                "head": {"rendered": "Rule one &#8211; adopted"},
                "path": "/news/one",
                "at": 1793880000,
                "text": "<p>Some <b>words</b>.</p>",
                "kind": "Notice",
                "city": "Geneva",
                "pictures": [{"url": "/one.png"}],
                "by": ["Ann", "Ben"],
            }
        ]
    }

    found = read(
        value, items="data", title="head.rendered", link="path", date="at", summary="text", kicker="kind",
        place="city", image="pictures", author="by",
    )  # fmt: skip

    (item,) = found.items
    assert (found.profile, item.title, item.link) == (
        "json",
        "Rule one \u2013 adopted",
        "https://example.org/news/one",
    )
    assert (item.published, item.date_text) == (date(2026, 11, 5), "")
    assert item.data == ItemData(at=datetime(2026, 11, 5, 12, tzinfo=UTC))
    assert (item.summary, item.kicker, item.place, item.author) == ("Some words.", "Notice", "Geneva", "Ann, Ben")
    assert item.image == "https://example.org/one.png"


def test_an_id_that_several_items_have_is_none() -> None:
    items = [each | {"key": key} for each, key in zip(articles(4), (7, 8, 8, None), strict=True)]

    found = read({"items": items}, id="key")

    assert [item.data.name if item.data else "" for item in found.items] == ["7", "", "", ""]


def test_the_time_of_the_last_change_is_kept() -> None:
    items = [each | {"changed": "2026-11-28T10:00:00Z"} for each in articles(1)]

    found = read({"items": items}, updated="changed")

    assert found.items[0].data == ItemData(changed=datetime(2026, 11, 28, 10, tzinfo=UTC))


def test_the_order_of_dates_in_numbers_is_found_as_on_a_page() -> None:
    dates = ["05/11/2026", "27/10/2026", "03/10/2026"]
    items = [each | {"date": day} for each, day in zip(articles(), dates, strict=True)]

    found = read({"items": items})

    assert [item.published for item in found.items] == [date(2026, 11, 5), date(2026, 10, 27), date(2026, 10, 3)]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/news/{slug}", "https://example.org/news/a-b%20c/d"),
        ("https://www.example.com/n/{id}-{slug}", "https://www.example.com/n/17-a-b%20c/d"),
        ("/show?id={id}&name={slug}", "https://example.org/show?id=17&name=a-b%20c%2Fd"),
        ("/of/{kind || 'none'}/{id}", "https://example.org/of/none/17"),
    ],
)
def test_an_address_is_made_of_the_values_of_the_item(link: str, address: str) -> None:
    found = read({"items": [{"title": "Rule one", "slug": "a-b c/d", "id": 17}]}, link=link)

    assert [item.link for item in found.items] == [address]


@pytest.mark.parametrize("slug", [None, "", True, {}, ["a"], float("nan")])
def test_an_item_without_a_part_of_its_address_is_left_out(slug: object) -> None:
    items = [{"title": "One", "slug": "one"}, {"title": "Two", "slug": slug}]

    found = read({"items": items}, link="/news/{slug}")

    assert [item.title for item in found.items] == ["One"]
    assert [(each.number, each.reason, each.text) for each in found.skipped] == [(2, "no_link", "Two")]


@pytest.mark.parametrize(
    "slug", ["//evil.example/", "https://evil.example/", "?to=evil", "#evil", "a\\b", "@evil.example"]
)
def test_a_value_in_an_address_never_changes_its_host_or_its_query(slug: str) -> None:
    found = read({"items": [{"title": "One", "slug": slug}]}, link="https://example.org/n/{slug}")

    assert found.items[0].link.startswith("https://example.org/n/")
    assert set("?#").isdisjoint(found.items[0].link)


def test_relative_addresses_are_those_of_the_page_for_people() -> None:
    found = read({"items": articles(1)}, page="https://www.example.org/en/news/")

    assert found.items[0].link == "https://www.example.org/news/rule-1"


@pytest.mark.parametrize(
    ("rule", "value", "following"),
    [
        ("next", "/api/news?page=2", "https://example.org/api/news?page=2"),
        ("next", "?page=2", "https://example.org/api/news?q=a&q=b&page=2&x="),
        ("next", "https://example.org/more", "https://example.org/more"),
        ("next", "https://other.example/more", None),
        ("next", URL, None),
        ("next", "javascript:void(0)", None),
        ("next", None, None),
        ("next", False, None),
        ("?cursor={next}", "a/b&c=d", "https://example.org/api/news?q=a&q=b&page=1&x=&cursor=a%2Fb%26c%3Dd"),
        ("?page={next}", 2, "https://example.org/api/news?q=a&q=b&page=2&x="),
        ("?cursor={next}", None, None),
        ("/api/{next}", "news/2", "https://example.org/api/news/2"),
        ("?page+=1", None, "https://example.org/api/news?q=a&q=b&page=2&x="),
        ("?page+=20", None, "https://example.org/api/news?q=a&q=b&page=21&x="),
        ("?offset+=20", None, None),
        ("?x+=1", None, None),
        ("", "/more", None),
    ],
)
def test_the_next_page_is_found_in_every_form(rule: str, value: object, following: str | None) -> None:
    url = "https://example.org/api/news?q=a&q=b&page=1&x="

    assert read({"items": articles(1), "next": value}, url if value != URL else URL, next=rule).next == following


@pytest.mark.parametrize(
    ("value", "reason", "message"),
    [
        (
            {"error": "not today"},
            "no_list",
            "no list at the expression items = 'items' of [source.json], but nothing",
        ),
        ({"items": {"a": 1}}, "no_list", "but an object"),
        ({"items": "soon"}, "no_list", "but a text"),
        ({"items": 3}, "no_list", "but a number"),
        ({"items": True}, "no_list", "but true or false"),
        ([], "no_list", "but nothing"),
        ({"items": []}, "no_items", "has no element that 'json' could read as an item"),
        (
            {"items": [1, "a", None, []]},
            "no_items",
            "title = 'title' and link = 'url' of [source.json] find nothing in them",
        ),
    ],
)
def test_an_answer_without_the_list_is_no_empty_list(value: object, reason: str, message: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(value)

    assert caught.value.reason == reason
    assert message in str(caught.value)


def test_the_lists_of_another_answer_are_described() -> None:
    with pytest.raises(ExtractError) as caught:
        read({"data": {"news": articles(4)}, "menu": [{"name": "a"}, {"name": "b"}, {"name": "c"}]})

    assert caught.value.candidates == (
        "data.news (4): title = title, link = url, date = date",
        "menu (3): title = name; no link and no date in most objects",
    )


@pytest.mark.parametrize(
    ("body", "reason", "message"),
    [
        (b"Error", "not_json", "does not answer JSON: Expecting value in line 1, column 1"),
        (b"<html><p>Error</p></html>", "not_json", "is a page, not JSON; if it shows the list, leave out"),
        (b"   ", "empty", "is empty"),
        (
            b"[" * 1000 + b"]" * 1000,
            "too_complex",
            "it nests values more than 100 deep; configure a smaller answer",
        ),
        (b'{"items": [' + b"{}," * 300_000 + b"{}]}", "too_complex", "or 500000 values"),
        (b'"' + b"x" * 4_000_000 + b'"', "too_complex", "has more than 4000000 bytes"),
    ],
    ids=["text", "html", "blank", "deep", "wide", "long"],
)
def test_an_answer_that_cannot_be_read_has_its_reason(body: bytes, reason: str, message: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(body)

    assert caught.value.reason == reason
    assert message in str(caught.value)


def test_expressions_that_search_too_much_data_are_refused() -> None:
    value = {"items": [{"title": [{"a": [1] * 200}] * 50, "url": "/a"}] * 50}

    with pytest.raises(ExtractError) as caught:
        read(value, title="title[*].a[*].b")

    assert caught.value.reason == "too_complex"


def test_a_list_of_too_many_items_is_refused_until_some_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ilofeed.extract.page_limits.MAX_ITEMS", 3)
    many = {"items": [{"title": f"Rule {at}", "url": f"/{at}"} for at in range(4)]}

    with pytest.raises(ExtractError, match=r"4 items, more than 3; .* \(items\)\[:100\]") as caught:
        read(many)

    assert caught.value.reason == "too_complex"
    assert [item.title for item in read(many, items="(items)[-2:]").items] == ["Rule 2", "Rule 3"]


@pytest.mark.parametrize(
    "content_type", ["text/html", "", "text/plain; charset=utf-8", "application/octet-stream"]
)
def test_a_source_of_json_is_read_whatever_type_the_server_names(content_type: str) -> None:
    source = Source(slug="n", url=URL, profile="json", json=JsonPaths(items="@", title="title", link="url"))

    found = registry.read(Page(url=URL, body=answer(articles()).body, content_type=content_type), source)

    assert len(found.items) == 3


def test_an_answer_in_another_encoding_is_decoded() -> None:
    page = Page(
        url=URL, body='[{"title": "R\u00e8gle", "url": "/a"}]'.encode("utf-16"), content_type="application/json"
    )
    source = Source(slug="n", url=URL, profile="json", json=JsonPaths(items="@", title="title", link="url"))

    assert registry.read(page, source).items[0].title == "R\u00e8gle"


def test_an_error_in_the_place_of_an_item_is_none() -> None:
    found = read({"items": [*articles(2), {"title": "503 Service Unavailable", "url": "/error"}]})

    assert [item.link for item in found.items] == [
        "https://example.org/news/rule-1",
        "https://example.org/news/rule-2",
    ]
    assert [element.reason for element in found.skipped] == ["error_page"]


@pytest.mark.parametrize(
    ("paths", "unfound"),
    [
        ({"title": "ttle"}, "title = 'ttle'"),
        ({"link": "/news/{slug}"}, "link = '/news/{slug}'"),
        ({"title": "ttle", "link": "address"}, "title = 'ttle' and link = 'address'"),
    ],
)
def test_an_expression_that_finds_nothing_in_any_item_is_named(paths: dict[str, str], unfound: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read({"items": articles(3)}, **paths)

    verb = "finds" if len(paths) == 1 else "find"
    assert caught.value.reason == "no_items"
    assert str(caught.value) == (
        f"{URL} has 3 items, but {unfound} of [source.json] {verb} nothing in them;"
        " the keys of the first one are 'title', 'url', 'date'"
    )


def test_the_keys_that_a_message_names_are_few_and_short() -> None:
    with pytest.raises(ExtractError) as caught:
        read({"items": [{f"{at}{'k' * 5000}": 1 for at in range(5000)}]})

    assert len(str(caught.value)) < 1500
