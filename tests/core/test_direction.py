"""The direction of writing: the same as CLDR's, and that of the words where both occur."""

from __future__ import annotations

import pytest
from babel.core import Locale
from babel.localedata import locale_identifiers

from ilofeed.core.direction import direction, is_right_to_left

ARABIC, HEBREW = "تقرير عن ساعات العمل", "דוח על שעות העבודה"


def test_languages_have_the_direction_that_cldr_gives_them() -> None:
    locales = {each: Locale.parse(each) for each in locale_identifiers()}

    found = {each for each in locales if is_right_to_left(each.replace("_", "-"))}

    assert found == {each for each, locale in locales.items() if locale.text_direction == "rtl"}


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", True),
        ("AR-eg", True),
        ("fa-IR", True),
        ("ur", True),
        ("iw", True),  # the former subtag of Hebrew
        ("az-Arab", True),
        ("ar-Latn", False),
        ("az", False),
        ("en", False),
        ("", False),
    ],
)
def test_the_script_of_a_tag_decides_before_its_language(tag: str, *, expected: bool) -> None:
    assert is_right_to_left(tag) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (ARABIC, "ar", "rtl"),
        (f"ILO: {ARABIC}", "ar", "rtl"),
        (f"ILO: {HEBREW}", "he", "rtl"),
        ("Report on working time", "ar", "auto"),
        ("Rapport sur l’égalité", "ar", "auto"),
        (f"The word {ARABIC}", "en", "auto"),
        (ARABIC, "", "auto"),
    ],
)
def test_text_of_a_language_from_right_to_left_goes_that_way_if_it_has_such_letters(
    text: str, language: str, expected: str
) -> None:
    assert direction(text, language) == expected
