"""The order of day, month and year in a date in numbers, by language and country (Unicode CLDR)."""

from __future__ import annotations

from ilofeed.core.date_order_names import DOTTED_DAY_FIRST, LANGUAGES, LOCALES, MONTH_FIRST_COUNTRIES
from ilofeed.core.language import known_as

_OPPOSITE = {"dmy": "mdy", "mdy": "dmy"}


def order_of(tag: str) -> str:
    """Return the order of a BCP 47 language *tag*: "dmy", "mdy", "ymd", or "" if it is not certain.

    A language alone has no order if one of its countries writes the opposite: "en", "es". Nor has a language
    in a country where most people write the opposite: "es-US".
    """
    language, country = known_as(tag), _country(tag)
    local = LOCALES.get(f"{language}-{country}")
    if local is not None:
        return local
    order = LANGUAGES.get(language, "")
    usual = "mdy" if country in MONTH_FIRST_COUNTRIES else "dmy"
    return "" if country and order == _OPPOSITE[usual] else order


def is_dotted_day_first(tag: str) -> bool:
    """Return whether "05.11.2026" in the language *tag* can only be 5 November."""
    return known_as(tag) in DOTTED_DAY_FIRST and _country(tag) not in MONTH_FIRST_COUNTRIES


def _country(tag: str) -> str:
    """Return the region of *tag* (RFC 5646 section 2.2.4), in capitals: "HK" for "zh-Hant-hk"."""
    subtags = tag.split("-")[1:3]
    return next((subtag.upper() for subtag in subtags if len(subtag) == 2), "")
