"""Items, entries and times that `detect_changes` cannot use: each is an error that names the argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

import ilofeed
from fakes.handmade import NOW, item, known
from ilofeed.core.item_data import ItemData

NAIVE = NOW.replace(tzinfo=None)
ANYTHING: Any = None


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        (
            {"link": "javascript:alert(1)"},
            ValueError,
            r"items\[0\].link is 'javascript:alert\(1\)', which is no http or",
        ),
        ({"link": "/one"}, ValueError, r"items\[0\].link is '/one', which is no http or https address"),
        (
            {"link": "https://example.org/\ud800"},
            ValueError,
            r"items\[0\].link is 'https://example.org/\\ud800', which",
        ),
        ({"key": ""}, ValueError, r"items\[0\].key is ''; it must be a line of text"),
        ({"key": "a\nb"}, ValueError, r"items\[0\].key is 'a\\nb'; it must be a line of text"),
        ({"key": "\ud800"}, ValueError, r"items\[0\].key is '\\ud800'; it must be"),
        ({"language": "english!"}, ValueError, r"items\[0\].language is 'english!', which is no BCP 47 tag"),
        ({"date_margin": -1}, ValueError, r"items\[0\].date_margin is -1; it is a number of days"),
        ({"data": ItemData(at=NAIVE)}, ValueError, r"items\[0\].data.at is .* without a time zone"),
        ({"title": None}, TypeError, r"items\[0\] is no complete ilofeed.Item: Expected `str`, got `null`"),
        ({"title": b"Rule"}, TypeError, r"items\[0\] is no complete ilofeed.Item: Expected `str`, got `bytes`"),
        (
            {"published": "2026-03-01"},
            TypeError,
            r"items\[0\] is no complete ilofeed.Item: Expected `date | null`",
        ),
    ],
)
def test_an_item_that_cannot_be_published_is_an_error_that_names_it(
    changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        ilofeed.detect_changes([item(**changes)], now=NOW)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"first_seen": NAIVE}, ValueError, r"entries\[0\].first_seen is .* without a time zone"),
        ({"updated": datetime.max.replace(tzinfo=UTC)}, ValueError, r"entries\[0\].updated is .*; the years are"),
        (
            {"updated": None},
            TypeError,
            r"entries\[0\] is no complete ilofeed.Entry: Expected `datetime`, got `null`",
        ),
        ({"id": " "}, ValueError, r"entries\[0\].id is ' '; it must be a line of text"),
        (
            {"noon_offset": 10**12},
            ValueError,
            r"entries\[0\].noon_offset is 1000000000000, which leads to no time",
        ),
        ({"item": None}, TypeError, r"entries\[0\].item is None, which is no ilofeed.Item"),
    ],
)
def test_an_entry_that_cannot_be_compared_is_an_error_that_names_it(
    changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    (entry,) = known([item(published=date(2026, 2, 3))])

    with pytest.raises(error, match=message):
        ilofeed.detect_changes([item()], [msgspec.structs.replace(entry, **changes)], now=NOW)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ilofeed.detect_changes([item()], now=NAIVE), ValueError, "now is .* without a"),
        (lambda: ilofeed.detect_changes([item()], now=ANYTHING), TypeError, "now is None, which is no datetime"),
        (lambda: ilofeed.detect_changes([ANYTHING], now=NOW), TypeError, r"items\[0\] is None, which is no"),
        (lambda: ilofeed.detect_changes(ANYTHING, now=NOW), TypeError, "items is None, which cannot be iterated over"),
        (lambda: ilofeed.detect_changes([], [*known([item()])] * 2, now=NOW), ValueError, r"entries\[1\] has the id"),
        (lambda: ilofeed.mint_id(item(), "example.org"), ValueError, "authority is 'example.org'; it is a domain"),
        (lambda: ilofeed.mint_id(item(key="\ud800")), ValueError, r"item\[0\].key is"),
        (lambda: ilofeed.mint_id(item(), ANYTHING), TypeError, "authority is None, which is no str"),
        (lambda: ilofeed.validate_document(b"", location=ANYTHING), TypeError, "location is None, which is no str"),
        (lambda: ilofeed.detect_changes([], now=NOW, mint=ANYTHING), TypeError, "mint is None, which is no function"),
        (lambda: ilofeed.mint_id(item(link=f"https://example.org/{'x' * 2000}")), ValueError, "an address has at most"),
    ],
)  # fmt: skip
def test_an_argument_that_cannot_be_used_is_an_error(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"url": None}, TypeError, "items is no complete ilofeed.Extraction: Expected `str`, got `null`"),
        ({"url": "page.html"}, ValueError, "items.url is 'page.html', which is no http or https address"),
        ({"items": None}, TypeError, "items.items is None, which cannot be iterated over"),
        ({"items": (item(key=""),)}, ValueError, r"items.items\[0\].key is ''; it must be a line of text"),
    ],
)
def test_an_extraction_that_was_made_by_hand_is_checked_too(
    changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    found = ilofeed.extract_items(
        "<ul><li><a href='/1'>One rule</a></ul>",
        url="https://example.org/",
        selectors={"item": "li", "title": "a"},
    )

    with pytest.raises(error, match=message):
        ilofeed.detect_changes(msgspec.structs.replace(found, **changes), now=NOW)


@pytest.mark.parametrize("entry_id", ["", "a\x00", "\ud800"])
def test_an_id_must_be_a_line_of_text(entry_id: str) -> None:
    with pytest.raises(ValueError, match="the result of mint is"):
        ilofeed.detect_changes([item()], now=NOW, mint=lambda _: entry_id)


def test_a_function_that_gives_two_items_one_id_is_found_out() -> None:
    two = [item(1), item(2)]

    with pytest.raises(ValueError, match="mint gives the id 'x' to items with the keys 'k1' and 'k2'"):
        ilofeed.detect_changes(two, now=NOW, mint=lambda _: "x")
