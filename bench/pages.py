"""List pages of our own writing, of three kinds, under 23 kB of navigation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from zlib import crc32

#: What stands around the list on every page, in bytes.
NAVIGATION = 23_000

_DAY_ONE = date(1990, 1, 1)
_TOPICS = ("employment", "skills", "social protection", "child labour", "wages", "safety at work", "enterprises")


@lru_cache(4096)
def page(count: int, turn: int = 0, name: str = "news", kind: str = "list") -> bytes:
    """Return the page *name* with *count* items; after each turn a new one is on top, and the last one is gone."""
    list_of, item_of = KINDS[kind]
    items = "".join(item_of(_item(number, name)) for number in range(turn + count, turn, -1))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>News of {name}</title></head><body>'
        f"{_navigation()}<main><h1>News of {name}</h1>{list_of.format(items)}</main></body></html>"
    ).encode()


def _item(number: int, name: str) -> dict[str, object]:
    day = _DAY_ONE + timedelta(number)
    topic = _TOPICS[number % len(_TOPICS)]
    return {
        "name": name,
        "document": crc32(name.encode()) * 100_000 + number,  # no two pages show the same one
        "title": f"Report {number} on {topic} in {number % 50} countries",
        "date": f"{day.day} {day:%B %Y}",
        "summary": f"What governments, employers and workers agreed on {topic} this week, and what is to come of"
        " it in all the years that lie ahead of them.",
    }


_ROW = """<li>
<p class="item-prehead">News</p>
<h5 class="item-title"><a href="/{name}/WCMS_{document}/lang--en/index.htm" target="">{title}</a></h5>
<p class="item-info">{date}</p>
<p>{summary}</p>
</li>
"""
_CARD = """<div class="ilo--cardgroup--card"><div class="ilo--card ilo--card__type__feature">
<a class="ilo--card--link" href="/resource/{name}/report-{document}" title="{title}"><span
 class="ilo--card--link--text">{title}</span></a>
<div class="ilo--card--wrap"><div class="ilo--card--content"><p class="ilo--card--eyebrow">News</p>
<p class="ilo--card--title">{title}</p><p class="ilo--card--intro">{summary}</p>
<time class="ilo--card--date">{date}</time></div></div></div></div>
"""
_BLOCK = """<article class="teaser"><h3><a href="/{name}/reports/{document}">{title}</a></h3>
<time>{date}</time><p>{summary}</p></article>
"""
#: Kind of page -> its list and what formats an item: that of the old site, of today's, and of no known layout.
KINDS: dict[str, tuple[str, Callable[[Mapping[str, object]], str]]] = {
    "list": ('<div class="items-list"><ol class="item-list">{}</ol></div>', _ROW.format_map),
    "cards": ('<div class="ilo--cardgroup"><div class="ilo--cardgroup--inner">{}</div></div>', _CARD.format_map),
    "blocks": ('<div class="teasers">{}</div>', _BLOCK.format_map),
}


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
