"""Days as pages print them: every form known from the ILO's pages, and what must be refused."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_date
from babel.localedata import LocaleDataDict, load
from hypothesis import given, settings
from hypothesis import strategies as st

from ilofeed.core import dates
from ilofeed.core.dates import DateLine, is_heading, language_of, read_day, read_line, read_machine
from ilofeed.core.month_names import MONTHS, WEEKDAYS
from ilofeed.core.text import clean

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
    """The names CLDR has, read from a copy: Babel mixes up aliased names of several locales."""
    own: dict[Any, Any] = {"months": deepcopy(load(locale)["months"])}
    names = LocaleDataDict(own)["months"][context][width]
    return [names[month] for month in range(1, 13)]


# Read before any test asks Babel for something, for the same reason.
NAMES = {
    (locale, context, width): months_in(locale, context, width)
    for locale in LOCALES
    for context in ("format", "stand-alone")
    for width in ("wide", "abbreviated")
}

# A busy machine is no reason to fail.
LAW = settings(deadline=None)

known_days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
hostile = st.text(alphabet=" 0123456789,.-/|()年月日–\u00a0\u200f٣June", max_size=dates._LINE_LIMIT)


# Dates


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
def test_the_word_for_on_before_a_date_is_passed_over(line: str) -> None:
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
def test_a_weekday_beside_a_date_is_passed_over(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=date(2023, 6, 13))


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
def test_a_time_behind_a_date_is_no_place(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=date(2023, 6, 13))


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("2 - 5 May 2006", date(2006, 5, 2)),
        ("2–5 May 2006", date(2006, 5, 2)),
        ("16 - 31 March 2006", date(2006, 3, 16)),
        ("30 May - 2 June 2023", date(2023, 5, 30)),
        ("30 December 2022 – 2 January 2023", date(2022, 12, 30)),
        ("Friday, 2 June 2023 - Monday, 5 June 2023", date(2023, 6, 2)),
        ("May 2-5, 2006", date(2006, 5, 2)),
        ("May 30 - June 2, 2023", date(2023, 5, 30)),
        ("December 30, 2022 — January 2, 2023", date(2022, 12, 30)),
        ("31 August - 3 September 2026", date(2026, 8, 31)),
        ("28 December - 3 January 2027", date(2026, 12, 28)),
        ("December 28 – January 3, 2027", date(2026, 12, 28)),
        ("28 December 2026 to 3 January 2027", date(2026, 12, 28)),
        ("from 31 August to 3 September 2026", date(2026, 8, 31)),
        ("Between 10 and 13 August 2026", date(2026, 8, 10)),
        ("August 31 through September 3, 2026", date(2026, 8, 31)),
        ("31st August until 3rd September 2026", date(2026, 8, 31)),
        ("Monday 31 August - Thursday 3 September 2026", date(2026, 8, 31)),
        ("10 to 13 August 2026", date(2026, 8, 10)),
        ("10 & 11 August 2026", date(2026, 8, 10)),
        ("10, 11 and 12 August 2026", date(2026, 8, 10)),
        ("28 September - 2 October 2026, 09:00 - 17:30 CEST", date(2026, 9, 28)),
        ("31 August 2026, 09:00 – 3 September 2026, 17:00", date(2026, 8, 31)),
        ("31 August 2026 09:00 to 3 September 2026", date(2026, 8, 31)),
        ("06/07/2023 - 13/07/2023", date(2023, 7, 6)),
        ("31/08/2026 - 03/09/2026", date(2026, 8, 31)),
        ("31.08. - 03.09.2026", date(2026, 8, 31)),
        ("10.-13.08.2026", date(2026, 8, 10)),
        ("du 31 août au 3 septembre 2026", date(2026, 8, 31)),
        ("Du lundi 31 août au jeudi 3 septembre 2026", date(2026, 8, 31)),
        ("10 et 11 août 2026", date(2026, 8, 10)),
        ("del 31 de agosto al 3 de septiembre de 2026", date(2026, 8, 31)),
        ("10 y 11 de agosto de 2026", date(2026, 8, 10)),
        ("de 28 de dezembro a 3 de janeiro de 2027", date(2026, 12, 28)),
        ("vom 31. August bis zum 3. September 2026", date(2026, 8, 31)),
        ("10. bis 13. August 2026", date(2026, 8, 10)),
        ("dal 31 agosto al 3 settembre 2026", date(2026, 8, 31)),
        ("с 31 августа по 3 сентября 2026 года", date(2026, 8, 31)),
        ("з 31 серпня по 3 вересня 2026 року", date(2026, 8, 31)),
        ("31 Ağustos – 3 Eylül 2026", date(2026, 8, 31)),
        ("31 augustus t/m 3 september 2026", date(2026, 8, 31)),
        ("từ ngày 31 tháng 8 đến ngày 3 tháng 9 năm 2026", date(2026, 8, 31)),
        ("من 31 أغسطس إلى 3 سبتمبر 2026", date(2026, 8, 31)),
        ("31 آب/أغسطس - 3 أيلول/سبتمبر 2026", date(2026, 8, 31)),
        ("2026年8月31日至9月3日", date(2026, 8, 31)),
        ("2026年12月28日至2027年1月3日", date(2026, 12, 28)),
        ("2026年8月10日-13日", date(2026, 8, 10)),
        ("2026年8月31日(月)～9月3日", date(2026, 8, 31)),
        ("2026年8月31日から9月3日まで", date(2026, 8, 31)),
        ("2.-5. Mai 2006", date(2006, 5, 2)),
        ("2 - 5 de mayo de 2006", date(2006, 5, 2)),
        ("2023/06/02 ～ 2023/06/05", date(2023, 6, 2)),
        ("2023年6月2日〜2023年6月5日", date(2023, 6, 2)),
        ("2026/8/31～9/3", date(2026, 8, 31)),
        ("2026/8/10-13", date(2026, 8, 10)),
        ("2026.12.28 - 2027.1.3", date(2026, 12, 28)),
        ("31. 8. – 3. 9. 2026", date(2026, 8, 31)),
        ("10. – 13. 8. 2026", date(2026, 8, 10)),
        ("31 August / 3 September 2026", date(2026, 8, 31)),
        ("30/31 August 2026", date(2026, 8, 30)),
        ("August 31 / September 3, 2026", date(2026, 8, 31)),
        ("le 31 août et le 3 septembre 2026", date(2026, 8, 31)),
        ("am 10. und 11. August 2026", date(2026, 8, 10)),
    ],
)
def test_of_a_range_the_first_day_is_read(line: str, first: date) -> None:
    assert read_line(line) == DateLine(text=line, day=first)


@pytest.mark.parametrize(
    "line",
    [
        "from 3 May 2026",
        "du 3 mai 2026",
        "31 August - 3 September",
        "August - September 2026",
        "3 May 2026 to 4 people",
        "3 May 2026 / 4 people",
        "2026/8/31 - 3 rooms",
    ],
)
def test_what_only_begins_like_a_range_is_no_date(line: str) -> None:
    assert read_line(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "3 September - 31 August 2026",
        "29 February - 3 March 2026",
        "2026年9月3日至8月31日",
        "13.-10.08.2026",
        "05.06. - 07.06.2026",
        "08/09/2026 - 31/08/2026",
        "2026/9/3～8/31",
        "5. 6. – 7. 6. 2026",
    ],
)
def test_a_range_that_goes_back_or_is_not_certain_has_no_day(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=None)


def test_dotted_ranges_begin_with_the_day_where_people_write_so() -> None:
    found = read_line("05.06. - 07.06.2026", "de")

    assert found == DateLine(text="05.06. - 07.06.2026", day=date(2026, 6, 5))


def test_a_place_may_stand_behind_a_range() -> None:
    found = read_line("2 - 5 May 2006, Geneva")

    assert found == DateLine(text="2 - 5 May 2006, Geneva", day=date(2006, 5, 2), place="Geneva")


# Places


@pytest.mark.parametrize(
    ("behind", "place"),
    [
        (", Hanoi, Viet Nam", "Hanoi, Viet Nam"),
        (",Hanoi", "Hanoi"),
        (" , Hanoi", "Hanoi"),
        (", PHNOM PENH,BANGKOK", "PHNOM PENH,BANGKOK"),
        (", Bogor, West Java, Indonesia", "Bogor, West Java, Indonesia"),
        (" | Kuala Lumpur, Malaysia", "Kuala Lumpur, Malaysia"),
        (" - Geneva", "Geneva"),
        (" – Geneva", "Geneva"),
        (" • Geneva", "Geneva"),
        (" (Hanoi)", "Hanoi"),
        (", Geneva.", "Geneva"),
        (", Geneva,", "Geneva"),
        (", 14:30, Geneva", "Geneva"),
        (", St. John's, Antigua", "St. John's, Antigua"),
        (", Washington, D.C.", "Washington, D.C."),
        (", Turin Centre, Italy and online", "Turin Centre, Italy and online"),
        (", Hà\u00a0Nội", "Hà Nội"),
        (", Sunderland", "Sunderland"),
        ("، القاهرة", "القاهرة"),
        ("、東京", "東京"),
        (", ２Ｆ Tower", None),
    ],
)
def test_a_place_behind_the_date_is_told_apart(behind: str, place: str | None) -> None:
    found = read_line(f"17 May 2023{behind}")

    assert (found and found.place) == place
    assert found is None or found.day == date(2023, 5, 17)
    assert read_day(f"17 May 2023{behind}") is None


@pytest.mark.parametrize("behind", ["", ",", ", ", " ,", ".", " |", " -", ",,"])
def test_a_mark_without_anything_behind_it_is_no_place(behind: str) -> None:
    assert read_line(f"02 June 2022{behind}") == DateLine(
        text=clean(f"02 June 2022{behind}"), day=date(2022, 6, 2)
    )


@pytest.mark.parametrize(
    "behind",
    [
        " Hanoi",
        ": World Day Against Child Labour",
        ", 14 June",
        ", 2024",
        ", !!",
        ", the Director-General said",
        " - The office launched new guidelines for small enterprises",
        ", Geneva. Turin",
        ", The office opened. It is in Hanoi",
        ", " + "Geneva " * 12,
        " at the office",
        "rd",
        "5",
        "年",
        " (Hanoi) (Geneva)",
    ],
)
def test_what_is_no_place_makes_the_line_no_date(behind: str) -> None:
    assert read_line(f"13 June 2023{behind}") is None


# Refusals


@pytest.mark.parametrize(
    "text",
    [
        "",
        "News",
        "Press release",
        "2022",
        "2022 in review",
        "2030 Agenda",
        "June 2023",
        "May 2006",
        "Marzo 2024",
        "tháng 6, 2023",
        "6月 2020",
        "13 June",
        "13 June 23",
        "13/06/23",
        "13 June 1823",
        "13 June 2123",
        "13 June 20233",
        "13 June 0000",
        "113 June 2023",
        "13 Foo 2023",
        "13 of 2023",
        "13 حزيران/Foo 2023",
        "1824/06/30",
        "2020/06/301",
        "2020/06-30",
        "13 June 2023 and 14 July 2024",
        "COVID-19 and the world of work - 24 April 2020",
        "The meeting of 13 June 2023",
        "le juin 2023",
        "le le 13 juin 2023",
        "and the 13 June 2023",
        "12 June 2023 / 14 July 2024",
        "13-16 April in Geneva we met the partners of the programme for the first time since 2019.",
        "110th Session of the International Labour Conference, 2022",
        "Wednesday, 30 November 2022 - Thursday, 1 December 2022, 14:30:59 +02:00, " + "Geneva " * 11,
        "13 June 2023" + " " * 1000,
        "1" * 5000,
    ],
)
def test_what_is_not_wholly_a_date_is_refused(text: str) -> None:
    assert read_line(text) is None
    assert read_day(text) is None


@pytest.mark.parametrize(
    "line",
    [
        "06/07/2023",
        "12/07/2023",
        "06.07.2023",
        "06-07-2023",
        "31 June 2023",
        "29 February 2023",
        "0 June 2023",
        "32/13/2023",
        "13/13/2023",
        "2023/13/06",
        "13 آب/يونيو 2023",
        "5 - 2 May 2006",
        "2 - 32 May 2006",
        "30 December - 2 August 2023",
        "5 May 2006 - 2 May 2006",
        "06/07/2023 - 11/07/2023",
    ],
)
def test_a_date_that_is_not_certain_or_cannot_be_has_no_day(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=None)
    assert read_day(line) is None


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
def test_a_dotted_date_is_certain_where_the_language_writes_the_day_first(language: str) -> None:
    assert read_day("06.07.2023", language) == date(2023, 7, 6)
    assert read_day("06.07.2023 г.", language) == date(2023, 7, 6)
    assert read_day("06/07/2023", language) is None


@pytest.mark.parametrize("language", ["", "en", "fr", "ja"])
def test_a_dotted_date_is_not_certain_elsewhere(language: str) -> None:
    assert read_line("06.07.2023", language) == DateLine(text="06.07.2023", day=None)


@pytest.mark.parametrize("language", ["", "ja", "pt-PT", "xx"])
def test_a_page_may_fall_back_to_another_language(language: str) -> None:
    assert read_day("13 June 2023", language) == date(2023, 6, 13)


# Headings


@pytest.mark.parametrize(
    "text",
    [
        "January 2022",
        "Marzo 2024",
        "Juni 2018",
        "6月 2020",
        "2020年6月",
        "六月 2020",
        "junho 2019",
        "Junho de 2019",
        "Avril 2020",
        "Январь 2022 г.",
        "червень 2023",
        "HAZİRAN 2023",
        "يونيو ٢٠٢٣",
        "حزيران/يونيو 2023",
        "Tháng 6 năm 2023",
        "2022",
        "２０２２年",
        "June 2023.",
        " May\u00a02006 ",
    ],
)
def test_a_month_or_a_year_is_a_heading(text: str) -> None:
    assert is_heading(text)
    assert read_line(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "June",
        "13 June 2023",
        "Press Releases",
        "Foo 2022",
        "2022 in review",
        "May 1823",
        "3022",
        "20222",
        "Watch 2022",
    ],
)
def test_anything_else_is_no_heading(text: str) -> None:
    assert not is_heading(text)


# Machine-readable days


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1785499200", date(2026, 7, 31)),
        ("1785499200000", date(2026, 7, 31)),
        ("631152000", date(1990, 1, 1)),
        (" 2023-06-13 ", date(2023, 6, 13)),
        ("20230613", date(2023, 6, 13)),
        ("2023-06-13T14:30", date(2023, 6, 13)),
        ("2023-06-13 14:30:00", date(2023, 6, 13)),
        ("2023-06-13T23:30:00Z", date(2023, 6, 13)),
        ("2023-06-13T23:30:00-05:00", date(2023, 6, 13)),
        ("2023-06-13T00:30:00+02:00", date(2023, 6, 13)),
        ("2023-06-13T00:00:00+0900", date(2023, 6, 13)),
        ("2023-06-13T00:00+14", date(2023, 6, 13)),
        ("2023-06-13 00:00:00.0 +02:00", date(2023, 6, 13)),
        ("2023-06-13T00:00:00 Europe/Zurich", date(2023, 6, 13)),
        ("2023-06-13T24:00:00+02:00", date(2023, 6, 13)),
        ("20230613T000000+0200", date(2023, 6, 13)),
        ("2023-W24-2T00:00:00+02:00", date(2023, 6, 13)),
    ],
)
def test_a_machine_readable_time_names_the_date_in_its_own_offset(value: str, day: date) -> None:
    assert read_machine(value) == day


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        "2023",
        "2023-06",
        "2023-06-31T00:00:00+02:00",
        "2023-06-13Tomorrow",
        "13 June 2023",
        "06/07/2023",
        "1823-06-13",
        "9999-12-31T23:59:59-01:00",
        "99999999999",
        "9" * 40,
    ],
)
def test_what_is_no_machine_readable_time_tells_nothing(value: str) -> None:
    assert read_machine(value) is None


# Language


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


# The table


def test_the_committed_names_are_what_the_script_makes_of_cldr() -> None:
    script = [sys.executable, str(ROOT / "scripts" / "months.py"), "--print"]

    made = subprocess.run(script, capture_output=True, check=True).stdout.decode()

    assert made == (ROOT / "src" / "ilofeed" / "core/month_names.py").read_text(encoding="utf-8")


def test_no_name_means_two_months() -> None:
    pairs = {(name, month) for names in MONTHS.values() for name, month in names.items()}

    assert len(pairs) == len(dict(pairs))


def test_every_language_has_twelve_months() -> None:
    assert all(set(names.values()) == set(range(1, 13)) for names in MONTHS.values())


def test_every_name_is_folded_as_a_line_is() -> None:
    names = {name for known in MONTHS.values() for name in known}

    assert {dates._folded(name)[0] for name in names} == names
    assert all(name == name.casefold() and not name.endswith(".") for name in WEEKDAYS)


# Laws


@LAW
@given(text=st.text() | hostile, language=st.sampled_from(["", *MONTHS]) | st.text(max_size=5))
def test_no_text_ever_raises(text: str, language: str) -> None:
    line = read_line(text, language)
    read_machine(text)
    language_of([text])

    assert line is None or line.text == clean(text)
    assert line is None or not is_heading(text, language)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("length", ["long", "full"])
@LAW
@given(day=known_days)
def test_what_cldr_formats_is_read_back(locale: str, length: str, day: date) -> None:
    written = format_date(day, length, locale=locale)

    assert read_day(written, locale.replace("_", "-")) == day
    assert read_day(written) == day


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_case_and_width_of_a_month_name_is_read(locale: str, context: str, width: str) -> None:
    for month, name in enumerate(NAMES[locale, context, width], start=1):
        line, heading = f"13 {name} 2023", f"{name} 2023"
        if "月" in name:
            line = f"2023年{month}月13日"

        assert read_day(line, locale.replace("_", "-")) == date(2023, month, 13)
        assert is_heading(heading)
        assert is_heading(heading.upper())


@LAW
@given(day=known_days)
def test_any_digits_are_digits(day: date) -> None:
    western = f"{day.day} أغسطس {day.year}"
    eastern = western.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert read_day(eastern) == read_day(western) == date(day.year, 8, day.day)


@LAW
@given(line=hostile)
def test_what_is_read_is_as_plain_as_it_looks(line: str) -> None:
    found = read_line(line)

    if found and found.day:
        digits = [int(number) for number in re.findall(r"\d+", line)]
        assert found.day.year in digits
        assert found.day.day in digits


@pytest.mark.parametrize(
    "text",
    [
        *(piece * 10_000 for piece in " 0,a-"),
        *(piece * 1_000 for piece in ("12 June ", "2023 ", "1, ", "June/", "13 a ")),
        *(
            (piece * 200)[:118]
            for piece in ("12 a ", "a ", "a/", "1-", "1 - ", "12 June 2023 - ", "(1", "1 a - 1 a ")
        ),
    ],
)
@pytest.mark.parametrize("end", ["", "2023", " 2023x"])
def test_no_line_takes_long(text: str, end: str) -> None:
    taken = []
    for _ in range(3):
        start = time.process_time()
        read_line(text[: len(text) - len(end)] + end)
        is_heading(text + end)
        taken.append(time.process_time() - start)

    assert min(taken) < 0.005
