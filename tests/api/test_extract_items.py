"""`ilofeed.extract_items`: pages as text and as bytes, from anyone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

import ilofeed
from fakes.feeds import posts, rss
from fakes.fixtures import cases
from fakes.pages import ilo_list, some
from ilofeed.extract.extraction_json import document
from ilofeed.testing import Fixture

URL = "https://www.ilo.org/global/about-the-ilo/newsroom/news/lang--en/index.htm"
LIST = "<ul><li><a href='/one'>{}</a><i>{}</i></li></ul>"
CSS = {"item": "li", "title": "a", "date": "i"}


def listed(words: str, date: str = "3 March 2026") -> str:
    return LIST.format(words, date)


@pytest.mark.parametrize("case", [case for case in cases()[::7] if "content_type" not in case.expected()], ids=str)
def test_a_page_is_read_as_by_the_program(case: Fixture) -> None:
    expected = case.expected()

    try:
        extraction = ilofeed.extract_items(case.page.read_bytes(), url=expected["url"], now=case.date)
    except ilofeed.ExtractError as error:
        found: dict[str, Any] = {"error": error.reason}
    else:
        found = document(extraction)

    assert found.get("error") == expected.get("error")
    assert [item["key"] for item in found.get("items", [])] == [item["key"] for item in expected.get("items", [])]


def test_text_is_read_as_its_bytes_are() -> None:
    page = ilo_list(some(5))

    assert ilofeed.extract_items(page, url=URL) == ilofeed.extract_items(page.encode(), url=URL)


@pytest.mark.parametrize("label", ["windows-1251", "utf-16", "iso-2022-jp", "x-user-defined", "nonsense"])
def test_the_encoding_that_a_text_declares_does_not_count(label: str) -> None:
    page = f'<meta charset="{label}"><?xml encoding="{label}"?>{listed("Règles “sûres”, 仕事")}'

    found = ilofeed.extract_items(page, url=URL, selectors=CSS)

    assert found.items[0].title == "Règles “sûres”, 仕事"


def test_the_encoding_that_bytes_declare_counts() -> None:
    page = f'<meta charset="windows-1251">{listed("Правила труда")}'.encode("windows-1251")

    assert ilofeed.extract_items(page, url=URL, selectors=CSS).items[0].title == "Правила труда"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Rule \ud83d\ude00 one", "Rule \U0001f600 one"),
        ("Rule \udcff one", "Rule one"),
        ("Rule\x00 \x07one\ufeff", "Rule one"),
        ("\u202eRule one", "Rule one"),
    ],
)
def test_a_text_that_no_document_may_contain_is_cleaned(words: str, title: str) -> None:
    assert ilofeed.extract_items(listed(words), url=URL, selectors=CSS).items[0].title == title


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_feed_as_text_is_read_whatever_it_declares(mark: str, declared: str) -> None:
    text = rss(posts([2, 1])).replace("UTF-8", declared).replace("utf-8", declared)

    assert len(ilofeed.extract_items(mark + text, url="https://example.org/feed").items) == 2


def test_data_are_read_by_expressions() -> None:
    page = '{"all": [{"name": "Rule one", "at": "/one"}]}'

    found = ilofeed.extract_items(
        page, url=URL, profile="json", selectors={"items": "all", "title": "name", "link": "at"}
    )

    assert [(item.title, item.link) for item in found.items] == [("Rule one", "https://www.ilo.org/one")]


def test_yesterday_is_counted_from_the_time_of_the_page() -> None:
    page = listed("Rule one", "yesterday")

    without = ilofeed.extract_items(page, url=URL, selectors=CSS)
    found = ilofeed.extract_items(page, url=URL, selectors=CSS, now=datetime(2026, 3, 4, tzinfo=UTC))

    assert without.items[0].published is None
    assert str(found.items[0].published) == "2026-03-03"


def test_threads_read_pages_side_by_side() -> None:
    pages = [ilo_list(some(count)) for count in range(3, 9)] * 4

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda page: ilofeed.extract_items(page, url=URL), pages))

    assert found == [ilofeed.extract_items(page, url=URL) for page in pages]


def test_the_language_is_that_of_the_caller() -> None:
    found = ilofeed.extract_items(listed("Rule one"), url=URL, selectors=CSS, language="fr")

    assert (found.language, found.items[0].language) == ("fr", "fr")


@pytest.mark.parametrize(("page", "reason"), [("", "empty"), (b"", "empty"), (b"\x00\x01\x02" * 9, "not_html")])
def test_a_page_without_a_list_is_an_error_with_a_reason(page: str | bytes, reason: str) -> None:
    with pytest.raises(ilofeed.ExtractError) as caught:
        ilofeed.extract_items(page, url=URL)

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"url": "page.html"}, "url is 'page.html', which is no http or https address"),
        ({"url": "https://user:word@example.org/"}, "no http or https address without user name"),
        ({"url": "\ud800"}, r"url is '\\ud800', which is no http"),
        ({"profile": "ilo-lists"}, "profile is 'ilo-lists'; there are auto, text, ilo-cards"),
        ({"profile": "selectors"}, "profile is 'selectors', which needs selectors"),
        ({"profile": "text", "selectors": CSS}, "selectors are for the profiles 'selectors' and 'json'"),
        ({"selectors": {"item": "li[", "title": "a"}}, r"selectors: item is 'li\[', which is no good selector"),
        ({"selectors": {"item": "li"}}, "selectors: Object missing required field `title`"),
        ({"selectors": {"item": "li", "titel": "a"}}, "selectors: Object contains unknown field `titel`"),
        ({"language": "english!"}, "language is 'english!', which is no BCP 47 tag"),
        ({"now": datetime(2026, 3, 1)}, "now is datetime.*without a time zone; use an aware datetime"),  # noqa: DTZ001 - on purpose
    ],
)
def test_an_argument_that_cannot_be_used_is_a_value_error(change: dict[str, Any], message: str) -> None:
    arguments = {"url": URL, **change}

    with pytest.raises(ValueError, match=message):
        ilofeed.extract_items(listed("Rule one"), **arguments)


def test_a_page_of_another_type_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="page is a NoneType; pass its text as str, or its bytes"):
        ilofeed.extract_items(None, url=URL)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"profile": None}, "profile is None, which is no str"),
        ({"profile": []}, r"profile is \[\], which is no str"),
        ({"selectors": "li"}, "selectors is 'li', which is no mapping"),
        ({"language": None}, "language is None, which is no str"),
        ({"url": None}, "url is None, which is no str"),
        ({"now": "today"}, "now is 'today', which is no datetime"),
    ],
)
def test_an_argument_of_a_wrong_type_is_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        ilofeed.extract_items(listed("Rule one"), **{"url": URL, **arguments})
