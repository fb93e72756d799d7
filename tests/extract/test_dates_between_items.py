"""A date between two items belongs to neither, unless the markup or the other dates decide."""

from __future__ import annotations

from datetime import date

import pytest

from extract.list_pages import read, refusal

ITEMS = [f"<p><a href='/n/{at}'>Minutes of the harbour board of {at}</a></p>" for at in range(5)]
DATES = [f"<p>{20 - at} May 2024</p>" for at in range(5)]


def test_a_date_above_the_first_item_and_below_each_is_given_to_none() -> None:
    parts = "".join(item + day for item, day in zip(ITEMS, DATES, strict=True))

    error = refusal(f"<h1>Minutes</h1><main><p>21 May 2024</p>{parts}</main>")

    assert any("each may belong to the item above or below" in line for line in error.candidates)


@pytest.mark.parametrize("is_above", [True, False])
def test_dates_above_or_below_every_item_are_theirs(*, is_above: bool) -> None:
    pairs = zip(DATES, ITEMS, strict=True) if is_above else zip(ITEMS, DATES, strict=True)

    found = read(f"<h1>Minutes</h1><main>{''.join(map(''.join, pairs))}</main>")

    assert [item.published for item in found.items] == [date(2024, 5, 20 - at) for at in range(5)]


def test_dates_without_a_year_above_their_items_do_not_move_to_the_next() -> None:
    pairs = "".join(
        f"<dt>{20 - at} May</dt><dd><a href='/n/{at}'>Minutes of the harbour board of {at}</a></dd>"
        for at in range(5)
    )

    found = read(f"<h1>Minutes</h1><main><h2>2024</h2><dl>{pairs}</dl></main>")

    assert [item.published for item in found.items] == [date(2024, 5, 20 - at) for at in range(5)]
