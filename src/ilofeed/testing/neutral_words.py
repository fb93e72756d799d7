"""Replace words by neutral ones: letters that mean nothing, of the same number, case and script.

So that a fixture contains no text of third parties. Numbers, the words of dates, labels of dates and function words
stay: they are common to all pages, and layouts read them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from hashlib import sha256
from urllib.parse import quote, unquote

from ilofeed.core.date_labels import label_words
from ilofeed.core.language import function_words
from ilofeed.core.month_names import MONTHS
from ilofeed.core.relative_names import PHRASES
from ilofeed.core.text import fold
from ilofeed.core.weekday_names import WEEKDAYS

_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
# Characters beside a number: "21st", "H1", "2026年".
_NEAR_NUMBER = 3
_VOWELS, _CONSONANTS = "aeiou", "bdglmnrtv"
# Letters of other scripts, and those that dates need in them.
_LETTERS = {
    "ARABIC": "ابتدرسلمنوي",
    "ARMENIAN": "աբգդելմնրստ",
    "BENGALI": "কগতদনপমরলস",
    "CJK": "中文字山水木火土石田川林",
    "CYRILLIC": "абвгдеилмнорт",
    "DEVANAGARI": "कगतदनपमरलस",
    "GEORGIAN": "აბგდელმნრსტ",
    "GREEK": "αβγδεηιλμνοστ",
    "HANGUL": "가나다라마바사아자",
    "HEBREW": "אבגדהלמנרש",
    "HIRAGANA": "あいうえおかきくけこ",
    "KATAKANA": "アイウエオカキクケコ",
    "THAI": "กขคงจดตนมรล",
}
_OF_DATES = frozenset("年月日号號時时分週周星期曜前年월일요시분")
# The last part of a path: with fewer words it is a name of the site, such as "press-releases".
_LAST_PART = re.compile(r"(?<=/)(?<!//)[^/?#]+(?=/?(?:[?#]|$))")
_MIN_SLUG_WORDS = 3
_MAX_ENDING_LENGTH = 5
_PATH_SAFE = "!$&'()*+,;=:@~"


def neutral(text: str, kept: Collection[str] = ()) -> str:
    """Return *text* with neutral words in place of all but those to keep, which are in lower case."""

    def replace(found: re.Match[str]) -> str:
        word = found[0]
        near = len(word) <= _NEAR_NUMBER and (
            text[found.start() - 1 : found.start()].isdigit() or text[found.end() : found.end() + 1].isdigit()
        )
        return word if near or word.casefold() in kept else _neutral_word(word)

    return _WORD.sub(replace, text)


def neutral_address(url: str, kept: Collection[str] = ()) -> str:
    """Return the address *url* with neutral words in the last part of its path, if that has several words."""
    before, slug, after = _slug(url)
    text = unquote(slug)
    name, dot, ending = text.rpartition(".")
    is_file = bool(dot) and len(ending) <= _MAX_ENDING_LENGTH
    changed = f"{neutral(name, kept)}{dot}{ending}" if is_file else neutral(text, kept)
    if changed == text:
        return url
    return f"{before}{quote(changed, safe=_PATH_SAFE) if '%' in slug else changed}{after}"


def address_words(url: str) -> list[str]:
    """Return the words of the address *url* that would be replaced, in lower case."""
    return words(unquote(_slug(url)[1]))


def words(text: str) -> list[str]:
    """Return the words of *text* that would be replaced, in lower case."""
    return [word for found in _WORD.findall(text) if (word := found.casefold()) and _neutral_word(found) != found]


def shape(text: str) -> str:
    """Return the part of *text* that neutral words do not change: everything but letters, and their case."""
    return _LETTER.sub(lambda found: "X" if found[0].isupper() else "x", text)


def _slug(url: str) -> tuple[str, str, str]:
    """Return the last part of the path of *url*, with what is before and behind it; empty if it is a single name."""
    found = _LAST_PART.search(url)
    if found is None or len(_WORD.findall(unquote(found[0]))) < _MIN_SLUG_WORDS:
        return url, "", ""
    return url[: found.start()], found[0], url[found.end() :]


@cache
def _kept_words() -> frozenset[str]:
    """Return the words that never change, folded."""
    phrases = [*WEEKDAYS, *(name for names in MONTHS.values() for name in re.split("[|,]", names))]
    phrases += [phrase for of_unit in PHRASES.values() for phrase in of_unit.split("|")]
    found = {word for phrase in phrases for word in _WORD.findall(phrase)}
    return frozenset(found) | label_words() | function_words() | {"am", "pm"}


@cache
def _neutral_word(word: str) -> str:
    lower = word.casefold()
    if len(word) == 1 or lower in _kept_words() or fold(word) in _kept_words():
        return word
    for attempt in range(100):
        seed = sha256(f"{lower}/{attempt}".encode("utf-8", "replace")).digest()
        made = "".join(_neutral_letter(letter, seed[at % len(seed)]) for at, letter in enumerate(word))
        # Another word that means something would be read as a date, for example.
        if made.casefold() not in _kept_words():
            return made
    return word


def _neutral_letter(letter: str, number: int) -> str:
    plain = unicodedata.normalize("NFD", letter)[0].lower()
    if plain.isascii():
        letters = _VOWELS if plain in "aeiouy" else _CONSONANTS
    elif letter in _OF_DATES:
        return letter
    else:
        script = unicodedata.name(letter, "").partition(" ")[0]
        letters = _LETTERS.get(script, _CONSONANTS if script == "LATIN" else letter)
    chosen = letters[number % len(letters)]
    return chosen.upper() if letter.isupper() else chosen
