"""Of an answer in JSON without a configuration, the places of its only list are proposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from fakes.answers import URL, answer, articles, found, read
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.extract import registry


def rules(value: object) -> Mapping[str, object]:
    return found(value).rules


def renamed(title: str, link: str, day: str, around: tuple[str, ...] = ()) -> list[object]:
    """Articles under other names, with objects *around* their fields."""
    records: list[object] = []
    for each in articles():
        record: dict[str, object] = {title: each["title"], link: each["url"], day: each["date"]}
        for name in reversed(around):
            record = {"id": 7, name: record}
        records.append(record)
    return records


@pytest.mark.parametrize(
    ("value", "items", "title", "link", "day"),
    [
        (articles(), "@", "title", "url", "date"),
        ({"data": {"items": articles()}}, "data.items", "title", "url", "date"),
        ([{"x": 1}, {"results": articles()}], "[1].results", "title", "url", "date"),
        (
            {"data": renamed("title", "url", "publishedAt", ("attributes",))},
            "data", "attributes.title", "attributes.url", "attributes.publishedAt",
        ),
        (
            {"edges": renamed("headline", "path", "created_at", ("node",))},
            "edges", "node.headline", "node.path", "node.created_at",
        ),
        (
            {"hits": {"hits": renamed("name", "web-url", "release date", ("_source", "fields"))}},
            "hits.hits", "_source.fields.name", '_source.fields."web-url"', '_source.fields."release date"',
        ),
    ],
)  # fmt: skip
def test_the_places_are_found_under_the_names_that_programs_use(
    value: object, items: str, title: str, link: str, day: str
) -> None:
    proposed = rules(value)

    assert (proposed["items"], proposed["title"], proposed["link"], proposed["date"]) == (items, title, link, day)


def test_the_interface_of_a_blog_is_read_whole() -> None:
    posts = [
        {
            "id": at,
            "date": f"2026-11-0{at}T09:00:00",
            "modified": "2026-11-28T09:00:00",
            "link": f"https://example.org/2026/rule-{at}/",
            "guid": {"rendered": f"https://example.org/?p={at}"},
            "title": {"rendered": f"Rule {at} &amp; more"},
            "excerpt": {"rendered": "<p>It says so.</p>"},
            "author": 3,
            "_links": {"self": [{"href": f"https://example.org/wp-json/wp/v2/posts/{at}"}]},
        }
        for at in range(1, 5)
    ]

    read_by_auto = found(posts)

    assert read_by_auto.rules == {
        "items": "@", "title": "title.rendered", "link": "link", "date": "date", "summary": "excerpt.rendered",
        "id": "guid.rendered",
    }  # fmt: skip
    assert [item.title for item in read_by_auto.items] == [f"Rule {at} & more" for at in range(1, 5)]
    assert read_by_auto.items[0].published == date(2026, 11, 1)


def test_a_source_with_the_proposal_reads_the_same() -> None:
    value = {"data": renamed("headline", "uri", "pubDate", ("node",)), "links": {"next": "/api/news?page=2"}}

    proposed = found(value)
    configured = read(value, **{name: str(rule) for name, rule in proposed.rules.items()})

    assert configured == proposed
    assert proposed.next == "https://example.org/api/news?page=2"


@pytest.mark.parametrize(
    ("around", "rule"),
    [
        ({"next": "?page=2"}, "next"),
        ({"meta": {"next_url": "/api/news?c=x"}}, "meta.next_url"),
        ({"_links": {"next": {"href": "/api/news?c=x"}}}, "_links.next.href"),
        ({"@odata.nextLink": URL + "&skip=20"}, '"@odata.nextLink"'),
        ({"next": "https://other.example/"}, None),
        ({"next": 2}, None),
        ({"next": None}, None),
    ],
)
def test_the_next_page_is_proposed_if_the_answer_has_its_address(around: Mapping[str, object], rule: str) -> None:
    assert rules({"items": articles(), **around}).get("next") == rule


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"error": "not today"}, "has no list of at least three objects with title, link and date"),
        ({"items": articles(2)}, "has no list of at least three objects"),
        ({"items": [{"title": f"Rule {at}", "url": f"/{at}"} for at in range(9)]}, "has no list"),
        ({"items": [each | {"url": "/same"} for each in articles(9)]}, "but no addresses"),
        ({"items": [each | {"title": "The same"} for each in articles(9)]}, "has no list"),
        (
            {"items": [{"title": each["title"], "slug": "a", "date": each["date"]} for each in articles()]},
            '"/news/{slug}"',
        ),
        ({"a": articles(6)[1:], "b": articles(5)}, "has two lists, 'a' and 'b'; name one"),
        ({"items": [each | {"updatedAt": each["date"], "date": None} for each in articles()]}, "has no list"),
        ({"items": [{"author": each} for each in articles()]}, "has no list"),
        ({"items": [{"author": each} for each in renamed("title", "permalink", "published")]}, "has no list"),
    ],
)
def test_a_list_of_weak_evidence_is_refused(value: object, message: str) -> None:
    with pytest.raises(ExtractError) as caught:
        found(value)

    assert caught.value.reason == "no_items"
    assert message in str(caught.value)


def test_the_longest_of_several_lists_is_read_if_it_is_far_longer() -> None:
    assert rules({"popular": articles(3), "all": articles(9)})["items"] == "all"


def test_the_same_items_twice_are_one_list() -> None:
    assert rules({"featured": articles(4), "all": articles(4)})["items"] == "featured"


def test_of_several_keys_that_fit_the_best_name_counts() -> None:
    items = [
        each
        | {"name": f"n{at}", "createdAt": "2026-01-01", "publishedAt": each["date"], "canonical_url": f"/c/{at}"}
        for at, each in enumerate(articles())
    ]

    proposed = rules(items)

    assert (proposed["title"], proposed["link"], proposed["date"]) == ("title", "canonical_url", "publishedAt")


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b"[1]", "application/json; charset=utf-8", "objects"),
        (b"<p>", "application/vnd.api+json", "JSON"),
        (b"\xef\xbb\xbf \r\n{}", "text/plain", "objects"),
        (b" [1]", "", "objects"),
        (b"{}", "text/html", "text without"),
        (b"<p>[]</p>", "text/plain", "shows no list"),
        (b"- A notice\n", "text/plain", "text without"),
    ],
)
def test_auto_takes_an_answer_for_json_by_its_type_or_its_beginning(
    body: bytes, content_type: str, message: str
) -> None:
    page = Page(url=URL, body=body, content_type=content_type)

    with pytest.raises(ExtractError) as caught:
        registry.read(page, Source(slug="n", url=URL))

    assert message in str(caught.value)


def test_a_source_whose_page_was_read_otherwise_is_not_searched_for_objects() -> None:
    def again(last: str) -> Extraction:
        return registry.read(answer(articles()), Source(slug="n", url=URL), last_profile=last)

    assert again("json").profile == "json"
    with pytest.raises(ExtractError):
        again("auto")
