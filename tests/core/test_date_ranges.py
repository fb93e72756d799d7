"""Read the first date of a range; refuse ranges that are reversed, ambiguous or incomplete."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.date_context import DateContext
from ilofeed.core.dates import DateLine, read_line


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
def test_the_first_date_of_a_range_is_read(line: str, first: date) -> None:
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
def test_a_line_that_only_begins_like_a_range_is_no_date(line: str) -> None:
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
def test_a_reversed_or_ambiguous_range_has_no_date(line: str) -> None:
    assert read_line(line) == DateLine(text=line, day=None)


def test_a_dotted_range_is_read_where_the_language_writes_the_day_first() -> None:
    line = read_line("05.06. - 07.06.2026", DateContext(language="de"))

    assert line == DateLine(text="05.06. - 07.06.2026", day=date(2026, 6, 5))


def test_a_place_may_follow_a_range() -> None:
    line = read_line("2 - 5 May 2006, Geneva")

    assert line == DateLine(text="2 - 5 May 2006, Geneva", day=date(2006, 5, 2), place="Geneva")
