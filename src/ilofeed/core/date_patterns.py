"""Patterns of dates and date ranges as pages print them; `ilofeed.core.dates` decides their meaning."""

from __future__ import annotations

import re

from ilofeed.core.lazy_pattern import LazyPattern

# Every quantifier is bounded or cannot match the same characters twice, so no line makes these slow.
# A letter, then all that can be in a word of any script, combining marks and signs of abbreviation too.
_WORD = r"[^\W\d_][^\s\d,.:;/|()\[\]{}<>\"!?+*=&-]*"
_THAI_ABBREVIATION = r"[\u0e01-\u0e4e]{1,4}\.[\u0e01-\u0e4e]{1,4}\.?"
_NAME = rf"(?:(?:tháng|thg) \d{{1,2}}|{_THAI_ABBREVIATION}|{_WORD}(?: {_WORD})??\.?)"
_NAMES = f"{_NAME}(?: ?/ ?{_NAME})?"  # UN bodies write both Arabic names: "حزيران/يونيو"
_NAMES_1 = f"(?P<names>{_NAMES})"
_NAMES_2 = f"(?P<last_names>{_NAMES})"
# No letter follows: "5th", but not the "o" of "5oct2026".
_ORDINAL = r"(?:\.?[ºª°]|(?:st|nd|rd|th|er|re|ro|o|e|:[ae]|ης|η|-?(?:го|е|й))(?![^\W\d_])|\.)?"
_FIRST = rf"(?P<first>\d{{1,2}}){_ORDINAL}"
_LAST = rf"(?P<last>\d{{1,2}}){_ORDINAL}"
_TO_MONTH = r"(?: ?[-/] ?|, ?| (?:de |d'|of |ta' |ng )?|(?<=\.)|(?<=\d)(?=[^\W\d_]))"
_TO_YEAR = (
    r"(?: ?, ?(?:năm )?| (?:de |del |of |năm |roku |ng )?(?:(?P<buddhist>พ\.ศ\.) ?|ค\.ศ\. ?)?| ?- ?|/"
    r"|(?<=[.\w])(?=\d{4}))"
)
# With the word "year".
_YEAR_WORD = r"(?: ?(?:года|годзе|год|г|року|рік|р|roku|r|godine|god|ж|թ|წ|ء|م|m)(?!\w)\.?|\.)?"
_YEAR = rf"(?P<year>\d{{4}}){_YEAR_WORD}"
# Two digits, which are not those of a range or of a time.
_SHORT_YEAR = r"(?P<short>\d{2})(?![\w:]|[.,/-]\d| ?(?:uhr|[ap]\.?m|h|น)\b)"
_YEAR_FIRST = r"(?P<year>\d{4})\.?(?: ?(?:m\.|gada|ж\.?|թ\.?|г\.?|оны|\(e\)ko|ko|eko)(?!\w))?(?:, ?| |-|/|(?<=\.))"

# "31 August to 3 September". The numbers on both sides distinguish these words from others.
_TO = (
    r"(?: ?- ?| (?:to|until|till|through|au|jusqu'au|al|hasta el|à|a|até|bis(?: zum)?|fino al|по|до"
    r"|tot(?: en met)?|t/m|ile|đến|إلى|حتى|do|la|til|till|έως|ως|až|ig|iki|līdz|kuni|hingga|sampai|ถึง)(?![^\W\d_])"
    r"(?: the| ngày)? ?)"
)
_AND = r"(?: ?& ?| (?:and|et|y|e|und|и|та|en|ve|và|و|och|og|ja|i|a|és|και|și|ir|un|dan|at)(?![^\W\d_]) ?)"
_BETWEEN = f"(?:{_TO}|{_AND}| ?/ ?)"
_FURTHER = rf"(?:, ?\d{{1,2}}{_ORDINAL}){{0,4}}"  # "10, 11 and 12 August"
_ARTICLE = r"(?:(?:le|el(?: día)?|il|am|em|on|op|the|den|في) )?"
# A weekday, or the month in "May 30 - June 2": what the word means is decided later.
_ON = rf"{_ARTICLE}(?:(?P<word>{_WORD}(?:-feira| {_WORD})??)\.?(?:, ?| ))?"

_DAY_FIRST = [
    (
        f"{_FIRST}(?:{_FURTHER}{_BETWEEN}{_ON}{_LAST})?{_TO_MONTH}{_NAMES_1}"
        f"(?:{_TO_YEAR}{_YEAR}|(?:[-/. ]|, )'?{_SHORT_YEAR})(?P<last_names>)"
    ),
    f"{_FIRST}{_TO_MONTH}{_NAMES_1}{_BETWEEN}{_ON}{_LAST}{_TO_MONTH}{_NAMES_2}{_TO_YEAR}{_YEAR}(?P<short>)",
]
_MONTH_FIRST = [
    (
        f"{_NAMES_1} {_FIRST}(?:{_FURTHER}{_BETWEEN}{_ON}(?:{_NAMES_2} )?{_LAST})?"
        f"(?:{_TO_YEAR}{_YEAR}|,? ?'{_SHORT_YEAR})"
    ),
]
_YEARS_FIRST = [
    # "2026. november 5.", "2026 m. lapkričio 5 d.", "2026 May 28"
    (
        rf"{_YEAR_FIRST}{_NAMES_1}[ /-](?P<first>\d{{1,2}})(?: ?- ?(?P<last>\d{{1,2}}))?(?!\d)"
        r"(?: ?d(?!\w)|-[^\W\d_]{1,3}|\(?a\)?(?!\w))?\.?(?P<last_names>)(?P<word>)(?P<short>)(?P<buddhist>)"
    ),
    # "2026. gada 5. novembris", "2026 ж. 5 қараша"
    (
        rf"{_YEAR_FIRST}(?P<first>\d{{1,2}})\.?[ -]{_NAMES_1}(?P<last>)(?P<last_names>)(?P<word>)"
        r"(?P<short>)(?P<buddhist>)"
    ),
]
# "28 May", "May 28", "5月28日": the line ends behind it, or prints the weekday or the hour.
_END = r"(?= ?(?:[,|(]|$)| \d{1,2}[:.h])"
YEARLESS = [
    LazyPattern(form, re.IGNORECASE)
    for form in (
        rf"{_FIRST}(?: ?- ?(?P<last>\d{{1,2}}){_ORDINAL})?{_TO_MONTH}{_NAMES_1}{_END}",
        rf"{_NAMES_1} {_FIRST}(?: ?- ?(?P<last>\d{{1,2}}){_ORDINAL})?{_END}",
        rf"(?P<names>\d{{1,2}} ?[月월]) ?(?P<first>\d{{1,2}}) ?[日일](?P<last>){_END}",
    )
]
#: In numbers, which are no fraction and no number of a page.
YEARLESS_NUMBERS = LazyPattern(
    r"(?=\d{2}|\d/\d{2})(?P<first>\d{1,2})(?P<mark>[/.])(?P<second>\d{1,2})\.?(?= |$|,)"
)
#: Dates whose month is a word, by how they begin: with a day, with four digits, with a letter.
DAY_FIRST, YEAR_FIRST, MONTH_FIRST = (
    [LazyPattern(form, re.IGNORECASE) for form in forms] for forms in (_DAY_FIRST, _YEARS_FIRST, _MONTH_FIRST)
)
YEAR_LAST = LazyPattern(rf"(?P<day>\d{{1,2}})(?P<mark>\. |[-/.])(?P<month>\d{{1,2}})(?P=mark){_YEAR}")
NUMBERED = [
    YEAR_LAST,
    LazyPattern(r"(?P<year>\d{4})(?P<mark>\. |[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?:\.(?= ))?"),
    LazyPattern(r"(?P<year>\d{4}) ?[年년] ?(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日일号號]"),
]
#: The year has two digits, or is the first of the three numbers.
SHORT_NUMBERED = LazyPattern(
    r"(?P<first>\d{1,2})(?P<mark>\. |[-/.])(?P<second>\d{1,2})(?P=mark)(?P<third>\d{2})(?![\w:]|[./-]\d)"
)
COMPACT = LazyPattern(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})$")
_NUMBERED_MONTH = r"\d{1,2} ?[月월]"
HEADING = LazyPattern(
    rf"(?:(?P<names>{_NAMES}|{_NUMBERED_MONTH}){_TO_YEAR})?{_YEAR}[年년]?"
    rf"|(?P<year_>\d{{4}})(?: ?[年년] ?(?P<numbered>{_NUMBERED_MONTH})|{_YEAR_WORD},? (?P<names_>{_NAMES}))",
    re.IGNORECASE,
)

WEEKDAY_BEHIND = LazyPattern(
    rf" ?,? ?\(?(?P<weekday>{_WORD}(?:[ '-]{_WORD}){{0,2}}\.?)\)?(?= ?(?:[,|(-]|$|\d{{1,2}}[:.h]))", re.IGNORECASE
)
_AT = (
    r"at|à|um|alle(?: ore)?|ore|a las|às|ob|om|kl\.?|klo|kell|o|o godz\.|godz\.|v|u|в|о|у|la|la ora|saat|στις|plkst\."
    r"|lúc|pukul|jam|saa|เวลา|الساعة|ساعت|בשעה"
)
_NOON = r"(?:(?:上午|下午|晚上|早上|오전|오후|午前|午後) ?)?"
_HOURS_BEHIND = r"(?: ?(?:[ap]\.?m\b\.?|uhr\b|hrs?\b|h\b|uur\b|น\.|น\b))"
_CLOCK = (
    rf"{_NOON}\d{{1,2}}(?:[:.h]|:| h |時|时|點|点|시 ?)\d{{2}}(?!\d)"
    rf"(?::\d{{2}}(?:\.\d{{1,6}})?)?[分분]?{_HOURS_BEHIND}?"
)
_HOUR = rf"{_NOON}\d{{1,2}}(?:{_HOURS_BEHIND}|[時时點点시])"
_ZONE = (
    r"(?: ?\(?(?:gmt|utc|z|[cew]e?s?t|[ecmp][sd]t|ak[sd]t|hst|bst|ist|sast|wat|eat|cat|msk|мск|jst|kst|hkt|sgt|pht"
    r"|wib|wita|wit|a[ecw][sd]t|nz[sd]t|pt|mt|[ch]est)(?:[+-]\d{1,2})?(?!\w)\)?)?"
)
#: Before a date: "14:05, 5 November 2026".
TIME_BEFORE = LazyPattern(rf"{_CLOCK}{_ZONE}(?: ?[,|] ?| - | )(?=\w)", re.IGNORECASE)
TIME = LazyPattern(
    rf"(?:(?: ?[,|] ?| - |t| )(?:(?:{_AT}) )?(?:{_CLOCK}|{_HOUR}){_ZONE}(?: ?[+-]\d{{2}}:?\d{{2}}\b)?"
    rf"(?: ?(?:-| to ) ?(?:{_CLOCK}|{_HOUR}){_ZONE})?)?",
    re.IGNORECASE,
)
BETWEEN_DATES = LazyPattern(rf"{_TO}(?=\w)", re.IGNORECASE)
#: A word before a range, never before a single date.
FROM = LazyPattern(
    r"(?:from|between|du|del|desde el|dal|vom|von|с|з|від|van|từ|من|de)(?: the)? (?=\d|[^\W\d_])", re.IGNORECASE
)
#: Ranges in numbers, with one year for both dates; dates of one month can share that too.
NUMBERED_RANGES = [
    LazyPattern(
        r"(?P<first>\d{1,2})(?:(?P<first_mark>\. |[./])(?:(?P<first_month>\d{1,2})(?P=first_mark)?)?)?"
        rf"(?: ?- ?| (?:to|bis|au|al|a|по) )"
        rf"(?P<last>\d{{1,2}})(?P<mark>\. |[./])(?P<month>\d{{1,2}})(?P=mark){_YEAR}",
        re.IGNORECASE,
    ),
    LazyPattern(
        r"(?P<year>\d{4}) ?[年년] ?(?P<first_month>\d{1,2}) ?[月월] ?(?P<first>\d{1,2}) ?[日일]?"
        r"(?: ?\(?(?:星期|周|週)?[月火水木金土日一二三四五六월화수목금토일](?:曜日?|요일)?\)?)?"
        r"(?P<mark>) ?(?:[-~至到]|から|부터) ?"
        r"(?:(?P<last_year>\d{4}) ?[年년] ?)?(?:(?P<month>\d{1,2}) ?[月월] ?)?"
        r"(?P<last>\d{1,2}) ?[日일](?: ?まで| ?止| ?까지)?"
    ),
    LazyPattern(
        r"(?P<year>\d{4})(?P<between>[./])(?P<first_month>\d{1,2})(?P=between)(?P<first>\d{1,2})(?P<mark>) ?- ?"
        r"(?:(?:(?P<last_year>\d{4})(?P=between))?(?P<month>\d{1,2})(?P=between))?(?P<last>\d{1,2})(?![\d:./h])"
    ),
]
PLACE = LazyPattern(r"(?: ?[,|;]| -|- ) ?(?P<place>.+)| ?\((?P<bracketed>[^()]+)\)\.?")
SENTENCE_END = LazyPattern(r"[^\W\d_]{4}[.!?…] ")
