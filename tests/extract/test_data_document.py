"""Data take the same way from fields to items as a page."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract import page_limits
from ilofeed.extract.data_document import DataDocument
from ilofeed.extract.raw_item import RawItem

URL = "https://example.org/data/list.json"
NOTICES = (
    RawItem(title="  First\nnotice ", href="/notices/1", published=date(2026, 11, 2)),
    RawItem(title="Second notice", href="/notices/2026/10/28/two"),
    RawItem(title="", href="/notices/3", text="no words"),
)


def document(body: bytes = b"[1]", content_type: str = "application/json", language: str = "") -> DataDocument:
    return DataDocument(Page(url=URL, body=body, content_type=content_type), language)


def test_the_fields_of_data_become_items_as_those_of_a_page_do() -> None:
    found = document().extraction("data", NOTICES, title="Notices", following="https://example.org/data/2")

    assert [(item.number, item.title, item.link, item.published) for item in found.items] == [
        (1, "First notice", "https://example.org/notices/1", date(2026, 11, 2)),
        (2, "Second notice", "https://example.org/notices/2026/10/28/two", date(2026, 10, 28)),
    ]
    assert [(element.number, element.reason, element.text) for element in found.skipped] == [
        (3, "no_title", "no words")
    ]
    assert (found.profile, found.title, found.next) == ("data", "Notices", "https://example.org/data/2")


def test_declared_language_and_base_count_for_all_items() -> None:
    data = document()

    data.declare(language="fr_CH", base="https://example.org/fr/")
    found = data.extraction("data", [RawItem(title="1", href="one"), RawItem(title="2", href="two")])

    assert [item.link for item in found.items] == ["https://example.org/fr/one", "https://example.org/fr/two"]
    assert found.language == "fr-CH"


def test_the_language_of_the_source_counts_more_than_a_declared_one() -> None:
    data = document(language="es")

    data.declare(language="fr")

    assert data.extraction("data", NOTICES).language == "es"


@pytest.mark.parametrize("language", ["", "no language", "x" * 90])
def test_a_declared_language_that_is_none_is_ignored(language: str) -> None:
    data = document()

    data.declare(language=language)

    assert data.language == ""


def test_data_without_an_item_are_refused() -> None:
    with pytest.raises(ExtractError, match="no element that 'data' could read"):
        document().extraction("data", [])


@pytest.mark.parametrize(
    ("body", "reason"), [(b" \n", "empty"), (b"x" * (page_limits.MAX_BYTES + 1), "too_complex")]
)
def test_data_of_no_or_too_many_bytes_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(ExtractError) as caught:
        _ = document(body).body

    assert caught.value.reason == reason


def test_the_media_type_is_read_without_its_parameters() -> None:
    data = document("é".encode("latin-1"), "Application/JSON; charset=ISO-8859-1")

    assert (data.content_type, data.characters) == ("application/json", "é")
