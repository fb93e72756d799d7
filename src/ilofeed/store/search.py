"""Search in titles that is the same for all databases: `ilofeed.core.search.Catalogue`.

Table ``search`` has a short row for each entry, whose key is its place among the results. So the database
returns results in order, and the next page begins after the last one without reading the rows before it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager

from msgspec import Struct

from ilofeed.core.models import Entry
from ilofeed.core.search import Hit, Search, place, without_arrival
from ilofeed.core.state import Revision
from ilofeed.core.text import fold
from ilofeed.store import queries, rows
from ilofeed.store.base import Database

#: A line in migrations after which `filled_rows` fills the table.
FILL = "-- Then filled by ilofeed.store.search."

# The time limit of a statement, in seconds.
_LONGEST = 2.0
_COLUMNS = ("source", "entry", "announced", "kicker", "language", "title")
_LIST = ", ".join(_COLUMNS)

# The migration that fills the table precedes the one that adds the column of offsets.
_ENTRY_WITHOUT_OFFSET = queries.ENTRY.replace("entry.noon_offset", "0 AS noon_offset")
#: The statement whose rows `filled_rows` reads.
ALL = (
    f"SELECT arrival.seq, entry.source, {_ENTRY_WITHOUT_OFFSET} FROM entry"  # noqa: S608 (names of our own)
    " JOIN arrival ON arrival.source = entry.source AND arrival.entry = entry.id"
)
#: The statement that writes the rows of `filled_rows`.
INSERT = f"INSERT INTO search (place, {_LIST}) VALUES (:place, {', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608

#: The statement that saves an arrived entry: its place contains the number of its arrival.
SAVE = (
    f"INSERT INTO search (place, {_LIST})"  # noqa: S608 (names of our own)
    f" SELECT :place + seq, {', '.join(f':{name}' for name in _COLUMNS)} FROM arrival"
    " WHERE source = :source AND entry = :entry ON CONFLICT (source, entry) DO UPDATE SET"
    " place = excluded.place, announced = excluded.announced, kicker = excluded.kicker,"
    " language = excluded.language, title = excluded.title"
)
# Entries whose rows may be missing or stale, because an older program saved them without rows; the latest first.
_LATE = (
    f"SELECT {queries.ENTRY} FROM entry WHERE source = :source AND search_revision = 0"  # noqa: S608 (our own names)
    " ORDER BY first_seen DESC LIMIT :limit"
)
_NO_LONGER_LATE = (
    "UPDATE entry SET search_revision = 1 WHERE source = :source AND id = :entry AND search_revision = 0"
)
# The limit of entries in one transaction: other processes wait for it.
_MAX_LATE = 5000
_SAVED = f"SELECT place, {_LIST} FROM search WHERE source = :source AND entry IN (:values)"  # noqa: S608

_ENTRY = "JOIN entry ON entry.source = search.source AND entry.id = search.entry"

# The index alone finds these entries, and only then are they read: most belong to one source.
SHARED = (
    f"SELECT search.source, {queries.ENTRY} FROM search {_ENTRY}"  # noqa: S608 (names of our own)
    " WHERE search.announced = 1 AND search.entry IN"
    " (SELECT entry FROM search WHERE entry IN (:values) GROUP BY entry HAVING COUNT(*) > 1)"
)

# The groups have the order of an index.
FACETS = (
    "SELECT kicker, language FROM search WHERE announced = 1 AND source IN (:values)"
    " GROUP BY source, kicker, language"
)

EDITS = (
    f"SELECT revision.entry, revision.at, revision.moved, revision.before, {queries.ENTRY}"  # noqa: S608
    " FROM revision JOIN entry ON entry.source = revision.source AND entry.id = revision.entry"
    " WHERE revision.source = :source AND revision.moved = 0 AND entry.announced = 1"
    " ORDER BY revision.at DESC, revision.entry DESC LIMIT :limit"
)


class Statement(Struct, frozen=True, kw_only=True):
    """Conditions for rows of table ``search``, of which several statements are made."""

    conditions: tuple[str, ...]
    values: Mapping[str, object]
    tables: str = "search"
    mirror: str = ""  #: a column with the negative of the place, by which *tables* are read fastest

    def hits(self, wanted: Search) -> str:
        """Return the statement that finds the entries between the places of *wanted*, in its order.

        A mirror is read in ascending order only: FTS5 drops rows in descending order
        (`findings/sqlite-fts5-descending-drops-rows.sh`).
        """
        limits = [self._limit("<", "before")]
        if wanted.since is not None:
            limits.append(self._limit(">=", "since"))
        order = "search.place" if wanted.since is not None else self.mirror or "search.place DESC"
        return (
            f"SELECT search.place, search.source, {queries.ENTRY} FROM {self.tables} {_ENTRY}"  # noqa: S608 (our own)
            f" WHERE {self._where(limits)} ORDER BY {order} LIMIT :limit"
        )

    def ids(self) -> str:
        """Return the statement that finds the different ids of entries at all places, up to a limit."""
        return f"SELECT DISTINCT search.entry FROM {self.tables} WHERE {self._where(())} LIMIT :limit"  # noqa: S608

    def _where(self, limits: Iterable[str]) -> str:
        return " AND ".join(("search.announced = 1", *limits, *self.conditions))

    def _limit(self, operator: str, name: str) -> str:
        """Return the condition that the place is below (``<``) or not below (``>=``) the value *name*."""
        if not self.mirror:
            return f"search.place {operator} :{name}"
        return f"{self.mirror} {'>' if operator == '<' else '<='} -:{name}"


def facet_conditions(wanted: Search) -> tuple[str, ...]:
    """Return the conditions for the kicker and the language that are *wanted*."""
    return tuple(f"search.{name} = :{name}" for name in ("kicker", "language") if getattr(wanted, name))


def search_row(source: str, entry: Entry) -> dict[str, object]:
    """Return the row of table ``search`` for *entry*; its arrival is not yet part of the place."""
    return {
        "place": place(entry.published, 0),
        "source": source,
        "entry": entry.id,
        "announced": int(entry.announced),
        "kicker": entry.item.kicker or "",
        "language": entry.item.language,
        "title": fold(entry.item.title),
    }


def unsaved(database: Database, source: str, found: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return those of *found*, rows of `search_row` for entries of *source*, that are not saved as they are."""
    saved = {
        row["entry"]: row for row in database.each(_SAVED, [str(row["entry"]) for row in found], source=source)
    }
    known = {key: {**row, "place": without_arrival(row["place"])} for key, row in saved.items()}
    return [row for row in found if known.get(str(row["entry"])) != row]


def catch_up(database: Database, source: str, limit: int = _MAX_LATE) -> None:
    """Write the missing rows for entries of *source* that an older program saved, at most *limit*.

    Call it within a writing block.
    """
    late = [
        database.bound(search_row(source, rows.entry(row, ())))
        for row in database.all(_LATE, source=source, limit=limit)
    ]
    database.write_all(SAVE, unsaved(database, source, late))
    database.write_all(_NO_LONGER_LATE, late)


def filled_rows(found: Iterable[rows.Row]) -> Iterator[dict[str, object]]:
    """Yield the rows of table ``search`` for all entries in *found*, the rows of `ALL`."""
    for row in found:
        entry = rows.entry(row, ())
        yield {**search_row(row["source"], entry), "place": place(entry.published, row["seq"])}


class Searching(Database):
    """Search of entries by their words and properties."""

    @abstractmethod
    def looking(self, seconds: float) -> AbstractContextManager[Database]:
        """Open a block that reads and blocks nothing else; a statement in it ends after *seconds*."""

    @abstractmethod
    def statement(self, database: Database, wanted: Search) -> Statement:
        """Return the statement for *wanted* that is the fastest in *database*."""

    def find(self, database: Database, wanted: Search, limit: int) -> list[rows.Row]:
        """Return the rows for *wanted*, at most *limit* of each chunk of sources."""
        found = self.statement(database, wanted)
        values = {**found.values, "before": wanted.before, "since": wanted.since, "limit": limit}
        return database.each(found.hits(wanted), wanted.sources, **values)

    def search(self, wanted: Search, limit: int, /) -> tuple[Hit, ...]:
        """Return the entries that meet all conditions, at most *limit*, the last published first.

        With `Search.since`, the first published comes first.
        """
        with self.looking(_LONGEST) as database:
            found = self.find(database, wanted, limit)
        found.sort(key=lambda row: row["place"], reverse=wanted.since is None)
        return tuple(
            Hit(place=row["place"], source=row["source"], entry=rows.entry(row, ())) for row in found[:limit]
        )

    def count(self, wanted: Search, limit: int, /) -> int:
        """Return the number of different entries that meet the conditions at any place, at most *limit*."""
        with self.looking(_LONGEST) as database:
            statement = self.statement(database, wanted)
            found = database.each(statement.ids(), wanted.sources, limit=limit, **statement.values)
        return min(len({row["entry"] for row in found}), limit)

    def shared(self, ids: Collection[str], /) -> Mapping[str, Collection[tuple[str, Entry]]]:
        """Return, by id, the entries with those of *ids* that several sources have, each with its source."""
        found: dict[str, list[tuple[str, Entry]]] = {}
        with self.looking(_LONGEST) as database:
            for row in database.each(SHARED, ids):
                found.setdefault(row["id"], []).append((row["source"], rows.entry(row, ())))
        return found

    def facets(self, sources: Collection[str], /) -> tuple[frozenset[str], frozenset[str]]:
        """Return the kickers and the languages of the entries of *sources*."""
        with self.looking(_LONGEST) as database:
            found = database.each(FACETS, sources)
        return tuple(frozenset(row[name] for row in found) - {""} for name in ("kicker", "language"))  # type: ignore[return-value] # there are two

    def edits(self, source: str, limit: int, /) -> tuple[tuple[Entry, Revision], ...]:
        """Return the last changes of words in *source*, at most *limit*, the latest first, each with its entry."""
        with self.looking(_LONGEST) as database:
            found = database.all(EDITS, source=source, limit=limit)
        return tuple((rows.entry(row, ()), rows.revision(row)) for row in found)
