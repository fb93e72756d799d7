"""Write pages that two selectors read differently, and change the release that read them last."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from fakes.world import URL, World
from ilofeed.core.models import Entry, Source
from ilofeed.core.selectors import Selectors

OLD_SELECTORS = Selectors(
    item="li.old", title=".old-title", link="a.old-link", date=".old-date", summary=".old-summary"
)
NEW_SELECTORS = Selectors(
    item="li.new", title=".new-title", link="a.new-link", date=".new-date", summary=".new-summary"
)


class Notice(Struct, frozen=True):
    """Item of the page as one of the two readings finds it."""

    title: str
    link: str
    day: str = "2026-11-20"
    summary: str = "What it is about."


def source(selectors: Selectors, url: str = URL) -> Source:
    return Source(slug="news", url=url, profile="selectors", selectors=selectors)


OLD, NEW = source(OLD_SELECTORS), source(NEW_SELECTORS)


def page(items: Sequence[tuple[Notice | None, Notice | None]]) -> str:
    """Return a list whose items have one text for the old selectors and another for the new ones."""
    return f"<html><body><h1>News</h1><ul>{''.join(element(*readings) for readings in items)}</ul></body></html>"


def element(old: Notice | None, new: Notice | None) -> str:
    names = " ".join(name for name, item in (("old", old), ("new", new)) if item)
    parts = ""
    for name, item in (("old", old), ("new", new)):
        if item:
            parts += (
                f'<a class="{name}-link" href="{item.link}"></a><b class="{name}-title">{item.title}</b>'
                f'<i class="{name}-date">{item.day}</i><p class="{name}-summary">{item.summary}</p>'
            )
    return f'<li class="{names}">{parts}</li>'


def notice(number: int) -> Notice:
    return Notice(
        f"Number {number} of the notices", f"/notice/{number}", f"2026-10-{number:02}", f"Summary {number}."
    )


def same(*numbers: int) -> list[tuple[Notice | None, Notice | None]]:
    return [(notice(number), notice(number)) for number in numbers]


def upgraded(world: World, today: Source = NEW) -> None:
    """Change the state as if another release had read the last good page, with the same configuration."""
    state = world.store.claim(["news"])["news"]
    assert world.store.keep(replace(state, recipe=f"0/{today.digest}", asked=today.digest))


def entries(world: World) -> dict[str, Entry]:
    return {entry.item.title: entry for entry in world.store.newest("news", 100)}
