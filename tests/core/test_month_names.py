"""Compare the names of months and weekdays with CLDR, and settle those with two meanings."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ilofeed.core.date_context import DateContext
from ilofeed.core.date_names import UNCERTAIN, common_months, folded_names, is_weekday, month, months_of
from ilofeed.core.dates import DateLine, is_heading, read_day, read_line
from ilofeed.core.month_names import MONTHS
from ilofeed.core.weekday_names import WEEKDAYS

ROOT = Path(__file__).parents[2]


@pytest.mark.usefixtures("cldr")
def test_the_committed_names_are_what_the_script_makes_of_cldr() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "months.py"), "--print"]
    modules = [ROOT / "src/ilofeed/core" / name for name in ("month_names.py", "weekday_names.py")]

    printed = subprocess.run(script, capture_output=True, check=True).stdout.decode()

    assert printed == "".join(module.read_text(encoding="utf-8") for module in modules)


def test_every_language_in_which_news_is_published_has_twelve_months() -> None:
    union = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
    others = "uk ru tr ar fa he hi bn ur ko ja zh vi th id ms sw fil ka hy az kk"

    assert set(f"{union} {others}".split()) <= MONTHS.keys()
    assert all(set(months_of(language).values()) == set(range(1, 13)) for language in MONTHS)


def test_every_name_is_folded_as_a_line_is() -> None:
    assert {folded_names(name)[0] for name in common_months()} <= common_months().keys()
    assert all(name == name.casefold() and not name.endswith(".") for name in WEEKDAYS)


def test_names_with_two_meanings_are_those_of_slavic_languages() -> None:
    assert {name for name, number in common_months().items() if number == UNCERTAIN} == {
        "lip",
        "lis",
        "listopad",
        "listopada",
        "srp",
    }


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("5. listopada 2026.", "hr", date(2026, 10, 5)),
        ("5 listopada 2026", "pl", date(2026, 11, 5)),
        ("5. listopad 2026", "cs", date(2026, 11, 5)),
        ("5. srp 2026.", "hr-HR", date(2026, 7, 5)),
        ("5. srp 2026", "cs-CZ", date(2026, 8, 5)),
        ("5 lip 2026", "pl", date(2026, 7, 5)),
        ("5. lip 2026.", "hr", date(2026, 6, 5)),
    ],
)
def test_only_the_language_of_the_page_decides_a_name_with_two_meanings(
    line: str, language: str, day: date
) -> None:
    assert read_day(line, DateContext(language=language)) == day
    assert read_line(line) == DateLine(text=line, day=None)
    assert read_line(line, DateContext(language="en")) == DateLine(text=line, day=None)
    assert is_heading(line.partition(" ")[2])


def test_a_name_in_another_language_than_that_of_the_page_is_read_if_it_has_one_meaning() -> None:
    assert month("lipca", "cs") == 7
    assert month("studenoga", "pl") == 11


@pytest.mark.parametrize(
    ("words", "language"), [("do", "cs"), ("do", "pl"), ("po", "pl"), ("to", "en"), ("pre", "sk"), ("do", "")]
)
def test_a_preposition_is_no_weekday(words: str, language: str) -> None:
    assert not is_weekday(words, language)
    assert read_line(f"{words} 5.11.2026", DateContext(language=language)) is None


@pytest.mark.parametrize(
    ("words", "language"), [("Do.", "de"), ("po", "cs"), ("to", "fi"), ("Thứ 2", ""), ("T2", "vi")]
)
def test_short_weekdays_are_known_in_their_languages(words: str, language: str) -> None:
    assert is_weekday(words, language)
