"""Patterns of dates and date ranges as pages print them; `ilofeed.core.dates` decides their meaning."""

from __future__ import annotations

import re

from ilofeed.core.month_names import MONTHS, WEEKDAYS

# Every quantifier is bounded or cannot match the same characters twice, so no line makes these slow.
_WORD = "[^\\W\\d_][^\\W\\d_\u0300-\u036f\u064b-\u0652]*"
_NAME = rf"(?:(?:tháng|thg) \d{{1,2}}|{_WORD}(?: {_WORD})??)\.?"
_NAMES = f"{_NAME}(?: ?/ ?{_NAME})?"  # UN bodies write both Arabic names: "حزيران/يونيو"
_NAMES_1 = f"(?P<names>{_NAMES})"
_NAMES_2 = f"(?P<last_names>{_NAMES})"
_ORDINAL = r"(?:\.?[ºª°]|st|nd|rd|th|er|re|ro|o|e|\.)?"
_FIRST = rf"(?P<first>\d{{1,2}}){_ORDINAL}"
_LAST = rf"(?P<last>\d{{1,2}}){_ORDINAL}"
_TO_MONTH = r"(?: (?:de |of )?|-|(?<=\.))"
_TO_YEAR = r"(?: ?, ?| (?:de |del |năm )?|-|(?<=\.))"
_YEAR = r"(?P<year>\d{4})(?: ?(?:года|год|г|року|рік|р|م)(?!\w)\.?)?"  # with the word "year"

_WEEKDAY = "(?:" + "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True)) + r")\.?"
# "31 August to 3 September". The numbers on both sides distinguish these words from others.
_TO = (
    r"(?: ?- ?| (?:to|until|till|through|au|jusqu'au|al|hasta el|à|a|até|bis(?: zum)?|fino al|по|до"
    r"|tot(?: en met)?|t/m|ile|đến|إلى|حتى)(?: the| ngày)? ?)"
)
_AND = r"(?: ?& ?| (?:and|et|y|e|und|и|та|en|ve|và|و) ?)"
_BETWEEN = f"(?:{_TO}|{_AND}| ?/ ?)"
_FURTHER = rf"(?:, ?\d{{1,2}}{_ORDINAL}){{0,4}}"  # "10, 11 and 12 August"
# "on" and "the", as in "Le lundi 31 août" and "Montag, den 31. August".
_ARTICLE = r"(?:(?:le|el(?: día)?|il|am|em|on|op|the|den|في) )?"
_ON = rf"{_ARTICLE}(?:{_WEEKDAY}(?:, ?| ))?"
# After a month, an abbreviation that can be both is another month: "Feb 27 - Mar 2, 2026".
_MONTHS = {name for names in MONTHS.values() for name in names}
_ONLY_WEEKDAY = "(?:" + "|".join(sorted(map(re.escape, WEEKDAYS - _MONTHS), key=len, reverse=True)) + r")\.?"
_ON_AFTER_MONTH = rf"{_ARTICLE}(?:{_ONLY_WEEKDAY}(?:, ?| ))?"

WORDED = [
    re.compile(form, re.IGNORECASE)
    for form in (
        f"{_FIRST}(?:{_FURTHER}{_BETWEEN}{_ON}{_LAST})?{_TO_MONTH}{_NAMES_1}{_TO_YEAR}{_YEAR}(?P<last_names>)",
        f"{_NAMES_1} {_FIRST}(?:{_FURTHER}{_BETWEEN}{_ON_AFTER_MONTH}(?:{_NAMES_2} )?{_LAST})?{_TO_YEAR}{_YEAR}",
        f"{_FIRST}{_TO_MONTH}{_NAMES_1}{_BETWEEN}{_ON}{_LAST}{_TO_MONTH}{_NAMES_2}{_TO_YEAR}{_YEAR}",
    )
]
YEAR_LAST = re.compile(rf"(?P<day>\d{{1,2}})(?P<mark>\. |[-/.])(?P<month>\d{{1,2}})(?P=mark){_YEAR}")
NUMBERED = [
    YEAR_LAST,
    re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日"),
]
HEADING = re.compile(
    rf"(?:(?P<names>{_NAMES}|\d{{1,2}} ?月){_TO_YEAR})?{_YEAR}年?"
    r"|(?P<year_>\d{4}) ?年 ?(?P<names_>\d{1,2} ?月)",
    re.IGNORECASE,
)

LEAD = re.compile(rf"{_ON}(?:den )?(?:ngày )?", re.IGNORECASE)
WEEKDAY_BEHIND = re.compile(rf"(?: ?,? ?\(?{_WEEKDAY}\)?(?= ?(?:[,|(-]|$)))?", re.IGNORECASE)
TIME = re.compile(
    r"(?:(?: ?[,|] ?| - |t| (?:at |à |um |alle |a las |às )?)"
    r"\d{1,2}[:.h]\d{2}(?!\d)(?::\d{2}(?:\.\d{1,6})?)?(?: ?[ap]\.?m\b\.?)?"
    r"(?: ?\(?(?:gmt|utc|cest|cet|z)\b\)?)?(?: ?[+-]\d{2}:?\d{2}\b)?"
    r"(?: ?(?:-| to ) ?\d{1,2}[:.h]\d{2}(?!\d)(?: ?[ap]\.?m\b\.?)?(?: ?\(?(?:gmt|utc|cest|cet|z)\b\)?)?)?)?",
    re.IGNORECASE,
)
BETWEEN_DATES = re.compile(rf"{_TO}(?=\w)", re.IGNORECASE)
#: A word before a range, never before a single date.
FROM = re.compile(
    r"(?:from|between|du|del|desde el|dal|vom|von|с|з|від|van|từ|من|de)(?: the)? (?=\d|[^\W\d_])", re.IGNORECASE
)
#: Ranges in numbers, with one year for both dates; dates of one month can share that too.
NUMBERED_RANGES = [
    re.compile(
        r"(?P<first>\d{1,2})(?:(?P<first_mark>\. |[./])(?:(?P<first_month>\d{1,2})(?P=first_mark)?)?)?"
        rf"(?: ?- ?| (?:to|bis|au|al|a|по) )"
        rf"(?P<last>\d{{1,2}})(?P<mark>\. |[./])(?P<month>\d{{1,2}})(?P=mark){_YEAR}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<year>\d{4}) ?年 ?(?P<first_month>\d{1,2}) ?月 ?(?P<first>\d{1,2}) ?日?(?: ?\(?"
        rf"{_WEEKDAY}\)?)?(?P<mark>) ?(?:[-~至到]|から) ?"
        r"(?:(?P<last_year>\d{4}) ?年 ?)?(?:(?P<month>\d{1,2}) ?月 ?)?(?P<last>\d{1,2}) ?日(?: ?まで| ?止)?"
    ),
    re.compile(
        r"(?P<year>\d{4})(?P<between>[./])(?P<first_month>\d{1,2})(?P=between)(?P<first>\d{1,2})(?P<mark>) ?- ?"
        r"(?:(?:(?P<last_year>\d{4})(?P=between))?(?P<month>\d{1,2})(?P=between))?(?P<last>\d{1,2})(?![\d:./h])"
    ),
]
PLACE = re.compile(r"(?: ?[,|;]| -|- ) ?(?P<place>.+)| ?\((?P<bracketed>[^()]+)\)\.?")
SENTENCE_END = re.compile(r"[^\W\d_]{4}[.!?…] ")
