"""The shape of an extraction in JSON: what `preview --json` prints, and what expectations of pages contain."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import to_builtins
from msgspec.structs import asdict

from ilofeed.core import ids
from ilofeed.core.models import Extraction, Item


def document(extraction: Extraction) -> dict[str, object]:
    """Return *extraction* as a JSON document."""
    shown: dict[str, object] = {
        "profile": extraction.profile,
        "url": extraction.url,
        "language": extraction.language,
        "title": extraction.title,
        "items": [_item(item) for item in extraction.items],
        "skipped": [asdict(element) for element in extraction.skipped],
        "next": extraction.next,
        "fields": present_fields(extraction.items),
        "rules": dict(extraction.rules),
    }
    return shown | {name: value for name in ("kind", "found_in") if (value := getattr(extraction, name))}


def present_fields(items: Sequence[Item]) -> dict[str, int]:
    """Return the number of *items* that have each field. An item without a link of its own has none."""
    values: dict[str, list[object]] = {
        "title": [item.title for item in items],
        "link": [ids.has_own_link(item) for item in items],
        "date": [item.published for item in items],
        "summary": [item.summary for item in items],
        "kicker": [item.kicker for item in items],
        "place": [item.place for item in items],
        "image": [item.image for item in items],
        "author": [item.author for item in items],
    }
    return {name: sum(map(bool, of_items)) for name, of_items in values.items()}


def _item(item: Item) -> dict[str, object]:
    shown = asdict(item) | {"published": item.published.isoformat() if item.published else None}
    if item.date_margin is None:
        del shown["date_margin"]
    if item.data is None:
        del shown["data"]
        return shown
    return shown | {"data": to_builtins(item.data)}
