"""Dates by a format of the operator: read as written, or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.date_format import check, read


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("20261127", "%Y%m%d", date(2026, 11, 27)),
        ("271126", "%d%m%y", date(2026, 11, 27)),
        ("2026.331", "%Y.%j", date(2026, 11, 27)),
        ("2026331", "%Y%j", date(2026, 11, 27)),
        ("5/6/2026", "%d/%m/%Y", date(2026, 6, 5)),
        ("5/6/2026", "%m/%d/%Y", date(2026, 5, 6)),
        ("Notice 12 of  27-11-2026,\nroom 3", "*of %d-%m-%Y*", date(2026, 11, 27)),
        ("NO. 7/2026 (27.11.)", "No. 7/%Y (%d.%m.)", date(2026, 11, 27)),
        ("٢٧/١١/٢٠٢٦", "%d/%m/%Y", date(2026, 11, 27)),
        ("%Y27.11.2026", "%%Y%d.%m.%Y", date(2026, 11, 27)),
        ("100%27.11.2026", "100%%%d.%m.%Y", date(2026, 11, 27)),
        ("from 1.2.2026", "*%d.%m.%Y", date(2026, 2, 1)),
        ("27.11.2026 and again 27.11.2026", "*%d.%m.%Y*", date(2026, 11, 27)),
    ],
)
def test_a_date_is_read_by_its_format(text: str, form: str, expected: date) -> None:
    assert read(text, form) == expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("27.11.2026", "%Y%m%d"),
        ("20261127", "*%m%d%y"),
        ("2026 11 27 0", "%Y %m %d"),
        ("31.02.2026", "%d.%m.%Y"),
        ("2026.366", "%Y.%j"),
        ("2026.000", "%Y.%j"),
        ("1.2.2026 - 3.4.2026", "*%d.%m.%Y*"),
        ("12027.11.2026", "*%d.%m.%Y"),
        ("1.2.20265", "%d.%m.%Y*"),
        ("1.2.2026" + " " * 600, "%d.%m.%Y"),
        ("", "%d.%m.%Y"),
    ],
)
def test_a_text_of_another_form_or_with_two_dates_has_none(text: str, form: str) -> None:
    assert read(text, form) is None


@pytest.mark.parametrize("form", ["%Y%m%d", "*%d.%m.%y*", "%j of %Y", "%d/%m/%Y"])
def test_a_format_that_means_one_date_is_accepted(form: str) -> None:
    assert check(form) is None


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ("", "needs %Y or %y"),
        ("%d.%m.", "needs %Y or %y"),
        ("%d.%m.%Y %y", "needs %Y or %y"),
        ("%d.%m.%Y %d", "each once"),
        ("%d.%m.%Y %j", "either %m and %d or %j"),
        ("%d %B %Y", "'%B'; allowed are %Y, %y, %m, %d, %j and %%"),
        ("%x", "'%x'; allowed are %Y"),
        ("%d.%m.%Y %", "'%'; allowed are %Y"),
        ("%d.*%m.%Y", "only at its begin and its end"),
        ("%d.%m.%Y" + " " * 80, "longer than 80"),
    ],
)
def test_a_format_that_depends_on_a_language_or_on_a_guess_is_refused(form: str, problem: str) -> None:
    assert problem in (check(form) or "")
