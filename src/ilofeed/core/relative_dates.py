"""Read dates that a page prints in relation to the time of the page: "yesterday", "3 hours ago"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache

from msgspec import Struct

from ilofeed.core.date_context import DateContext
from ilofeed.core.date_patterns import TIME
from ilofeed.core.language import known_as
from ilofeed.core.relative_names import PHRASES
from ilofeed.core.text import clean, fold

MAX_LENGTH = 60

# "today" and "yesterday" in each language.
_WORDS = {
    entry.partition(":")[0]: tuple(words.split(",") for words in entry.partition(":")[2].split("/"))
    for entry in (
        "ar:اليوم/أمس,امس|az:bu gün,bugün/dünən|be:сёння/учора|bg:днес/вчера|ca:avui/ahir|cs:dnes/včera|cy:heddiw/ddoe"
        "|da:i dag/i går|de:heute/gestern|el:σήμερα/χθεσ,χτεσ|en:today/yesterday|es:hoy/ayer|et:täna/eile|eu:gaur/atzo"
        "|fa:امروز/دیروز|fi:tänään/eilen|fil:ngayon,ngayong araw/kahapon|fr:aujourd'hui/hier|ga:inniu/inné|gl:hoxe/onte"
        "|he:היום/אתמול|hi:आज/|hr:danas/jučer|hu:ma/tegnap|hy:այսօր/երեկ|id:hari ini/kemarin|is:í dag/í gær"
        "|it:oggi/ieri|ja:今日,本日/昨日|ka:დღეს/გუშინ|kk:бүгін/кеше|ko:오늘/어제|lt:šiandien/vakar|lv:šodien/vakar|mk:денес/вчера"
        "|ms:hari ini/semalam|mt:illum/ilbieraħ|nb:i dag/i går|nl:vandaag/gisteren|nn:i dag/i går"
        "|pl:dziś,dzisiaj/wczoraj|pt:hoje/ontem|ro:astăzi,azi/ieri|ru:сегодня/вчера|sk:dnes/včera|sl:danes/včeraj|sq:sot/dje"
        "|sr:danas,данас/juče,јуче|sv:idag,i dag/igår,i går|sw:leo/jana|th:วันนี้/เมื่อวาน,เมื่อวานนี้|tr:bugün/dün"
        "|uk:сьогодні/вчора,учора|ur:آج/|vi:hôm nay/hôm qua|zh:今天,今日/昨天,昨日|bn:আজ/গতকাল"
        "|bs:danas/jučer|af:vandag/gister"
    ).split("|")
}
# "a day ago", which CLDR does not have beside "1 day ago".
_MORE = {
    "just now": ("minute", 0),
    "an hour ago": ("hour", 1),
    "a day ago": ("day", 1),
    "one day ago": ("day", 1),
    "two days ago": ("day", 2),
    "vor einer stunde": ("hour", 1),
    "vor einem tag": ("day", 1),
    "il y a une heure": ("hour", 1),
    "il y a un jour": ("day", 1),
    "hace una hora": ("hour", 1),
    "hace un día": ("day", 1),
    "há uma hora": ("hour", 1),
    "há um dia": ("day", 1),
    "un'ora fa": ("hour", 1),
    "un giorno fa": ("day", 1),
}
_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
_MAX_WORDS_LENGTH = 30
_EDGE = " .()[]\t\r\n\u00a0"
_NUMBER = re.compile(r"\d{1,3}")
# More hours or days are no news; such a number is that of something else.
_MAX_COUNT = 400


class RelativeDate(Struct, frozen=True, kw_only=True):
    """A date in relation to the time of the page."""

    day: date | None  #: None: the words are not precise to the day, as in "2 weeks ago"
    precision: str  #: "minute", "hour", "day", "week" …


def read_relative(text: str, context: DateContext) -> RelativeDate | None:
    """Return the date that *text* gives in relation to the time of the page, or None if it is something else.

    Without the time of the page there is none.
    """
    if context.seen is None or len(text) > MAX_LENGTH:
        return None
    number = _NUMBER.search(text)
    if number is None:
        return _in_words(text, context) if len(text) <= _MAX_WORDS_LENGTH else None
    head = text[: number.start()].lstrip(_EDGE).casefold()
    if not head.isascii():
        head = head.replace("\u00a0", " ").replace("’", "'")
    if head in _heads():
        words = " ".join(f"{head}#{text[number.end() :]}".split())
        meaning = _phrases().get(fold(clean(words)).rstrip(_EDGE))
        if meaning:
            count = int(number[0])
            return _before(context.seen, meaning[0], count) if count <= _MAX_COUNT else None
    return _with_hour(text, head, context) if head else None


def _with_hour(text: str, head: str, context: DateContext) -> RelativeDate | None:
    """Return the date of "today, 09:12" or "yesterday at 10 pm"; *head* is what is before the number."""
    known = _days_of(known_as(context.language))
    word = next((word for word in known if head.startswith(word)), None)
    if word is None or context.seen is None:
        return None
    words = fold(clean(text)).strip(_EDGE)
    time = TIME.match(words, len(word)) if words.startswith(word) else None
    return _before(context.seen, "day", known[word]) if time and time.end() == len(words) else None


def _in_words(text: str, context: DateContext) -> RelativeDate | None:
    words = text.strip(_EDGE).replace("’", "'").casefold()
    days = _days_of(known_as(context.language)).get(words)
    meaning = ("day", days) if days is not None else _phrases().get(words)
    return _before(context.seen, *meaning) if meaning and context.seen else None


@cache
def _days_of(language: str) -> Mapping[str, int]:
    """Return word -> days before that of the page, in *language* and English.

    Without a language, words of other languages could mean anything: "hier" is German for "here".
    """
    return {
        word: days
        for known in ("en", language)
        for days, words in enumerate(_WORDS.get(known, ()))
        for word in words
        if word
    }


def _before(seen: datetime, unit: str, count: int) -> RelativeDate:
    length = _UNITS.get(unit)
    return RelativeDate(day=(seen - count * length).date() if length is not None else None, precision=unit)


@cache
def _phrases() -> Mapping[str, tuple[str, int]]:
    """Return phrase -> unit and number, with "#" for a number that is printed."""
    phrases = dict(_MORE)
    for unit, listed in PHRASES.items():
        for phrase in listed.split("|"):
            words, _, count = phrase.partition("=")
            phrases[words] = (unit, int(count or 0))
    return phrases


@cache
def _heads() -> frozenset[str]:
    """Return what phrases print before their number, to reject other lines early."""
    return frozenset(phrase.partition("#")[0].replace("\u00a0", " ") for phrase in _phrases() if "#" in phrase)
