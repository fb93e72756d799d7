"""Pages in the ILO's structure, made of as many items as a test needs."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

_DAY_ONE = date(2023, 5, 1)


class Listed(Struct, frozen=True):
    """An item as a page lists it."""

    number: int  #: of the document, not of the place in the list
    title: str
    day: str = "13 June 2023"
    summary: str = "What it is about."
    section: str = "/global/about-the-ilo/newsroom/news"
    kicker: str = ""

    @property
    def path(self) -> str:
        return f"{self.section}/WCMS_{self.number}/lang--en/index.htm"


def some(count: int, first: int = 880001, about: str = "work") -> list[Listed]:
    """*count* items, the newest on top."""
    return [
        Listed(
            number=first + at,
            title=f"Report number {at + 1} on {about}",
            day=f"{_DAY_ONE + timedelta(at):%d %B %Y}",
        )
        for at in reversed(range(count))
    ]


def suffixed(items: Iterable[Listed]) -> list[Listed]:
    """Return *items* with the name of the site behind each title."""
    return [replace(item, title=f"{item.title} | ILO") for item in items]


def elsewhere(items: Iterable[Listed]) -> list[Listed]:
    """Return other items in the places of *items*: other numbers, other titles."""
    return [replace(item, number=item.number + 500_000, title=f"About {item.number}") for item in items]


def ilo_list(items: Iterable[Listed], title: str = "News on work") -> str:
    """A page of the old site's kind that lists *items*."""
    elements = "".join(_element(item) for item in items)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1>'
        f'<div class="items-list"><ol class="item-list">{elements}</ol></div></body></html>'
    )


def _element(item: Listed) -> str:
    kicker = f'<p class="item-prehead">{html.escape(item.kicker)}</p>' if item.kicker else ""
    return (
        f'<li>{kicker}<h5 class="item-title"><a href="{item.path}" target="">{html.escape(item.title)}&nbsp;'
        f'<span class="linked fa fa-angle-right"></span></a></h5>'
        f'<p class="item-info">{item.day}</p><p>{html.escape(item.summary)}</p></li>'
    )


def ilo_cards(items: Iterable[Listed], title: str = "All news") -> str:
    """The same items as today's site shows them: other addresses, feature cards without summaries."""
    cards = "".join(_card(item) for item in items)
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body><h1>{title}</h1>'
        f'<div class="ilo--cardgroup"><div class="ilo--cardgroup--inner">{cards}</div></div></body></html>'
    )


def _card(item: Listed) -> str:
    text = html.escape(item.title)
    return (
        '<div class="ilo--cardgroup--card"><div class="ilo--card ilo--card__type__feature">'
        f'<a class="ilo--card--link" href="/resource/news/document-{item.number}" title="{text}">'
        f'<span class="ilo--card--link--text">{text}</span></a>'
        '<div class="ilo--card--wrap"><div class="ilo--card--content">'
        f'<p class="ilo--card--eyebrow">News</p><p class="ilo--card--title">{text}</p>'
        f'<time class="ilo--card--date" datetime="1684152000">{item.day}</time></div></div></div></div>'
    )
