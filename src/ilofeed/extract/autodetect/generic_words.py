"""Words of links that lead to an item without saying which it is: "Read more"."""

from __future__ import annotations

import re

# What leads to the item without saying which it is.
_MORE = re.compile(
    r"(?:(?:read|learn|see|view|show|discover|find out|get|load) (?:more|all|the full|the article|the story|full)"
    r"|continue reading|more (?:info|information|details|news|about)|full (?:story|article|text)|all news"
    r"|lire (?:la suite|plus|l'article)|en savoir plus|(?:voir|afficher) (?:plus|tou)|plus d'info|toutes les actu"
    r"|leer m[aá]s|m[aá]s informaci|(?:ver|saber|conocer) m[aá]s|seguir leyendo|ver tod"
    r"|(?:leia|saiba|ler|ver) mais|mehr (?:erfahren|lesen|dazu|info)|weiterlesen|leggi (?:tutto|di più)"
    r"|lees (?:meer|verder)|czytaj|подробнее|читать|узнать больше|devamını|xem thêm|đọc thêm|続きを|もっと"
    r"|詳しく|阅读|查看|了解更多|اقرأ|قراءة).*|more|all|details?|suite|plus|m[aá]s|mehr|mais|далее|ещ[её]|詳細|更多|详情|المزيد"
    r"|download|pdf|docx?|link|here|open",
    re.IGNORECASE,
)
#: What may stand around such words.
EDGE = " \t\n\u00a0.…:;|»›>→<[]()+-–—·•"


def is_more(words: str) -> bool:
    """Whether *words* say no more than that there is more."""
    return len(words) < 120 and _MORE.fullmatch(words.strip(EDGE)) is not None
