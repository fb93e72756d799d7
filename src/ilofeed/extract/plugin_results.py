"""Check the items that the profile of another package returns, as strictly as those of a page.

`Document.extraction` makes items that pass. Others pass if they are the same as it would make them: a key, clean text,
http(s) addresses. They are refused and not repaired, since a key that changes with a repair would move an id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from ilofeed.core import date_order, ids, urls
from ilofeed.core.date_context import ORDERS
from ilofeed.core.language import LANGUAGE_TAG
from ilofeed.core.models import EVENTS, Extraction, Item
from ilofeed.core.text import SUMMARY_LIMIT, TITLE_LIMIT, clean, readable
from ilofeed.extract import page_limits

if TYPE_CHECKING:
    from ilofeed.core.plugins import Plugin
    from ilofeed.extract.document import Document

# An address with the language before it.
_MAX_KEY = urls.LIMIT + 40
# Days. Dates that differ by more are not relative.
_MAX_MARGIN = 366
# Texts of an item, and their limits.
_TEXTS: Mapping[str, int] = MappingProxyType(
    {
        "title": TITLE_LIMIT,
        "summary": SUMMARY_LIMIT,
        "date_text": TITLE_LIMIT,
        "kicker": TITLE_LIMIT,
        "place": TITLE_LIMIT,
        "author": 200,
    }
)


class UnfitResultError(Exception):
    """The result of a plugin cannot be used; the message says what it is, as the rest of a sentence."""


def checked(result: object, plugin: Plugin, document: Document) -> Extraction:
    """Return *result* of the *plugin* for *document*, with the names of both. Raises UnfitResultError."""
    found = _read(result)
    _check_items(found, document)
    language = found.language if LANGUAGE_TAG.fullmatch(found.language) else ""
    return replace(
        found,
        profile=plugin.name,
        url=document.url,
        reader=plugin.origin,
        language=language,
        items=tuple(
            replace(item, number=number) for item, number in zip(found.items, _numbers(found), strict=True)
        ),
        skipped=tuple(
            replace(each, reason=clean(each.reason, 40), text=clean(each.text, 80)) for each in found.skipped
        ),
        next=urls.absolute(found.next, document.base) if found.next else None,
        title=readable(found.title),
        page_title=readable(found.page_title),
        site_name=readable(found.site_name),
        kind=found.kind if found.kind == EVENTS else "",
        date_order=_order(found.date_order),
        rules={},
        found_in=clean(found.found_in, 200),
    )


def _read(result: object) -> Extraction:
    """Return a copy of *result* whose values have the right types. Raises UnfitResultError."""
    if not isinstance(result, Extraction):
        raise UnfitResultError(f"an object of type {clean(type(result).__name__, 80)!r}, not an Extraction")
    try:
        # Types are checked only when they are decoded. The copy is also one that the plugin cannot change later.
        return msgspec.convert(msgspec.to_builtins(result), Extraction)
    except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
        raise UnfitResultError(f"an Extraction with a wrong value: {clean(str(error), 200)}") from None


def _check_items(found: Extraction, document: Document) -> None:
    """Check the items of *document* that were *found*. Raises UnfitResultError."""
    if not found.items:
        raise UnfitResultError("no items; where there are none, it must raise ExtractError")
    if len(found.items) > page_limits.MAX_ITEMS:
        raise UnfitResultError(f"{len(found.items)} items; {page_limits.MAX_ITEMS} are the limit")
    languages = {document.language, found.language, *(item.language for item in found.items)}
    for number, item in enumerate(found.items, start=1):
        if problem := next(_problems(item, languages, document.url), ""):
            raise UnfitResultError(
                f"{problem} as item {number}; document.extraction(...) makes items that are clean"
            )
    if len({item.key for item in found.items}) < len(found.items):
        raise UnfitResultError("two items with one key; document.extraction(...) leaves the second one out")


def _order(learned: str) -> str:
    """Return the orders of dates that *learned* names, without anything else."""
    orders = date_order.from_text(learned).items()
    return date_order.to_text({style: order for style, order in orders if order in ORDERS and len(style) <= 2})


def _numbers(found: Extraction) -> list[int]:
    """Return the places of the items on the page: as given if they increase, else counted."""
    given = [item.number or 0 for item in found.items]
    is_order = all(before < after for before, after in pairwise([0, *given]))
    return given if is_order else list(range(1, len(given) + 1))


def _problems(item: Item, languages: Collection[str], page: str) -> Iterator[str]:
    """Yield the reasons why *item*, on the *page* in one of *languages*, is none that a page could have made."""
    if item.link != urls.absolute(item.link):
        yield f"the link {item.link[:80]!a}, which is no absolute http(s) address,"
    if item.image is not None and item.image != urls.absolute(item.image):
        yield f"the image {item.image[:80]!a}, which is no absolute http(s) address,"
    if not item.title:
        yield "no title"
    for name, limit in _TEXTS.items():
        value = getattr(item, name)
        if value is not None and value != readable(value, limit):
            yield f"the {name} {value[:60]!a}, which is no clean text of at most {limit} characters,"
    if item.language and not LANGUAGE_TAG.fullmatch(item.language):
        yield f"the language {item.language[:40]!a}, which is no tag such as 'en',"
    if item.date_margin is not None and not 0 <= item.date_margin <= _MAX_MARGIN:
        yield f"the date_margin {item.date_margin:.3g}, which is not from 0 to {_MAX_MARGIN} days,"
    if item.data is not None:
        yield "facts in its data, which only feeds and JSON have,"
    if not _is_key(item, languages, page):
        yield f"the key {item.key[:80]!a}, which is not made of its address,"


def _is_key(item: Item, languages: Collection[str], page: str) -> bool:
    """Return whether the key of *item* is its address, or one of a part of a page: keys of two sites must differ."""
    if item.key in {ids.key(item.link, language) for language in languages}:
        return True
    stem, mark, rest = item.key.partition(ids.MARK)
    is_part = stem in (urls.canonical(item.link), urls.canonical(page)) and mark and rest
    return bool(is_part) and clean(item.key, _MAX_KEY) == item.key
