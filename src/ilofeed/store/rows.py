"""Rows of a database: conversions from our values and back.

Columns have the names of the fields; an Item is one column of JSON. The adapter converts instants.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace

from ilofeed.core import ids
from ilofeed.core.cluster_state import Process
from ilofeed.core.models import Entry, Extraction, Item, Page, Publication
from ilofeed.core.sitemap_state import WitnessState
from ilofeed.core.state import (
    HubNotification,
    KeptPage,
    Lease,
    LinkRules,
    Notification,
    PollCounter,
    PollReport,
    Quarantine,
    Revision,
    SourceState,
)
from ilofeed.core.utc import utc_stamp

if TYPE_CHECKING:
    from ilofeed.core.decisions import Decisions

# Databases limit the parameters of one statement; SQLite to 32766 and once to 999.
_CHUNK = 500

#: The longest time that a turn or a rest lasts.
LONGEST_TURN = timedelta(hours=2)

_HELD = ("source", "reason", "message", "detail")

# The fields of a state that are one column of JSON each.
_NESTED: Mapping[str, Any] = {"counters": tuple[str, ...], "link_rules": LinkRules, "witness": WitnessState}
_T = TypeVar("_T")


@cache
def decoder(kind: type[_T]) -> msgspec.json.Decoder[_T]:
    """Return the decoder of *kind*, which is made when it is needed: msgspec evaluates the types of all fields."""
    return msgspec.json.Decoder(kind)


Row = Mapping[str, Any]


class DamagedError(Exception):
    """A row whose data is damaged."""


def state_row(state: SourceState) -> dict[str, Any]:
    """Return the row of table ``source`` for *state*."""
    row = row_of(state)
    validators = row.pop("validators")
    return {**row, **validators, **{name: msgspec.json.encode(row[name]).decode() for name in _NESTED}}


def state(row: Row) -> SourceState:
    """Return the state in a row of `state_row`."""
    nested = {name: msgspec.json.decode(row[name], type=kind) for name, kind in _NESTED.items()}
    return msgspec.convert({**row, "validators": row, **nested}, SourceState)


def lease_row(lease: Lease | None) -> dict[str, Any]:
    """Return the columns of table ``source`` for *lease*."""
    return {"until": lease.until if lease else None, "holder": lease.holder if lease else ""}


def lease_wish(state: SourceState, lease: Lease, over: str) -> dict[str, Any]:
    """Return the conditions under which *lease* may begin on the source whose *state* was read."""
    return {
        "slug": state.slug,
        "generation": state.generation,
        "now": lease.now,
        # A wrong clock saved a lease that ends further ahead.
        "farthest": lease.now + LONGEST_TURN,
        "over": over or "nobody",
    }


def entry_row(source: str, entry: Entry) -> dict[str, Any]:
    """Return the row of table ``entry`` for *entry*; its aliases have their own table."""
    return {
        "source": source,
        "id": entry.id,
        "number": entry.item.number,
        "first_seen": entry.first_seen,
        "updated": entry.updated,
        "announced": entry.announced,
        "withdrawn": entry.withdrawn,
        "day": f"{entry.published:%Y-%m-%d}",
        "noon_offset": entry.noon_offset,
        "title_name": ids.title_name(entry.item),
        "item": msgspec.json.encode(entry.item).decode(),
        "search_revision": 1,
    }


def entry(row: Row, aliases: Iterable[str]) -> Entry:
    """Return the entry in a row of `entry_row`, with its *aliases*."""
    return Entry(
        id=row["id"],
        item=decoder(Item).decode(row["item"]),
        first_seen=msgspec.convert(row["first_seen"], datetime),
        updated=msgspec.convert(row["updated"], datetime),
        aliases=frozenset(aliases),
        announced=bool(row["announced"]),
        withdrawn=msgspec.convert(row["withdrawn"], datetime | None),
        noon_offset=row["noon_offset"],
    )


def alias_rows(source: str, entry: Entry) -> Iterator[dict[str, Any]]:
    """Yield the rows of table ``alias`` for *entry*."""
    current = ids.aliases(entry.item)
    for alias in sorted(entry.aliases):
        yield {"source": source, "alias": alias, "entry_id": entry.id, "current": alias in current}


def poll_row(state: SourceState, report: PollReport) -> dict[str, Any]:
    """Return the row of table ``poll`` for *report*, which led to *state*."""
    if state.last_poll is None:
        raise ValueError(f"the state of {state.slug!r} to be recorded has no last_poll")
    row = {**row_of(report), "generation": state.generation, "at": state.last_poll}
    del row["published"]  # a poll is recorded before it is published
    return row


def poll(row: Row) -> tuple[datetime, PollReport]:
    """Return the instant and the report of a poll in a row of `poll_row`; ``published`` is not kept."""
    return msgspec.convert(row["at"], datetime), msgspec.convert(dict(row), PollReport)


def tally_row(report: PollReport) -> dict[str, Any]:
    """Return the columns that *report* adds to table ``tally``."""
    return {
        "source": report.source,
        "outcome": report.outcome.value,
        "reason": report.reason or "",
        "seconds": report.seconds,
        "bytes": report.bytes,
        "items": report.items,
        "new": report.new,
    }


def poll_counter(row: Row) -> PollCounter:
    """Return the counter in a row of table ``tally``."""
    return PollCounter(**row)


def revision_row(source: str, revision: Revision) -> dict[str, Any]:
    """Return the row of table ``revision`` for *revision*."""
    return {
        "source": source,
        "entry": revision.entry,
        "at": revision.at,
        "moved": revision.moved,
        "before": msgspec.json.encode(revision.before).decode(),
    }


def revision(row: Row) -> Revision:
    """Return the revision in a row of `revision_row`."""
    return Revision(
        entry=row["entry"],
        at=msgspec.convert(row["at"], datetime),
        before=decoder(Item).decode(row["before"]),
        moved=bool(row["moved"]),
    )


def page_row(source: str, kept: KeptPage) -> dict[str, Any]:
    """Return the row of table ``page`` for *kept*."""
    return {
        "source": source,
        "digest": sha256(kept.page.body).hexdigest(),
        "at": kept.at,
        "good": kept.good,
        "page": msgspec.json.encode(replace(kept.page, body=b"")).decode(),
        "body": zlib.compress(kept.page.body),
        "extraction": msgspec.json.encode(kept.extraction).decode() if kept.extraction else None,
        "decisions": msgspec.json.encode(kept.decisions).decode() if kept.decisions else None,
    }


def kept_page(row: Row) -> KeptPage:
    """Return the kept page in a row of `page_row`. Raises DamagedError if the page's bytes are damaged."""
    return KeptPage(
        at=msgspec.convert(row["at"], datetime),
        page=replace(decoder(Page).decode(row["page"]), body=_inflated(row)),
        extraction=decoder(Extraction).decode(row["extraction"]) if row["extraction"] else None,
        good=bool(row["good"]),
        decisions=_decisions(row),
    )


def _decisions(row: Row) -> Decisions | None:
    if not row["decisions"]:
        return None
    from ilofeed.core.decisions import Decisions  # noqa: PLC0415 - few polls read a kept page

    found: Decisions = decoder(Decisions).decode(row["decisions"])
    return found


def _inflated(row: Row) -> bytes:
    try:
        return zlib.decompress(row["body"])
    except zlib.error as error:
        raise DamagedError(f"a page of {row['source']!r}: {error}") from error


def quarantine_row(held: Quarantine) -> dict[str, Any]:
    """Return the row of table ``quarantine`` for *held*."""
    return {
        **{name: getattr(held, name) for name in _HELD},
        "since": held.since,
        "page": msgspec.json.encode(replace(held.page, body=b"")).decode(),
        "body": zlib.compress(held.page.body),
        "extraction": msgspec.json.encode(held.extraction).decode(),
    }


def quarantine(row: Row) -> Quarantine:
    """Return the poll in a row of `quarantine_row`. Raises DamagedError if the page's bytes are damaged."""
    return Quarantine(
        **{name: row[name] for name in _HELD},
        since=msgspec.convert(row["since"], datetime),
        page=replace(decoder(Page).decode(row["page"]), body=_inflated(row)),
        extraction=decoder(Extraction).decode(row["extraction"]),
    )


def notification_row(notification: Notification) -> dict[str, Any]:
    """Return the row of table ``letter`` for *notification*."""
    return row_of(notification)


def process_row(process: Process) -> dict[str, Any]:
    """Return the row of table ``process`` for *process*."""
    return row_of(process)


def in_chunks(statement: str, values: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield, for each chunk of *values*, *statement* with parameters for its ``(:values)``, and these."""
    rest = iter(sorted(set(values)))
    while chunk := list(islice(rest, _CHUNK)):
        parameters = {f"value{index}": value for index, value in enumerate(chunk)}
        marks = ", ".join(f":{name}" for name in parameters)
        yield statement.replace(":values", marks), parameters


def text(instant: datetime) -> str:
    """Format *instant* in UTC, always with microseconds: "13Z" would sort after "13.5Z"."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no time zone")
    return utc_stamp(instant, "microseconds")


def row_of(
    value: SourceState | PollReport | Publication | HubNotification | Notification | Process,
) -> dict[str, Any]:
    """Return the fields of *value* as columns; the adapter converts instants."""
    row: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(datetime,))
    return row
