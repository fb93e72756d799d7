"""A list of notices whose links a test chooses, and polls of it."""

from __future__ import annotations

from fakes.world import World
from ilofeed.core.models import Page, Source
from ilofeed.core.selectors import Selectors
from ilofeed.core.state import Outcome

URL = "https://www.example.org/notices"
NOTICES = Source(
    slug="news", url=URL, profile="selectors", selectors=Selectors(item="li", title="a", date="time", summary="p")
)
AUTO = Source(slug="news", url=URL)


def notices(*items: tuple[str, str, int], page: str = "News of the harbour") -> str:
    """Return a page of *items*: link, title, and the day of November 2026."""
    rows = "".join(
        f'<li><h3><a href="{link}">{title}</a></h3><time datetime="2026-11-{day:02}">{day} November 2026</time>'
        f"<p>What the office says about {title.lower()}.</p></li>"
        for link, title, day in items
    )
    head = f'<html lang="en"><head><title>{page}</title></head>'
    return f"{head}<body><main><h1>{page}</h1><ul>{rows}</ul></main></body></html>"


TITLES = (
    "New fees for large boats", "Small boats stay free", "Night moorings end", "Winter berths can be booked",
    "The crane is under repair", "Fuel is sold at pier two", "A lighthouse opens its doors",
    "Divers clean the basin",
)  # fmt: skip


def numbered(*numbers: int, link: str = "#item-{}") -> list[tuple[str, str, int]]:
    """Return items by their numbers, 1 to 8, each with its own words and its own date."""
    return [(link.format(number), TITLES[number - 1], number) for number in numbers]


def show(world: World, *items: tuple[str, str, int], source: Source = NOTICES) -> Outcome:
    world.fetch.answer = Page(url=URL, body=notices(*items).encode(), content_type="text/html; charset=utf-8")
    world.clock.sleep(86400)
    return world.poll(source).outcome


def ids(world: World) -> dict[str, str]:
    """Return the ids of the announced entries by title."""
    return {entry.item.title: entry.id for entry in world.store.newest("news", 1000)}


def links(world: World) -> dict[str, str]:
    return {entry.item.title: entry.item.link for entry in world.store.newest("news", 1000)}


def sid(value: str, *numbers: int) -> list[tuple[str, str, int]]:
    query = f"?sid={value}" if value else ""
    return numbered(*numbers, link="/news/{}" + query)


def counted(link: str, value: str, views: int, *numbers: int) -> list[tuple[str, str, int]]:
    """Return items with a session id in their links and a counter in their titles."""
    return [
        (link.format(number, value), f"{TITLES[number - 1]} ({views + number * 7} views)", number)
        for number in numbers
    ]
