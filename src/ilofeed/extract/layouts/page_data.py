"""``page-data``: what a page contains for programs, where its markup has no list.

    JSON-LD ─┐
    microdata ├► items with title, own address and date ─► evidence ─► one list, or an error
    scripts ─┘

A page that scripts fill often describes its items for search engines, or has the data from which its scripts make
the list. The evidence must be as strong as that of a list in the markup (`ilofeed.extract.autodetect`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.date_order import NUMERIC
from ilofeed.core.errors import LayoutNotFoundError
from ilofeed.core.layout_names import PAGE_DATA
from ilofeed.core.models import EVENTS, Extraction
from ilofeed.extract.data import microdata
from ilofeed.extract.data.fields import DATED, MIN_ITEMS, Fields, Record, find_fields, lists_in, value_at
from ilofeed.extract.data.proposal import expression
from ilofeed.extract.data.raw_items import raw_item
from ilofeed.extract.data.schema_org import Described, described
from ilofeed.extract.data.scripts import PageData, page_data
from ilofeed.extract.data.values import date_of
from ilofeed.extract.document import Document
from ilofeed.extract.pagination import next_page
from ilofeed.extract.raw_item import RawItem

NAME = PAGE_DATA

#: The limit of items of a page.
ITEM_LIMIT = 500

# The factor by which the chosen list must be longer than the next in the state of scripts, and by which such a
# list must be longer than one that the page describes.
_MIN_RATIO = 1.2
_FAR_LONGER = 3
# Lists of objects that are read, and named in an error.
_MAX_READ = 200
_MAX_REPORTED = 12


class _Candidate(Struct, frozen=True, kw_only=True):
    """A list in the data of a page."""

    name: str
    raw_items: tuple[RawItem, ...] = ()
    reason: str = ""  #: why it is not read
    is_of_events: bool = False

    @property
    def dated(self) -> int:
        return sum(map(_has_date, self.raw_items))

    def __str__(self) -> str:
        return f"{self.name} ({len(self.raw_items)}): {self.reason}"


def extract(document: Document) -> Extraction:
    """Return the items in the data of the page. Raises LayoutNotFoundError if the evidence is insufficient."""
    if not document.is_html:
        raise LayoutNotFoundError("no_items", f"{document.url} is no page that could contain data")
    candidates = list(_candidates(document))
    best = _choose(document, candidates)
    if best.is_of_events:
        document.kind = EVENTS
    extraction = document.extraction(NAME, best.raw_items[:ITEM_LIMIT], following=next_page(document))
    return replace(extraction, found_in=best.name)


def _candidates(document: Document) -> Iterator[_Candidate]:
    """Yield the lists in the data of the page, those that describe it first."""
    data = list(page_data(document))
    for name, values in (
        ("JSON-LD", [each.value for each in data if each.is_described]),
        ("microdata", microdata.nodes(document)),
    ):
        found = described(document, values)
        if found.raw_items:
            yield _Candidate(
                name=name,
                raw_items=found.raw_items,
                reason=_objection(found),
                is_of_events=found.is_of_events,
            )
    yield from _of_scripts(document, [each for each in data if not each.is_described])


def _objection(found: Described) -> str:
    if found.is_document:
        return "they are beside the article that the page is"
    if len(found.raw_items) < MIN_ITEMS:
        return f"fewer than {MIN_ITEMS} items"
    if sum(map(_has_date, found.raw_items)) < DATED * len(found.raw_items):
        return "no date in most of them"
    if 2 * len({each.title for each in found.raw_items}) < len(found.raw_items):
        return "most titles are the same"
    return ""


def _has_date(raw_item: RawItem) -> bool:
    return raw_item.published is not None or NUMERIC.search(raw_item.date_text) is not None


def _of_scripts(document: Document, data: Sequence[PageData]) -> Iterator[_Candidate]:
    """Yield the lists of objects in the state of scripts."""
    here = urls.canonical(document.url)

    def link_of(href: str) -> str | None:
        url = urls.absolute(href, document.base) if href.startswith(("/", "http://", "https://")) else None
        is_own = url is not None and urls.site(url) in document.sites and urls.canonical(url) != here
        return url if is_own else None

    lists = ((each.name, path, records) for each in data for path, records in lists_in(each.value))
    for _, (name, path, records) in zip(range(_MAX_READ), lists, strict=False):
        fields = find_fields(records, document.date_context, link_of)
        if "title" not in fields.keys or not {"link", "date"} & fields.keys.keys():
            continue
        missing = [each for each in ("link", "date") if each not in fields.keys]
        yield _Candidate(
            name=f"data for scripts: {name} {expression(path)}".strip(),
            raw_items=tuple(_raw_item(document, each, fields) for each in records),
            reason=f"no {' and no '.join(missing)} in most objects" if missing else "",
        )


def _raw_item(document: Document, record: Record, fields: Fields) -> RawItem:
    values = {name: value_at(record, path) for name, path in fields.keys.items()}
    return raw_item(document, values, date_of(values.get("date"), document.date_context))


def _choose(document: Document, candidates: Sequence[_Candidate]) -> _Candidate:
    """Return the one list of the data. Raises LayoutNotFoundError if there is none, or no clear best one."""
    reported = tuple(str(each) for each in candidates if each.reason)[:_MAX_REPORTED]
    fit = [each for each in candidates if not each.reason]
    if not fit:
        message = f"{document.url} has no data with a list of items with title, link and date"
        raise LayoutNotFoundError("no_items", message, candidates=reported)
    described_lists = [each for each in fit if each.name in ("JSON-LD", "microdata")]
    states = sorted((each for each in fit if each not in described_lists), key=lambda each: -each.dated)
    if described_lists:
        best = max(described_lists, key=lambda each: each.dated)
        if not states or states[0].dated < _FAR_LONGER * best.dated:
            return best
    links = {each.href for each in states[0].raw_items}
    rival = next((each for each in states[1:] if not {one.href for one in each.raw_items} <= links), None)
    if rival is not None and states[0].dated < _MIN_RATIO * rival.dated:
        message = f"{document.url} has two lists in its data, {states[0].name} and {rival.name}"
        tied = (f"{states[0].name}: no better than the next", f"{rival.name}: no worse")
        raise LayoutNotFoundError("no_items", message, candidates=tied + reported)
    return states[0]
