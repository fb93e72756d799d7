"""Recognise the language of a page from its dates."""

from __future__ import annotations

import pytest

from ilofeed.core.dates import language_of


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (["7 de marzo de 2024", "2 de junio de 2025"], "es"),
        (["7 avril 2020", "25 septembre 2023", "3 mai 2020, Paris"], "fr"),
        (["13 June 2023", "7 May 2023", "6 avril 2020"], "en"),
        (["13 June 2023, Mar del Plata"], "en"),
        (["13 حزيران/يونيو 2023"], "ar"),
        (["13 tháng 6 năm 2023"], "vi"),
        (["7 May - 9 June 2023"], "en"),
        (["30 May 2022 - 2 July 2023"], "en"),
        (["13 April 2023"], ""),
        (["2020/06/30"], ""),
        (["News", "2022"], ""),
        ([], ""),
    ],
)
def test_the_language_is_the_one_that_reads_most_lines(lines: list[str], language: str) -> None:
    assert language_of(lines) == language
