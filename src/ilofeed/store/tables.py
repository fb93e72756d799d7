"""The tables there are, for who copies a store: one list for every database.

A test holds it against the tables of each database, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Table(Struct, frozen=True, kw_only=True):
    """A table, and what tells its rows apart."""

    name: str
    key: tuple[str, ...]  #: its primary key; rows are copied in the order of it
    #: What else must be the same for a row to be left where it is: what no two rows share, and
    #: what refers to another row. Else it could stand in the way of one that is yet to come, or to go.
    also: tuple[str, ...] = ()


#: What is copied, those that others refer to first.
TABLES = (
    Table(name="source", key=("slug",)),
    Table(name="entry", key=("source", "id")),
    Table(name="alias", key=("source", "alias"), also=("entry_id",)),
    Table(name="revision", key=("source", "entry", "at")),
    Table(name="arrival", key=("seq",), also=("source", "entry")),
    Table(name="search", key=("place",), also=("source", "entry")),
    Table(name="body", key=("source", "entry")),
    Table(name="quarantine", key=("source",)),
    Table(name="page", key=("source", "digest")),
    Table(name="poll", key=("source", "generation")),
    Table(name="tally", key=("source", "outcome", "reason")),
    Table(name="host", key=("host",)),
    Table(name="publication", key=("feed", "format")),
    Table(name="archive", key=("feed", "name")),
    Table(name="retirement", key=("feed",)),
    Table(name="ping", key=("topic", "hub")),
    Table(name="alert", key=("source",)),
    Table(name="letter", key=("id", "way")),
)

#: One more, that only a copy under way has: no such database is a store.
MARK = "copying"

#: What is not copied, each with why: it holds for a moment only, or can be made again.
LEFT_OUT: Mapping[str, str] = {
    "document": "what is published is rendered again; only machines that share a store have it in there",
    "process": "those at work beat anew",
}
