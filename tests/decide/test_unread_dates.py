"""Items whose printed date is not certain are counted, with the setting that settles it."""

from __future__ import annotations

from datetime import date

from fakes.entries import item
from ilofeed.decide.unread_dates import unread_dates


def test_an_ambiguous_date_is_shown_with_the_setting_for_each_meaning() -> None:
    items = [
        item(1, published=None, date_text="05/06/2026"),
        item(2, published=date(2026, 6, 1), date_text="1 June"),
    ]

    assert str(unread_dates(items)) == (
        "1 of 2 items prints a date that is not certain, such as '05/06/2026': set date_order = \"dmy\" for 2026-06-05"
        ' or date_order = "mdy" for 2026-05-06 in its [[source]]'
    )


def test_a_date_of_another_form_needs_a_format() -> None:
    found = unread_dates(
        [
            item(number, published=None, date_text=text)
            for number, text in enumerate(("soon", "x", "05/06/2026"), 1)
        ]
    )

    assert found
    assert (found.items, found.count, found.example) == (3, 3, "soon")
    assert "date_format in [source.selectors]" in str(found)


def test_items_without_a_printed_date_are_not_counted() -> None:
    assert unread_dates([item(1, published=None, date_text=""), item(2)]) is None
