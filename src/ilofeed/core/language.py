"""Recognise the language of words, if it is clear.

The language that a site declares can be wrong: the old site answers an address in one language with a
page in English where it has no translation. So the words decide if they are many and clear. Otherwise the
declared language counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

# Frequent function words that no other language of the list has in this spelling, or only rarely.
_COMMON = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to for with from by its are has have will their this that which on at as is",
        "fr": "le les des du et pour dans sur avec aux une est sont par ces leur au cette qui l d",
        "es": "el los las del y para con por una su sus al como más en que se ha",
        "pt": "o os as do da dos das e para com em uma por no na nos nas ao à são não mais",
        "de": "der die das und für mit von den dem im auf ein eine einer zur zum über ist sind des",
        "it": "il gli della delle dei degli nel nella per con una di che e al alla sono più sul",
        "nl": "de het een van en voor met op aan zijn bij naar wordt ook niet",
        "tr": "ve ile için bir bu olarak daha çok olan üzere de da yeni",
        "vi": "và của cho các trong với được về là tại những một người việc",
    }.items()
}
_WORD = re.compile(r"[^\W\d_]+")

#: The language of the words in the code, in which pages need no catalogue.
DEFAULT_INTERFACE = "en"

#: The languages in which pages can be written around their entries: the three working languages of the ILO.
INTERFACES = (DEFAULT_INTERFACE, "fr", "es")

#: A BCP 47 tag as pages declare it: language, script, region and variants in their order (RFC 5646 section 2.1).
LANGUAGE_TAG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)

# Letters of these scripts decide the language, except among languages that share the script.
_SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "ARABIC": "ar",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
}
_SHARED = {
    "zh": {"ja"},
    "ar": {"fa", "ur", "ps", "ku"},
    "ru": {"uk", "be", "bg", "kk", "ky", "mk", "mn", "sr", "tg", "uz"},
}
_UKRAINIAN = frozenset("іїєґІЇЄҐ")

_ENOUGH_WORDS = 6
_ENOUGH_LETTERS = 20
# More text than this adds no certainty.
_LIMIT = 20_000


def function_words() -> frozenset[str]:
    """Return the function words by which languages are recognised, in lower case."""
    return frozenset().union(*_COMMON.values())


def language_of(texts: Iterable[str], said: str = "") -> str:
    """Return the language of *texts* as a BCP 47 tag; *said*, unless they contradict it clearly."""
    text = " ".join(texts)[:_LIMIT]
    language = _by_script(text, said) or _by_words(text)
    if not language or language == primary_subtag(said):
        return said
    return language


def _by_script(text: str, said: str) -> str:
    """Return the language of the script of at least a third of the letters, if it is not Latin."""
    if text.isascii():
        return ""
    letters = [letter for letter in text if letter > "\u0370" and letter.isalpha()]
    latin = sum(letter.isalpha() for letter in text) - len(letters)
    if len(letters) < _ENOUGH_LETTERS or 2 * len(letters) < latin:
        return ""
    counts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    if counts["HIRAGANA"] + counts["KATAKANA"]:
        return "ja"
    language = _SCRIPTS.get(counts.most_common(1)[0][0], "")
    if language == "ru" and not _UKRAINIAN.isdisjoint(text):
        language = "uk"
    return primary_subtag(said) if primary_subtag(said) in _SHARED.get(language, ()) else language


def _by_words(text: str) -> str:
    """Return the language with the most function words in *text*, if it has twice as many as any other."""
    words = Counter(_WORD.findall(text.casefold()))
    hits = Counter({language: sum(words[word] for word in common) for language, common in _COMMON.items()})
    (first, most), (_, second) = hits.most_common(2)
    return first if most >= _ENOUGH_WORDS and most >= 2 * second else ""


# Deprecated subtags that pages still use, and macrolanguages in place of the language (IANA registry, CLDR).
_PREFERRED = {"in": "id", "iw": "he", "ji": "yi", "mo": "ro", "no": "nb", "sh": "sr", "tl": "fil"}


@lru_cache(maxsize=256)
def known_as(tag: str) -> str:
    """Return the language of *tag* under the subtag by which CLDR knows it: "he" for "iw-IL"."""
    subtag = primary_subtag(tag)
    return _PREFERRED.get(subtag, subtag)


def primary_subtag(tag: str) -> str:
    """Return the language of *tag* without region and script: "pt" for "pt-BR" (RFC 5646 section 2.2.1)."""
    return tag.partition("-")[0].lower()
