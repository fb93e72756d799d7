"""Differences of items are shown at the items that differ."""

from __future__ import annotations

from typing import Any

from ilofeed.testing.differences import MAX_SHOWN, differences, shown


def items(*titles: str) -> dict[str, Any]:
    return {
        "items": [
            {"number": number, "title": title, "link": f"https://harbour.example/{title}"}
            for number, title in enumerate(titles, 1)
        ]
    }


def test_equal_readings_do_not_differ() -> None:
    assert differences(items("crane", "lock"), items("crane", "lock")) == []


def test_empty_values_are_those_that_are_left_out() -> None:
    found: dict[str, Any] = {"skipped": [], "next": None, "kind": "", "items": []}

    assert differences({}, found) == []
    assert differences(found, {}) == []


def test_what_describes_the_page_is_not_compared() -> None:
    assert differences({"about": "x", "url": "y", "content_type": "z", "date": "d"}, {}) == []


def test_a_missing_item_is_one_difference_and_hides_none_of_another_item() -> None:
    expected = items("crane", "lock", "ferry", "quay")
    expected["items"][3]["kicker"] = "News"

    found = differences(expected, items("crane", "ferry", "quay"))

    assert [(each.place, each.read) for each in found] == [("item 2", "no such item"), ("item 4, kicker", "null")]
    assert found[0].expected == '"lock" https://harbour.example/lock'


def test_a_further_item_is_one_difference() -> None:
    found = differences(items("crane", "lock"), items("menu", "crane", "lock", "footer"))

    assert [(each.place, each.expected) for each in found] == [
        ("before item 1", "no further item"),
        ("after item 2", "no further item"),
    ]
    assert found[1].read == '"footer" https://harbour.example/footer'


def test_items_where_none_is_expected_are_differences_too() -> None:
    assert [each.place for each in differences(items(), items("crane"))] == ["items"]


def test_an_item_with_another_title_and_link_is_compared_field_by_field() -> None:
    found = differences(items("crane", "lock"), items("crane", "look"))

    assert [each.place for each in found] == ["item 2, title", "item 2, link"]


def test_items_in_another_order_differ() -> None:
    assert differences(items("crane", "lock", "ferry"), items("ferry", "crane", "lock"))


def test_long_texts_are_shown_from_shortly_before_their_difference() -> None:
    text = "word " * 100

    (found,) = differences({"title": f"{text}sea{text}"}, {"title": f"{text}see{text}"})

    assert found.expected.startswith("…")
    assert "sea" in found.expected
    assert "see" in found.read
    assert len(found.read) < 110


def test_characters_that_a_terminal_would_obey_are_escaped() -> None:
    (found,) = differences({"title": ""}, {"title": "\x1b[2J\u202e\x9b"})

    assert found.read == r'"\u001b[2J\u202e\u009b"'


def test_only_the_first_differences_are_shown_with_the_number_of_the_others() -> None:
    found = differences(items(), items(*map(str, range(MAX_SHOWN + 5))))

    assert shown(found).endswith("  … 5 more differences")
    assert shown(found[:MAX_SHOWN]).count("\n    read ") == MAX_SHOWN
