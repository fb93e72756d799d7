"""Know the order of a date in numbers from the language and the country of a page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ilofeed.core.date_order_names import DOTTED_DAY_FIRST, LANGUAGES
from ilofeed.core.date_orders import is_dotted_day_first, order_of

ROOT = Path(__file__).parents[2]


@pytest.mark.usefixtures("cldr")
def test_the_committed_orders_are_what_the_script_makes_of_cldr() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "date_orders.py"), "--print"]

    printed = subprocess.run(script, capture_output=True, check=True).stdout.decode()

    assert printed == (ROOT / "src/ilofeed/core/date_order_names.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "order"),
    [
        ("en-US", "mdy"),
        ("EN-us", "mdy"),
        ("en-GB", "dmy"),
        ("en-IN", "dmy"),
        ("en-PH", "mdy"),
        ("fil-PH", "mdy"),
        ("en-CA", "ymd"),
        ("fr", "dmy"),
        ("fr-FR", "dmy"),
        ("fr-CA", "ymd"),
        ("de", "dmy"),
        ("hu", "ymd"),
        ("es-ES", "dmy"),
        ("es-PR", "mdy"),
        ("zh-Hans-CN", "ymd"),
        ("zh-Hant-HK", "dmy"),
        ("sr-Latn-RS", "dmy"),
        ("de-1996", "dmy"),
        ("tl-PH", "mdy"),
        ("iw", "dmy"),
    ],
)
def test_a_language_and_its_country_have_an_order(tag: str, order: str) -> None:
    assert order_of(tag) == order


@pytest.mark.parametrize("tag", ["", "en", "es", "en-XX", "xx", "xx-US"])
def test_a_language_whose_countries_contradict_each_other_has_none(tag: str) -> None:
    assert order_of(tag) == ""


@pytest.mark.parametrize("tag", ["es-US", "fr-US", "de-PR", "fil-GB"])
def test_a_language_in_a_country_that_writes_the_opposite_has_none(tag: str) -> None:
    assert order_of(tag) == ""


def test_dots_are_day_first_only_in_languages_that_write_them() -> None:
    assert {"de", "ru", "tr", "uk", "cs", "pl", "fi", "nb", "ro", "bg", "kk"} <= DOTTED_DAY_FIRST
    assert all(LANGUAGES[language] == "dmy" for language in DOTTED_DAY_FIRST)
    assert is_dotted_day_first("de-AT")
    assert not is_dotted_day_first("de-US")
    assert not is_dotted_day_first("hu")
    assert not is_dotted_day_first("en-GB")
