"""Compare the names of months with CLDR, and read every date that CLDR formats, in any digits."""

from __future__ import annotations

import subprocess
import sys
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date
from babel.localedata import LocaleDataDict, load
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.dates import is_heading, read_day
from ilofeed.core.month_names import MONTHS, WEEKDAYS

ROOT = Path(__file__).parents[2]
LOCALES = [
    *MONTHS,
    "ar_EG",
    "ar_LB",
    "ar_SY",
    "ar_IQ",
    "ar_DZ",
    "ar_TN",
    "ar_MA",
    "de_AT",
    "es_PE",
    "pt_PT",
    "zh_Hant",
]


def months_in(locale: str, context: str, width: str) -> list[str]:
    """Return the names of CLDR, read from a copy: Babel mixes up aliased names of several locales."""
    own: dict[Any, Any] = {"months": deepcopy(load(locale)["months"])}
    names = LocaleDataDict(own)["months"][context][width]
    return [names[month] for month in range(1, 13)]


# Read before any test formats a date with Babel, for the same reason.
NAMES = {
    (locale, context, width): months_in(locale, context, width)
    for locale in LOCALES
    for context in ("format", "stand-alone")
    for width in ("wide", "abbreviated")
}

KNOWN_DATES = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def test_the_committed_names_are_what_the_script_makes_of_cldr() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "months.py"), "--print"]

    printed = subprocess.run(script, capture_output=True, check=True).stdout.decode()

    assert printed == (ROOT / "src/ilofeed/core/month_names.py").read_text(encoding="utf-8")


def test_no_name_means_two_months() -> None:
    pairs = {(name, month) for names in MONTHS.values() for name, month in names.items()}

    assert len(pairs) == len(dict(pairs))


def test_every_language_has_twelve_months() -> None:
    assert all(set(names.values()) == set(range(1, 13)) for names in MONTHS.values())


def test_every_name_is_folded_as_a_line_is() -> None:
    names = {name for known in MONTHS.values() for name in known}

    assert {dates._folded(name)[0] for name in names} == names
    assert all(name == name.casefold() and not name.endswith(".") for name in WEEKDAYS)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("length", ["long", "full"])
@given(day=KNOWN_DATES)
def test_a_date_that_cldr_formats_is_read_back(locale: str, length: str, day: date) -> None:
    written = format_date(day, length, locale=locale)

    assert read_day(written, DateContext(language=locale.replace("_", "-"))) == day
    assert read_day(written) == day


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_case_and_width_of_a_month_name_is_read(locale: str, context: str, width: str) -> None:
    for month, name in enumerate(NAMES[locale, context, width], start=1):
        line, heading = f"13 {name} 2023", f"{name} 2023"
        if "月" in name:
            line = f"2023年{month}月13日"

        assert read_day(line, DateContext(language=locale.replace("_", "-"))) == date(2023, month, 13)
        assert is_heading(heading)
        assert is_heading(heading.upper())


@given(day=KNOWN_DATES)
def test_arabic_digits_are_read_as_western_ones(day: date) -> None:
    western = f"{day.day} أغسطس {day.year}"
    eastern = western.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert read_day(eastern) == read_day(western) == date(day.year, 8, day.day)
