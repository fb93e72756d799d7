"""The list of tables that a copy of a store contains, one for all databases.

A test compares it with the tables of each database, so that no table is missing.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Table(Struct, frozen=True, kw_only=True):
    """A table, and the columns that distinguish its rows."""

    name: str
    key: tuple[str, ...]  #: its primary key, which is the order of copying
    #: More columns that must be equal for a row to stay: unique ones, and references to other rows.
    #: Otherwise the row could conflict with one that is still to be written or deleted.
    also: tuple[str, ...] = ()


#: The copied tables; referenced tables come before those that refer to them.
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
    Table(name="digest", key=("name",)),
)

#: A table that only an incomplete copy has: a database with it is not a store.
MARK = "copying"

#: The tables that are not copied, each with the reason.
LEFT_OUT: Mapping[str, str] = {
    "document": "what is published is rendered again; only machines that share a store have it in there",
    "source_change": "numbers of transactions, which only their own server knows; a trigger saves new ones",
    "process": "those at work beat anew",
}
