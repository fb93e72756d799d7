"""Pages in the ILO's structure, made of as many items as a test needs."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
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


def some(count: int, first: int = 880001) -> list[Listed]:
    """*count* items, the newest on top."""
    return [
        Listed(number=first + at, title=f"Report number {at + 1} on work", day=f"{(at % 27) + 1} May 2023")
        for at in reversed(range(count))
    ]


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
