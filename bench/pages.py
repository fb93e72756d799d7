"""List pages of our own writing: so many items of the old site's kind, under 23 kB of navigation."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from zlib import crc32

#: What stands around the list on every page, in bytes.
NAVIGATION = 23_000

_DAY_ONE = date(1990, 1, 1)
_TOPICS = ("employment", "skills", "social protection", "child labour", "wages", "safety at work", "enterprises")


@lru_cache(4096)
def page(count: int, turn: int = 0, name: str = "news") -> bytes:
    """The page *name* with *count* items; after *turn* turns as many new ones stand on top, old ones are gone."""
    items = "".join(_item(number, name) for number in range(turn + count, turn, -1))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>News of {name}</title></head><body>'
        f'{_navigation()}<main><h1>News of {name}</h1><div class="items-list"><ol class="item-list">{items}</ol>'
        "</div></main></body></html>"
    ).encode()


def _item(number: int, name: str) -> str:
    day = _DAY_ONE + timedelta(number)
    document = crc32(name.encode()) * 100_000 + number  # no two pages show the same one
    topic = _TOPICS[number % len(_TOPICS)]
    return (
        f'<li>\n<p class="item-prehead">News</p>\n<h5 class="item-title"><a href="/{name}/WCMS_{document}'
        f'/lang--en/index.htm" target="">Report {number} on {topic} in {number % 50} countries</a></h5>\n'
        f'<p class="item-info">{day.day} {day:%B %Y}</p>\n'
        f"<p>What governments, employers and workers agreed on {topic} this week, and what is to come of it"
        " in all the years that lie ahead of them.</p>\n</li>\n"
    )


@cache
def _navigation() -> str:
    rows: list[str] = []
    size = 0
    while size < NAVIGATION:
        at = len(rows)
        rows.append(
            f'<li class="menu-entry level-{at % 3}"><a class="menu-link" href="/global/topics/no-{at}/index.htm">'
            f"<span>{_TOPICS[at % len(_TOPICS)].title()} {at}</span></a></li>\n"
        )
        size += len(rows[-1])
    return f'<header><nav class="main-menu"><ul>{"".join(rows)}</ul></nav></header>'
