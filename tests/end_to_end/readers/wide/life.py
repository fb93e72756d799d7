"""One life of a feed, published by ilofeed: what happens at each step, and the documents of each step."""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from fakes.house import House
from fakes.site import Site

FORMATS = ("rss", "atom", "json")
#: What is new at each step.
STEPS = ("first", "same-date", "third", "edit", "move", "late")

OLD_TITLE, NEW_TITLE = "Safety at sea", "Safety at sea and in port"
MOVED = "Wages of teachers & nurses"
MARKUP = "The <b> of a form, and what it means"
#: An item of the date of the newest known one, another one in the next poll, and one found late, with an older date.
SAME_DATE, THIRD, LATE = "Skills for farmers", "Rules for platforms", "Pensions of miners"
PERSON = "Amina Diallo"

# Some programs drop addresses in private networks, such as that of the fake site.
_PUBLIC = "www.site.example"


class Card(Struct, frozen=True, kw_only=True):
    """An item of the page."""

    title: str
    day: str
    path: str
    author: str = ""


def steps() -> dict[str, list[Card]]:
    """Return the items of the page at each step, newest first."""
    top = Card(title=OLD_TITLE, day="20 November 2026", path="safety-at-sea", author=PERSON)
    rest = [
        Card(title=MOVED, day="19 November 2026", path="wages-of-teachers-2026-104"),
        Card(title=MARKUP, day="18 November 2026", path="a-social-contract"),
        Card(title="A world without child labour", day="10 November 2026", path="a-world-without"),
    ]
    again = Card(title=SAME_DATE, day="20 November 2026", path="skills-for-farmers")
    third = Card(title=THIRD, day="20 November 2026", path="rules-for-platforms")
    edited = replace(top, title=NEW_TITLE)
    moved = [replace(rest[0], path="reports/wages-of-teachers-2026-104"), *rest[1:]]
    late = Card(title=LATE, day="12 November 2026", path="pensions-of-miners")
    return {
        "first": [top, *rest],
        "same-date": [again, top, *rest],
        "third": [third, again, top, *rest],
        "edit": [third, again, edited, *rest],
        "move": [third, again, edited, *moved],
        "late": [third, again, edited, *moved[:2], late, *moved[2:]],
    }


def write(folder: Path, life: Path, site: Site) -> None:
    """Publish each step from a house in *folder*, and copy its documents to ``life/STEP/news.FORMAT``."""
    house = House(folder, site)
    for step, cards in steps().items():
        site.show(_page(cards))
        (report,) = house.poll()
        expected = {"edit": report.revised, "move": report.moved}.get(step, report.new)
        assert expected == (4 if step == "first" else 1), (step, report)
        for format in FORMATS:
            path = life / step / f"news.{format}"
            path.parent.mkdir(parents=True, exist_ok=True)
            text = (house.output / path.name).read_text(encoding="utf-8")
            text = text.replace(site.origin, f"https://{_PUBLIC}").replace(
                urlsplit(site.origin).hostname or "", _PUBLIC
            )
            path.write_text(text, encoding="utf-8")
            shutil.copystat(house.output / path.name, path)


def published(life: Path, step: str) -> dict[str, Any]:
    """Return the entries of the JSON feed of *step*, by title."""
    return {each["title"]: each for each in json.loads((life / step / "news.json").read_bytes())["items"]}


def _page(cards: Iterable[Card]) -> str:
    elements = "".join(_element(card) for card in cards)
    return (
        '<!DOCTYPE html><html lang="en"><head><title>All news</title></head><body><h1>All news</h1>'
        f'<div class="ilo--cardgroup"><div class="ilo--cardgroup--inner">{elements}</div></div></body></html>'
    )


def _element(card: Card) -> str:
    title, path = html.escape(card.title), f"/resource/news/{card.path}"
    profile = f'<figure class="ilo--profile"><p class="ilo--profile--name">{card.author}</p></figure>'
    return (
        '<div class="ilo--cardgroup--card"><div class="ilo--card ilo--card__type__text">'
        f'<a class="ilo--card--link" href="{path}" title="{title}">'
        f'<span class="ilo--card--link--text">{title}</span></a><div class="ilo--card--wrap">'
        f'<div class="ilo--card--image--wrapper"><img src="/pictures/{Path(path).name}.jpg" alt=""></div>'
        f'<div class="ilo--card--content"><p class="ilo--card--title">{title}</p>'
        f'<time class="ilo--card--date">{card.day}</time>'
        f'<p class="ilo--card--intro">A report with figures of sixty countries &amp; what they mean.</p>'
        f"{profile if card.author else ''}</div></div></div></div>"
    )
