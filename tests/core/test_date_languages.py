"""Read every date that CLDR formats, in each language and never as another date in another language."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from babel.dates import format_date
from babel.localedata import LocaleDataDict, load
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_context import DateContext
from ilofeed.core.date_orders import order_of
from ilofeed.core.dates import is_heading, read_day
from ilofeed.core.month_names import MONTHS

# Another release can format dates in ways that the committed names do not know yet.
pytestmark = pytest.mark.usefixtures("cldr")

COUNTRIES = "ar_EG ar_LB ar_SY ar_IQ ar_DZ ar_TN ar_MA de_AT es_PE pt_PT sr_Latn zh_Hant"
LOCALES = [*MONTHS, *COUNTRIES.split()]


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

# The declared language decides those: tests/core/test_month_names.py.
MEANS_TWO_MONTHS = re.compile(r"\b(?:lip|lis|listopada?|srp)\b").search
KNOWN_DATES = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def context_of(locale: str) -> DateContext:
    tag = locale.replace("_", "-")
    return DateContext(language=tag, order=order_of(tag))


@pytest.mark.parametrize("locale", LOCALES)
@given(day=KNOWN_DATES, length=st.sampled_from(["medium", "long", "full"]), other=st.sampled_from(["", *MONTHS]))
def test_a_date_that_cldr_formats_is_read_back(locale: str, length: str, day: date, other: str) -> None:
    written = format_date(day, length, locale=locale)

    assert read_day(written, context_of(locale)) == day
    if not MEANS_TWO_MONTHS(written):
        assert read_day(written, DateContext(language=other)) in (day, None)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_case_and_width_of_a_month_name_is_read(locale: str, context: str, width: str) -> None:
    for month, name in enumerate(NAMES[locale, context, width], start=1):
        line, heading = f"13 {name} 2023", f"{name.removeprefix('de ').removeprefix('d’')} 2023"
        if "月" in name or "월" in name:
            line = f"2023年{month}月13日"

        assert read_day(line, context_of(locale)) == date(2023, month, 13)
        assert is_heading(heading, context_of(locale))
        assert is_heading(heading.upper(), context_of(locale))


@pytest.mark.parametrize(
    "digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９"]
)
@given(day=KNOWN_DATES)
def test_digits_of_other_scripts_are_read_as_western_ones(digits: str, day: date) -> None:
    written = f"{day.day} أغسطس {day.year}".translate(str.maketrans("0123456789", digits))

    assert read_day(written) == date(day.year, 8, day.day)
