"""Items as a feed gives them: each with an id, an exact time and an address of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from ilofeed.core import ids
from ilofeed.core.item_data import ItemData
from ilofeed.core.models import Entry, Item

FIRST = datetime(2026, 11, 1, 8, 15, 30, tzinfo=UTC)
SEEN = datetime(2026, 11, 29, 12, tzinfo=UTC)


def feed_item(number: int, *, title: str = "", link: str = "", name: str | None = None, **data: object) -> Item:
    """Return the item *number* of a feed, published *number* days and minutes after the first one."""
    at = FIRST + timedelta(days=number, minutes=number)
    link = link or f"https://example.org/posts/{number}"
    facts: dict[str, object] = {"name": f"post-{number}" if name is None else name, "at": at}
    return Item(
        key=ids.key(link, "en"),
        title=title or f"Post {number} of the harbour office",
        link=link,
        language="en",
        published=at.date(),
        data=ItemData(**(facts | data)),  # type: ignore[arg-type]
    )


def feed_items(numbers: Iterable[int]) -> list[Item]:
    """Return the items *numbers* in this order."""
    return [feed_item(number) for number in numbers]


def feed_entries(items: Iterable[Item], seen: datetime = SEEN) -> list[Entry]:
    """Return the entries of *items* after a poll that showed them in this order."""
    return [
        Entry.first(ids.mint(item), replace(item, number=number), ids.aliases(item), seen)
        for number, item in enumerate(items, start=1)
    ]
