"""A newsroom with some years behind it, in three languages, and with its troubles: for looking at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from fakes.house import House
from fakes.site import Answer, Site

TODAY = date(2026, 11, 23)

_KICKERS = ("Press release", "Report", "Statement", "Event")
_ENGLISH = (
    "New guide helps small enterprises through a crisis",
    "Ministers agree on a road map for youth employment",
    "Report on working time: what eight million payrolls tell",
    "Fishing crews in the Pacific get their first contracts in writing",
    "Domestic workers: twelve countries, twelve laws, one convention",
    "Skills for the green transition: applications open",
    "Heat at work: a handbook for inspectors",
    "Wages grew in half of all countries this year",
)
_FRENCH = (
    "Un guide pour les petites entreprises en temps de crise",
    "Les ministres adoptent une feuille de route pour l’emploi des jeunes",
    "Le temps de travail dans le monde : un nouveau rapport",
    "La sécurité sur les chantiers : ce que disent les chiffres",
)
_ARABIC = (
    "دليل جديد يساعد المنشآت الصغيرة على تجاوز الأزمة",
    "الوزراء يتفقون على خريطة طريق لتشغيل الشباب",
    "تقرير عن ساعات العمل في العالم",
    "الحماية الاجتماعية للعمال المهاجرين في المنطقة",
)
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر".split(),
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר".split(),
}


@dataclass(frozen=True)
class Told:
    """An item of a page."""

    number: int
    title: str
    day: date
    summary: str
    kicker: str = ""


def stories(
    titles: Sequence[str], summary: str, count: int, *, days: int, kickers: Sequence[str] = ("",)
) -> list[Told]:
    """*count* items, the newest first, one every so many *days*, with busier and calmer months."""
    items = []
    day = TODAY - timedelta(2)
    for at in range(count):
        name = titles[at % len(titles)]
        turn = at // len(titles)
        title = f"{name} ({turn + 1})" if turn else name
        items.append(Told(900000 + count - at, title, day, summary, kickers[at % len(kickers)]))
        day -= timedelta(days * (1 + (at * 7) % 4) // 2 + (at % 3))
    return items


def page(items: Sequence[Told], title: str, language: str) -> str:
    """A list page of *items*, as the old site had them."""
    rows = "".join(_row(item, language) for item in items)
    direction = ' dir="rtl"' if language in ("ar", "he") else ""
    return (
        f'<!DOCTYPE html><html lang="{language}"{direction}>'
        f'<head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><h1>{title}</h1><div class="items-list"><ol class="item-list">{rows}</ol></div></body></html>'
    )


def _row(item: Told, language: str) -> str:
    kicker = f'<p class="item-prehead">{item.kicker}</p>' if item.kicker else ""
    return (
        f'<li>{kicker}<h5 class="item-title"><a href="/news/WCMS_{item.number}/lang--{language}/index.htm">'
        f"{item.title}</a></h5>"
        f'<p class="item-info">{_day(item.day, language)}</p><p>{item.summary}</p></li>'
    )


def _day(day: date, language: str) -> str:
    if language not in _MONTHS:
        return f"{day.day} {day:%B %Y}"
    return f"{day.day} {_MONTHS[language][day.month - 1]} {day.year}"


class Newsroom:
    """Five sources that have been polled for a while: two well, one rtl, one failing, one quarantined."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.house = House(folder, site)
        self.house.sources = {}
        self.house.more = "".join(
            f'[[source]]\nslug = "{slug}"\nurl = "{site.origin}/{slug}"\ntitle = "{title}"\n'
            for slug, title in (
                ("newsroom", "ILO newsroom"),
                ("conditions", "Conditions de travail"),
                ("arab-states", "أخبار الدول العربية"),
                ("publications", "Publications on enterprises"),
                ("asia-pacific", "Asia and the Pacific"),
            )
        )
        self._news = stories(_ENGLISH, "What it means for workers and employers.", 90, days=5, kickers=_KICKERS)
        self._show("newsroom", self._news[3:], "en")
        self._show("conditions", stories(_FRENCH, "Ce que cela change pour les travailleurs.", 40, days=14), "fr")
        self._show("arab-states", stories(_ARABIC, "ما يعنيه ذلك للعمال وأصحاب العمل.", 40, days=12), "ar")
        self._show("publications", stories(_ENGLISH[2:5], "A publication.", 12, days=30), "en")
        asia = stories(_ENGLISH[3:], "From the region.", 20, days=20)
        self._show("asia-pacific", asia, "en")
        self.house.poll()
        self._go_on(asia)

    def _go_on(self, asia: Sequence[Told]) -> None:
        """What happened since: an edit, new items, a page that broke, a page that shows nothing known."""
        edited = list(self._news[2:])
        edited[1] = replace(edited[1], title=edited[1].title.replace("first", "very first"))
        self._show("newsroom", edited, "en")
        self.site.answer(Answer(status=503), "/publications")
        self.house.poll()
        self._show("newsroom", [*self._news[:2], *edited], "en")
        others = [replace(item, number=item.number + 5000, title=f"Notice {item.number}") for item in asia]
        self._show("asia-pacific", others, "en")
        self.house.poll()

    def _show(self, slug: str, items: Sequence[Told], language: str) -> None:
        self.site.show(page(items, slug, language), f"/{slug}")
