"""Read dates in relation to the time of the page, to the precision that they have."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_timedelta
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_context import DateContext
from ilofeed.core.dates import DateLine, read_line
from ilofeed.core.month_names import MONTHS
from ilofeed.core.relative_dates import RelativeDate, read_relative

ROOT = Path(__file__).parents[2]
SEEN = datetime(2026, 11, 29, 12, tzinfo=UTC)


def on_page(language: str = "en") -> DateContext:
    return DateContext(language=language, seen=SEEN)


@pytest.mark.usefixtures("cldr")
def test_the_committed_phrases_are_what_the_script_makes_of_cldr() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "relative_dates.py"), "--print"]

    printed = subprocess.run(script, capture_output=True, check=True).stdout.decode()

    assert printed == (ROOT / "src/ilofeed/core/relative_names.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("Today", "en", 0),
        ("today, 09:12", "en", 0),
        ("Yesterday at 10 pm", "en", 1),
        ("3 hours ago", "en", 0),
        ("15 hours ago", "en", 1),
        ("a day ago", "en", 1),
        ("2 days ago", "", 2),
        ("2d ago", "en", 2),
        ("vor 2 Tagen", "de", 2),
        ("VOR 2 TAGEN", "de", 2),
        ("gestern", "de-AT", 1),
        ("il y a 3\u00a0jours", "fr", 3),
        ("Aujourd’hui à 14h30", "fr", 0),
        ("hier", "fr", 1),
        ("hace 2 días", "es", 2),
        ("há 2 dias", "pt", 2),
        ("2 giorni fa", "it", 2),
        ("2 dagen geleden", "nl", 2),
        ("för 2 dagar sedan", "sv", 2),
        ("2 dni temu", "pl", 2),
        ("před 2 dny", "cs", 2),
        ("2 napja", "hu", 2),
        ("2 дня назад", "ru", 2),
        ("2 дні тому", "uk", 2),
        ("2 gün önce", "tr", 2),
        ("قبل يومين", "ar", 2),
        ("לפני יומיים", "he", 2),
        ("2 दिन पहले", "hi", 2),
        ("2天前", "zh", 2),
        ("昨天 08:12", "zh", 1),
        ("2 日前", "ja", 2),
        ("2일 전", "ko", 2),
        ("2 ngày trước", "vi", 2),
        ("2 วันที่ผ่านมา", "th", 2),
        ("2 hari yang lalu", "id", 2),
    ],
)
def test_a_date_in_relation_to_the_time_of_the_page_is_read(text: str, language: str, days: int) -> None:
    day = (SEEN - timedelta(days=days)).date()
    if "15 hours" in text:
        day = date(2026, 11, 28)

    assert read_line(text, on_page(language)) == DateLine(
        text=text.replace("\u00a0", " "), day=day, is_relative=True
    )


@pytest.mark.parametrize("text", ["2 weeks ago", "3 months ago", "1 year ago", "il y a 2 semaines"])
def test_words_that_are_not_precise_to_the_day_have_no_date(text: str) -> None:
    read = read_relative(text, on_page("fr"))

    assert read is not None
    assert read.day is None
    assert read.precision in ("week", "month", "year")
    assert read_line(text, on_page("fr")) == DateLine(text=text, day=None, is_relative=True)


def test_the_date_in_an_attribute_counts_more_than_a_relative_one() -> None:
    relative, printed = read_line("12 days ago", on_page()), read_line("17 November 2026")
    machine = date(2026, 11, 16)

    assert relative is not None
    assert relative.day_beside(machine) == machine
    assert relative.day_beside(None) == date(2026, 11, 17)
    assert printed is not None
    assert printed.day_beside(machine) == date(2026, 11, 17)
    assert DateLine(text="05/06/2026", day=None).day_beside(machine) == machine


@pytest.mark.parametrize("text", ["yesterday", "3 hours ago", "vor 2 Tagen"])
def test_without_the_time_of_the_page_there_is_no_date(text: str) -> None:
    assert read_relative(text, DateContext(language="en")) is None
    assert read_line(text, DateContext(language="en")) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hier", "de"),
        ("hier", ""),
        ("ma", "it"),
        ("कल", "hi"),
        ("Today's news", "en"),
        ("Today 2", "en"),
        ("5 days", "en"),
        ("in 2 days", "en"),
        ("3 comments", "en"),
        ("4000 days ago", "en"),
        ("900 days ago", "en"),
        ("Yesterday, Geneva", "en"),
    ],
)
def test_other_text_is_no_relative_date(text: str, language: str) -> None:
    assert read_relative(text, on_page(language)) is None


@given(language=st.sampled_from(sorted(MONTHS)), days=st.integers(1, 6), hours=st.integers(1, 20))
@pytest.mark.usefixtures("cldr")
def test_what_cldr_says_of_the_past_is_read_back(language: str, days: int, hours: int) -> None:
    for length in (timedelta(days=days), timedelta(hours=hours)):
        written = format_timedelta(-length, add_direction=True, locale=language, threshold=1)

        read = read_relative(written, on_page(language))

        assert read is not None
        assert read.day == (SEEN - length).date()


@given(text=st.text(max_size=70) | st.text(alphabet="123 hoursdaygo", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    read = read_relative(text, on_page())

    assert read is None or isinstance(read, RelativeDate)
