"""Find the order of dates in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_order import NumericDate, agreed, by_language, by_sequence, contradicts, numeric_dates

SEEN = date(2026, 11, 29)
FORMS = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}
NEWS = "https://news.example.org/list"


def read(*texts: str) -> list[NumericDate]:
    return [each for text in texts for each in numeric_dates(text, SEEN)]


def written(days: Sequence[date], order: str) -> list[NumericDate]:
    return read(*(day.strftime(FORMS[order]) for day in days))


def test_a_date_in_numbers_has_a_meaning_in_each_order_in_which_it_is_valid() -> None:
    (slashes,) = read("Filed 05/11/2026, at noon")
    (dots,) = read("27. 11. 2026")
    (short,) = read("11-05-26")

    assert slashes == NumericDate(style="/4", meanings={"dmy": date(2026, 11, 5), "mdy": date(2026, 5, 11)})
    assert dots == NumericDate(style=".4", meanings={"dmy": date(2026, 11, 27)})
    assert short.meanings == {"dmy": date(2026, 5, 11), "mdy": date(2026, 11, 5), "ymd": date(2011, 5, 26)}


@pytest.mark.parametrize(
    "text",
    [
        "45/45/2026",
        "31/02/2026",
        "1/2/20261",
        "12.10.3.2026",
        "05/11-2026",
        "a05/11/2026",
        "2026/05/11",
        "05/11/1066",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["05/11/2026", "27/11/2026"], {"/4": "dmy"}),
        (["05/11/2026", "11/27/2026"], {"/4": "mdy"}),
        (["05/11/2026", "06/11/2026"], {}),
        (["05/11/2026", "27.11.2026"], {".4": "dmy"}),
        (["05/11/2026", "27/11/2026", "11/27/2026"], {"/4": ""}),
        (["5/28/26", "4/3/26"], {"/2": "mdy"}),
        (["28.10.26", "4.3.26"], {".2": "dmy"}),
        (["17.10.26", "4.3.26"], {}),  # 26 October 2017 is possible
        (["26-10-28", "25-09-13"], {}),
    ],
)
def test_dates_of_one_style_have_the_order_in_which_all_are_valid(
    texts: list[str], orders: dict[str, str]
) -> None:
    assert agreed(read(*texts)) == orders


@given(days=st.lists(st.dates(date(1991, 1, 1), SEEN), min_size=1), order=st.sampled_from(["dmy", "mdy"]))
def test_neighbours_never_settle_another_order(days: list[date], order: str) -> None:
    settled = agreed(written(days, order)).get("/4", order)

    assert settled == order
    if all(day.day <= 12 for day in days):
        assert agreed(written(days, order)) == {}


def test_a_list_in_order_in_one_order_only_is_settled() -> None:
    texts = ["03/12/2025", "01/12/2025", "12/11/2025", "08/11/2025", "05/10/2025", "01/10/2025"]

    assert by_sequence(read(*texts), SEEN) == "dmy"
    assert by_sequence(read(*reversed(texts)), SEEN) == "dmy"


@pytest.mark.parametrize(
    "texts",
    [
        # In order both ways.
        ["11/11/2026", "10/11/2026", "06/11/2026", "05/11/2026", "03/11/2026"],
        # In no order.
        ["03/12/2025", "12/11/2025", "01/12/2025", "08/11/2025", "05/10/2025", "01/10/2025"],
        # Too few.
        ["03/12/2025", "01/12/2025", "12/11/2025", "08/11/2025"],
        # One pinned item would explain the other order.
        ["03/12/2025", "12/11/2025", "08/11/2025", "05/11/2025", "02/11/2025"],
        [],
    ],
)
def test_a_list_that_could_be_of_either_order_is_not_settled(texts: list[str]) -> None:
    assert by_sequence(read(*texts), SEEN) == ""


def test_an_order_with_the_only_dates_in_the_future_is_not_settled() -> None:
    texts = ["03/12/2026", "01/12/2026", "08/11/2026", "05/11/2026", "05/10/2026", "01/10/2026"]

    assert by_sequence(read(*texts), SEEN) == ""
    assert by_sequence(read(*texts), date(2026, 12, 3)) == "dmy"


@given(
    gaps=st.lists(st.integers(0, 60), min_size=5, max_size=25),
    order=st.sampled_from(["dmy", "mdy"]),
    is_newest_first=st.booleans(),
)
def test_a_list_in_order_of_time_is_never_settled_wrongly(
    gaps: list[int], order: str, *, is_newest_first: bool
) -> None:
    days, last = [], SEEN
    for gap in gaps:
        last -= timedelta(days=gap)
        days.append(last)
    days = [day for day in days if day.day <= 12]

    settled = by_sequence(written(days if is_newest_first else days[::-1], order), SEEN)

    assert settled in ("", order)


@pytest.mark.parametrize(
    ("tags", "url", "order"),
    [
        (["fr"], NEWS, "dmy"),
        (["en-US"], NEWS, "mdy"),
        (["en", "en_US"], NEWS, "mdy"),
        (["en-GB"], NEWS, "dmy"),
        (["de-AT"], NEWS, "dmy"),
        (["en"], "https://www.example.gov/news", "mdy"),
        (["en"], "https://courts.example.us/", "mdy"),
        ([], "https://courts.example.us/", "mdy"),
        (["en"], "https://www.example.co.uk/", "dmy"),
        (["en"], "https://www.example.gov.au/", "dmy"),
        (["es"], "https://www.example.es/", "dmy"),
        # Not certain.
        (["en"], NEWS, ""),
        ([], NEWS, ""),
        (["en-US"], "https://www.example.co.uk/", ""),
        (["en-US", "en_GB"], NEWS, ""),
        (["en-US", "fr"], NEWS, ""),
        (["es"], "https://www.example.gov/es", ""),
        (["en"], "https://example.io/", ""),
        (["en"], "https://[half", ""),
        ([], "https://www.example.co.uk/", ""),
    ],
)
def test_language_and_country_settle_an_order_together(tags: list[str], url: str, order: str) -> None:
    assert by_language(tags, url) == order


@pytest.mark.parametrize("tag_and_host", [("fr", "ca"), ("en", "ca"), ("hu", "hu"), ("ja", "jp")])
def test_where_the_year_is_first_day_and_month_are_not_settled(tag_and_host: tuple[str, str]) -> None:
    tag, host = tag_and_host

    assert by_language([tag], f"https://www.example.{host}/") not in ("dmy", "mdy")


def test_a_list_in_order_or_not_in_the_future_contradicts_another_order() -> None:
    american = read("12/03/2025", "12/01/2025", "11/12/2025", "11/08/2025")

    assert contradicts("dmy", american, SEEN)
    assert not contradicts("mdy", american, SEEN)
    assert contradicts("mdy", read("05/12/2026"), date(2026, 5, 1)) is False
    assert contradicts("dmy", read("05/12/2026"), SEEN)
