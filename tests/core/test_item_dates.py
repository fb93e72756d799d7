"""Compare the date of an item with that of the known entry."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core import item_dates
from ilofeed.core.models import Item

DAY = date(2026, 11, 26)


def item(published: date | None, text: str = "", margin: int | None = None) -> Item:
    return Item(
        key="a", title="A", link="https://a.example/", published=published, date_text=text, date_margin=margin
    )


TWO_DAYS_AGO = item(DAY, "2 days ago", 1)
PRINTED = item(DAY, "26 November 2026")


@pytest.mark.parametrize(
    ("known", "now"),
    [
        (PRINTED, item(DAY, "26.11.2026")),
        # The text is the same, and is read with more knowledge.
        (item(None, "05/11/2026"), item(date(2026, 11, 5), "05/11/2026")),
        (item(date(2026, 5, 11), "05/11/2026"), item(date(2026, 11, 5), "05/11/2026")),
        # The page does not print these dates.
        (item(None), item(DAY)),
        (item(None), TWO_DAYS_AGO),
        # Both can be one date.
        (TWO_DAYS_AGO, item(date(2026, 11, 27), "27 November 2026")),
        (TWO_DAYS_AGO, item(date(2026, 11, 25), "25 November 2026")),
        (item(None, "3 weeks ago", 7), item(date(2026, 11, 5), "5 November 2026")),
        (item(None), item(None)),
    ],
)
def test_no_edit_is_seen_where_the_page_did_not_print_another_date(known: Item, now: Item) -> None:
    assert not item_dates.is_edit(known, now)


@pytest.mark.parametrize(
    ("known", "now"),
    [
        (PRINTED, item(date(2026, 11, 27), "27 November 2026")),
        (item(None), PRINTED),
        (item(None, "soon"), PRINTED),
        (TWO_DAYS_AGO, item(date(2026, 11, 28), "28 November 2026")),
    ],
)
def test_another_printed_date_is_an_edit(known: Item, now: Item) -> None:
    assert item_dates.is_edit(known, now)


@pytest.mark.parametrize(
    ("known", "now", "is_now"),
    [
        (TWO_DAYS_AGO, item(DAY, "3 days ago", 1), False),
        (TWO_DAYS_AGO, item(date(2026, 11, 27), "27 November 2026"), True),
        (PRINTED, item(None, "soon"), False),
        (PRINTED, item(date(2026, 11, 20)), False),  # from the address
        (item(None), item(date(2026, 11, 20)), True),
        (item(None), TWO_DAYS_AGO, True),
        (item(DAY), PRINTED, True),
    ],
)
def test_a_printed_date_replaces_a_computed_one_and_never_the_reverse(
    known: Item, now: Item, *, is_now: bool
) -> None:
    assert item_dates.kept(now, known) is (now if is_now else known)


def test_only_a_printed_date_is_exact() -> None:
    assert item_dates.exact(PRINTED) == DAY
    assert item_dates.exact(TWO_DAYS_AGO) is None
