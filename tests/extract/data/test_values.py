"""Texts, dates and addresses in data."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_context import DateContext
from ilofeed.extract.data.values import address_of, date_of, instant_of, text_of

ENGLISH = DateContext(language="en")
DAY = date(2026, 11, 5)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("A title", "A title"),
        ("R&D, a < b", "R&D, a < b"),
        ("R&amp;D &#8211; <em>new</em>", "R&D \u2013 new"),
        ("<p>One.</p><p>Two.<script>no()</script></p>", "One. Two."),
        ("one<br>two", "one two"),
        (2026, "2026"),
        (12345678.0, "12345678"),
        (["Ann", "Ben", 3, None], "Ann, Ben"),
        (True, ""),
        (None, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (10**400, ""),
        ({"a": 1}, ""),
        ("<b>" * 2000 + "deep", ""),
    ],
)
def test_the_text_of_a_value_is_plain(value: object, text: str) -> None:
    assert text_of(value) == text


def test_of_a_whole_article_the_beginning_is_read() -> None:
    text = text_of("<p>" + "some words " * 5000 + "</p>")

    assert text.startswith("some words")
    assert len(text) <= 20_000


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-05", "2026-11-05T23:30:00-05:00", "2026-11-05T00:30:00.123Z", "20261105", 20261105, 1793880000,
        1793880000000, 1793880000.5, "1793880000", "/Date(1793880000000+0100)/", "$D2026-11-05T10:00:00.000Z",
        "Thu, 05 Nov 2026 10:00:00 GMT", "5 November 2026", "<time>November 5, 2026</time>",
    ],
)  # fmt: skip
def test_every_form_of_a_date_is_read(value: object) -> None:
    assert date_of(value, ENGLISH).published == DAY


@pytest.mark.parametrize(
    "value", [None, True, 0, -5, 7, 2026, 10**17, 10**400, float("nan"), "soon", "", [], "2026"]
)
def test_what_is_no_date_has_none(value: object) -> None:
    assert date_of(value, ENGLISH).published is None


def test_an_ambiguous_date_keeps_its_text_for_the_rest_of_the_list_to_settle() -> None:
    assert (date_of("05/11/2026", ENGLISH).published, date_of("05/11/2026", ENGLISH).text) == (None, "05/11/2026")


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (" /a ", "/a"),
        ({"@type": "ImageObject", "url": "/a.png"}, "/a.png"),
        ([None, {"contentUrl": "/b.png"}, "/c"], "/b.png"),
        ({"@id": "/d"}, "/d"),
        ([[["/no"]]], ""),
        (3, ""),
    ],
)
def test_an_address_may_be_in_an_object(value: object, address: str) -> None:
    assert address_of(value) == address


@given(ANYTHING)
def test_no_value_makes_reading_fail(value: object) -> None:
    assert isinstance(text_of(value), str)
    assert isinstance(address_of(value), str)
    date_of(value, ENGLISH)
    instant_of(value)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2026-11-05T23:30:00-05:00", datetime(2026, 11, 6, 4, 30, tzinfo=UTC)),
        ("2026-11-05T10:00:00.123Z", datetime(2026, 11, 5, 10, tzinfo=UTC)),
        ("Thu, 05 Nov 2026 10:00:00 +0100", datetime(2026, 11, 5, 9, tzinfo=UTC)),
        (1793880000, datetime(2026, 11, 5, 12, tzinfo=UTC)),
        (1793880000999, datetime(2026, 11, 5, 12, tzinfo=UTC)),
        ("/Date(1793880000000+0100)/", datetime(2026, 11, 5, 12, tzinfo=UTC)),
    ],
)
def test_a_time_in_a_known_zone_is_exact(value: object, at: datetime) -> None:
    found = instant_of(value)

    assert found is not None
    assert (found.at, found.day) == (at, at.date())


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-05",
        "2026-11-05T10:00:00",
        "2026-11-05T00:00:00+01:00",
        1793836800,
        "5 November 2026",
        20261105,
        "",
        None,
        {},
    ],
)
def test_a_date_without_a_time_or_a_zone_has_no_exact_time(value: object) -> None:
    assert instant_of(value) is None
