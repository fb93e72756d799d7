"""Words that depend on values, in the languages of the interface."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.language import DEFAULT_INTERFACE, INTERFACES
from ilofeed.core.state import Condition, Outcome, PollReport
from ilofeed.publish.render.wording import wording

WORDS = wording(DEFAULT_INTERFACE)
OTHERS = [language for language in INTERFACES if language != DEFAULT_INTERFACE]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.05, "about 20 a day"),
        (0.5, "about two a day"),
        (1, "about one a day"),
        (2.3, "about three a week"),
        (7, "about one a week"),
        (14, "about two a month"),
        (30, "about one a month"),
        (60, "about six a year"),
        (400, "about one a year"),
        (2000, "less than one a year"),
    ],
)
def test_how_often_is_said_as_people_say_it(days: float, words: str) -> None:
    assert WORDS.rhythm(timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (4, "4 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (59, "8 weeks ago"),
        (60, "1 month ago"),
        (61, "2 months ago"),
        (729, "23 months ago"),
        (730, "2 years ago"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(days: int, words: str) -> None:
    today = date(2026, 11, 20)

    assert WORDS.ago(today - timedelta(days), today) == words


def test_an_unknown_rate_has_no_words() -> None:
    assert WORDS.rhythm(None) == ""


@pytest.mark.parametrize(
    ("language", "rate", "age", "poll"),
    [
        ("fr", "environ une par semaine", "il y a 3 semaines", "1er mai 2026 à 08:05 UTC\u00a0: échec [timeout]"),
        ("es", "alrededor de una por semana", "hace 3 semanas", "1 de mayo de 2026, 08:05 UTC: error [timeout]"),
    ],
)
def test_words_are_in_the_language_of_the_interface(language: str, rate: str, age: str, poll: str) -> None:
    words = wording(language)
    report = PollReport(source="news", outcome=Outcome.FAILED, reason="timeout")

    assert words.rhythm(timedelta(days=7)) == rate
    assert words.ago(date(2026, 11, 1), date(2026, 11, 22)) == age
    assert words.poll(datetime(2026, 5, 1, 8, 5, tzinfo=UTC), report) == poll


@pytest.mark.parametrize("language", INTERFACES)
def test_every_condition_and_every_result_of_a_poll_has_its_word(language: str) -> None:
    words = wording(language)

    assert len({words.condition(condition) for condition in Condition}) == len(Condition)
    assert len(
        {words.poll(datetime(2026, 5, 1, tzinfo=UTC), PollReport(source="news", outcome=each)) for each in Outcome}
    ) == len(Outcome)


@pytest.mark.parametrize("language", OTHERS)
@given(day=st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_dates_are_those_of_cldr(language: str, day: date) -> None:
    words = wording(language)

    # CLDR has no ordinal for the first day of a month, which French requires.
    assert words.date(day).replace("1er ", "1 ") == format_date(day, "long", locale=language)
    assert words.date(day.isoformat()) == words.date(day)
    assert words.month(f"{day:%Y-%m}") == format_date(day, _month(language), locale=language)


def _month(language: str) -> str:
    return {"fr": "MMMM y", "es": "MMMM 'de' y"}[language]


@pytest.mark.parametrize("language", OTHERS)
def test_the_first_day_of_a_month_is_an_ordinal_only_in_french(language: str) -> None:
    found = [wording(language).date(date(2026, 5, day)) for day in (1, 2, 11, 21)]

    assert [each.partition(" ")[0] for each in found] == ["1er" if language == "fr" else "1", "2", "11", "21"]


@pytest.mark.parametrize("language", OTHERS)
def test_times_are_those_of_cldr(language: str) -> None:
    at = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)

    assert wording(language).moment(at) == f"{format_datetime(at, _MOMENTS[language], locale=language)} UTC"


_MOMENTS = {"fr": "d MMMM y 'à' HH:mm", "es": "d 'de' MMMM 'de' y, HH:mm"}


@pytest.mark.parametrize("language", INTERFACES)
@given(number=st.integers(0, 10_000_000))
def test_numbers_are_those_of_cldr(language: str, number: int) -> None:
    # Babel does not apply the least number of digits before the first separator, which CLDR has: 2 in Spanish.
    is_grouped = number >= (10_000 if language == "es" else 1_000)

    assert wording(language).number(number) == (
        format_decimal(number, locale=language) if is_grouped else str(number)
    )


def test_english_dates_are_those_of_iso_8601() -> None:
    assert WORDS.date(date(2026, 5, 1)) == "2026-05-01"
    assert WORDS.month("2026-05") == "2026-05"
    assert WORDS.moment(datetime(2026, 5, 1, 8, 5, tzinfo=UTC)) == "2026-05-01 08:05 UTC"
