"""Read single dates in every form known from the ILO's pages."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.date_context import DateContext
from ilofeed.core.date_names import common_months
from ilofeed.core.dates import DateLine, read_day, read_line
from ilofeed.core.text import clean
from ilofeed.core.weekday_names import WEEKDAYS


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("01 June 2022", date(2022, 6, 1)),
        ("13 June 2023", date(2023, 6, 13)),
        ("13 Jun 2023", date(2023, 6, 13)),
        ("13 JUNE 2023", date(2023, 6, 13)),
        ("13 Sept. 2023", date(2023, 9, 13)),
        ("June 13, 2023", date(2023, 6, 13)),
        ("Jun. 13, 2023", date(2023, 6, 13)),
        ("13-Jun-2023", date(2023, 6, 13)),
        ("1st June 2023", date(2023, 6, 1)),
        ("2nd of June 2023", date(2023, 6, 2)),
        ("June 3rd, 2023", date(2023, 6, 3)),
        ("30th June, 2023", date(2023, 6, 30)),
        ("7 avril 2020", date(2020, 4, 7)),
        ("1er août 2023", date(2023, 8, 1)),
        ("1ER AOUT 2023", date(2023, 8, 1)),
        ("7 de marzo de 2024", date(2024, 3, 7)),
        ("7 de marzo del 2024", date(2024, 3, 7)),
        ("2 de setiembre de 2025", date(2025, 9, 2)),
        ("1º de junho de 2023", date(2023, 6, 1)),
        ("1.º de junho de 2023", date(2023, 6, 1)),
        ("11 de Junho de 2019", date(2019, 6, 11)),
        ("6. Juni 2018", date(2018, 6, 6)),
        ("6.Juni 2018", date(2018, 6, 6)),
        ("3. Jänner 2018", date(2018, 1, 3)),
        ("6 marzo 2020", date(2020, 3, 6)),
        ("28 апреля 2021 г.", date(2021, 4, 28)),
        ("28 апреля 2021 года", date(2021, 4, 28)),
        ("28 АПРЕЛЯ 2021Г.", date(2021, 4, 28)),
        ("13 червня 2023 р.", date(2023, 6, 13)),
        ("28 Nisan 2021", date(2021, 4, 28)),
        ("28 NİSAN 2021", date(2021, 4, 28)),
        ("28 KASIM 2021", date(2021, 11, 28)),
        ("٠٤ أغسطس, ٢٠٢١", date(2021, 8, 4)),
        ("١١ أبريل, ٢٠١٩", date(2019, 4, 11)),
        ("١١ أبريل، ٢٠١٩", date(2019, 4, 11)),
        ("\u200f١١\u200f ابريل ٢٠١٩ م", date(2019, 4, 11)),
        ("13 حزيران/يونيو 2023", date(2023, 6, 13)),
        ("13 حزيران / يونيه 2023", date(2023, 6, 13)),
        ("13 آب/أغسطس 2023", date(2023, 8, 13)),
        ("4 كانون الثاني/يناير 2023", date(2023, 1, 4)),
        ("13 tháng 6 năm 2023", date(2023, 6, 13)),
        ("13 tháng 06, 2023", date(2023, 6, 13)),
        ("Ngày 13 tháng 6 năm 2023", date(2023, 6, 13)),
        ("2021年4月28日", date(2021, 4, 28)),
        ("\u3000２０２１年 ４月 ２８日", date(2021, 4, 28)),
        ("2020/06/30", date(2020, 6, 30)),
        ("２０２０／０６／３０", date(2020, 6, 30)),
        ("2020-06-30", date(2020, 6, 30)),
        ("2020.06.30", date(2020, 6, 30)),
        ("2020/6/3", date(2020, 6, 3)),
        ("13\u00a0June\u00a02023", date(2023, 6, 13)),
        ("\n  13   June\t2023\n", date(2023, 6, 13)),
        ("13 June 2023.", date(2023, 6, 13)),
        ("(2 April 2014)", date(2014, 4, 2)),
        ("[2 April 2014]", date(2014, 4, 2)),
        ("（2021年4月28日）", date(2021, 4, 28)),
        ("1 January 1900", date(1900, 1, 1)),
        ("31 December 2099", date(2099, 12, 31)),
        ("29 February 2024", date(2024, 2, 29)),
    ],
)
def test_a_printed_date_is_read(line: str, day: date) -> None:
    assert read_line(line) == DateLine(text=clean(line), day=day)
    assert read_day(line) == day


@pytest.mark.parametrize(
    "line",
    [
        "Le 31 août 2026",
        "Le lundi 31 août 2026",
        "El 31 de agosto de 2026",
        "El día 31 de agosto de 2026",
        "Em 31 de agosto de 2026",
        "Il 31 agosto 2026",
        "Am 31. August 2026",
        "Montag, den 31. August 2026",
        "On 31 August 2026",
        "on Monday, August 31, 2026",
        "The 31st of August 2026",
        "op 31 augustus 2026",
        "في 31 أغسطس 2026",
        "31. 8. 2026",
    ],
)
def test_the_word_for_on_before_a_date_is_ignored(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=date(2026, 8, 31))


@pytest.mark.parametrize(
    "line",
    [
        "Tuesday, 13 June 2023",
        "Tue 13 June 2023",
        "Tue. June 13, 2023",
        "13 June 2023, Tuesday",
        "Mar. 13 juin 2023",
        "terça-feira, 13 de junho de 2023",
        "вторник, 13 июня 2023 г.",
        "п\u02bcятниця, 13 червня 2023 р.",
        "الثلاثاء، 13 يونيو 2023",
        "13 Haziran 2023 Salı",
        "Thứ Ba, 13 tháng 6, 2023",
        "Thứ Ba, ngày 13 tháng 6 năm 2023",
        "2023年6月13日火曜日",
        "2023年6月13日（火）",
        "2023年6月13日 星期二",
    ],
)
def test_a_weekday_beside_a_date_is_ignored(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=date(2023, 6, 13))


COLLISIONS = sorted(WEEKDAYS & common_months().keys())


@pytest.mark.parametrize("name", COLLISIONS)
def test_an_abbreviation_of_a_weekday_and_of_a_month_is_read_in_both_ways(name: str) -> None:
    month = common_months()[name]

    assert read_day(f"{name} 9, 2016") == date(2016, month, 9)
    assert read_day(f"{name}. 9, 2016") == date(2016, month, 9)
    assert read_day(f"9 {name} 2016") == date(2016, month, 9)
    assert read_day(f"{name}. 13 juin 2023") == date(2023, 6, 13)
    assert read_day(f"{name} June 13, 2023") == date(2023, 6, 13)
    assert read_day(f"13 juin 2023 ({name})") == date(2023, 6, 13)


def test_march_is_among_the_abbreviations_with_two_meanings() -> None:
    assert "mar" in COLLISIONS


@pytest.mark.parametrize(
    "line", ["Feb 27 - Mar 2, 2026", "Feb. 27 – Mar. 2, 2026", "Friday, Feb 27 - Monday, Mar 2, 2026"]
)
def test_the_last_month_of_a_range_is_no_weekday(line: str) -> None:
    assert read_day(line) == date(2026, 2, 27)


@pytest.mark.parametrize(
    "line",
    [
        "13 June 2023, 14:30",
        "13 June 2023 14:30",
        "13 June 2023 - 2:30 pm",
        "13 June 2023 | 14:30 GMT",
        "13 June 2023, 14:30:59 +02:00",
        "Tue, 13 Jun 2023 14:30:00 GMT",
        "2023-06-13 14:30",
        "2023-06-13T14:30:00.123Z",
        "13 juin 2023, 14h30",
        "13 juin 2023 à 14h30",
        "13 June 2023 at 14:30",
        "13 June 2023, 14:30 (CEST)",
        "13 June 2023, 14h30-15h30 (CET)",
    ],
)
def test_a_time_after_a_date_is_no_place(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=date(2023, 6, 13))


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("13/06/2023", date(2023, 6, 13)),
        ("13.06.2023", date(2023, 6, 13)),
        ("13.6.2023", date(2023, 6, 13)),
        ("13-06-2023", date(2023, 6, 13)),
        ("06/13/2023", date(2023, 6, 13)),
        ("06/06/2023", date(2023, 6, 6)),
    ],
)
def test_numbers_that_allow_only_one_order_are_read(line: str, day: date) -> None:
    assert read_day(line) == day


@pytest.mark.parametrize("language", ["de", "ru", "tr", "uk", "de-AT", "RU"])
def test_a_dotted_date_is_unambiguous_where_the_language_writes_the_day_first(language: str) -> None:
    assert read_day("06.07.2023", DateContext(language=language)) == date(2023, 7, 6)
    assert read_day("06.07.2023 г.", DateContext(language=language)) == date(2023, 7, 6)
    assert read_day("06/07/2023", DateContext(language=language)) is None


@pytest.mark.parametrize("language", ["", "en", "fr", "ja"])
def test_a_dotted_date_is_ambiguous_elsewhere(language: str) -> None:
    assert read_line("06.07.2023", DateContext(language=language)) == DateLine(text="06.07.2023", day=None)


@pytest.mark.parametrize("language", ["", "ja", "pt-PT", "xx"])
def test_an_english_date_is_read_on_a_page_in_another_language(language: str) -> None:
    assert read_day("13 June 2023", DateContext(language=language)) == date(2023, 6, 13)
