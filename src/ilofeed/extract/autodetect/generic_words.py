"""Recognise texts of links that do not describe their item: "Read more"."""

from __future__ import annotations

import re

_MORE = re.compile(
    r"(?:(?:read|learn|see|view|show|discover|find out|get|load) (?:more|all|the full|the article|the story|full)"
    r"|continue reading|more (?:info|information|details|news|about)|full (?:story|article|text)|all news"
    r"|lire (?:la suite|plus|l'article)|en savoir plus|(?:voir|afficher) (?:plus|tou)|plus d'info|toutes les actu"
    r"|leer m[aá]s|m[aá]s informaci|(?:ver|saber|conocer) m[aá]s|seguir leyendo|ver tod"
    r"|(?:leia|saiba|ler|ver) mais|mehr (?:erfahren|lesen|dazu|info)|weiterlesen|leggi (?:tutto|di più)"
    r"|lees (?:meer|verder)|czytaj|подробнее|читать|узнать больше|devamını|xem thêm|đọc thêm|続きを|もっと"
    r"|詳しく|阅读|查看|了解更多|اقرأ|قراءة).*|more|all|details?|suite|plus|m[aá]s|mehr|mais|далее|ещ[её]|詳細|更多|详情|المزيد"
    r"|(?:(?:download|view|open)(?: the| this)?(?: (?:pdf|docx?|file|document|opinion|order|report|minutes|agenda))?"
    r"|(?:pdf|docx?|xlsx?|html?)(?: (?:file|version|document))?)(?:\W{1,3}\d[\d.,]{0,8} ?[kmg]i?b)?|link|here",
    re.IGNORECASE,
)
#: Characters around such texts.
EDGE = " \t\n\u00a0.…:;|»›>→<[]()+-–—·•"


# Generic texts are shorter than this, in all their forms.
_SHORT = 20


def is_more(words: str) -> bool:
    """Return whether *words* are generic text of a link."""
    return len(words) < 120 and _MORE.fullmatch(words.strip(EDGE)) is not None


def is_only_more(words: str) -> bool:
    """Return whether *words* are generic text that is too short to be a title, such as "Full text of the address"."""
    return is_more(words) and len(words.strip(EDGE)) < _SHORT
