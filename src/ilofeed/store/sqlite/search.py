"""Search in an SQLite file, by FTS5's trigram index if there is one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from ilofeed.core.search import Search
from ilofeed.store.base import Database
from ilofeed.store.search import Searching, Statement, facet_conditions
from ilofeed.store.sqlite.connection import SqliteDatabase

# Steps of SQLite's machine between two checks of the clock: about a millisecond.
_STEPS = 20_000
# FTS5's trigram tokenizer does not index shorter words.
_SHORTEST = 3
# The number of entries up to which the rows of a source are read without the index.
_FEW = 3000
# The limit of idle connections that are kept for the next searches.
_IDLE = 4

_COUNT = "SELECT COUNT(*) AS count FROM (SELECT 1 FROM search WHERE source = :source LIMIT :limit)"
_HAS_TEXT = "SELECT COUNT(*) AS count FROM sqlite_schema WHERE name = 'search_text'"
_NEWEST_TITLES = "SELECT title FROM search ORDER BY place DESC LIMIT :limit"
# The number of titles in which parts are counted, the seconds for which the counts are used, and the limit of
# parts in a query. A part in a fifth of the titles excludes too few of them to be worth its list.
_SAMPLE = 500
_SAMPLE_USED_FOR = 600.0
_PARTS = 3
_TOO_COMMON = _SAMPLE // 5
_BY_TEXT = "search_text CROSS JOIN search ON search.place = -search_text.rowid"


class _Reader(SqliteDatabase):
    """A second connection beside the store's own."""

    def _prepare(self, _connection: object) -> None:
        """Leave the tables as they are."""


class SqliteSearch(Searching, SqliteDatabase):
    """Search by separate connections, so that polls and other pages do not wait for it."""

    def __init__(self, path: Path | None, *, create: bool = True, patience: float = 30.0) -> None:
        """Open the file at *path*, as `SqliteDatabase` does."""
        self._idle: list[SqliteDatabase] | None = []
        self._idle_lock = Lock()
        self._sample: tuple[float, Counter[str]] | None = None
        SqliteDatabase.__init__(self, path, create=create, patience=patience)
        self._path = path if self.lasts else None

    @contextmanager
    def looking(self, seconds: float, *, steps: int = _STEPS) -> Iterator[Database]:
        """Open a block that reads by a connection of its own, and ends after *seconds*, give or take *steps*."""
        reader = self._reader()
        try:
            with reader.reading(), reader.at_most(seconds, steps, time.monotonic):
                yield reader
        finally:
            self._give_back(reader)

    def statement(self, database: Database, wanted: Search) -> Statement:
        """Return the statement for *wanted*: by the index, unless it cannot find the words or few titles are read."""
        is_one = len(wanted.sources) == 1
        # The plus makes SQLite read all rows in their order; else it would sort rows from the index of sources.
        source, facets = f"{'' if is_one else '+'}search.source IN (:values)", facet_conditions(wanted)
        values: dict[str, object] = {"kicker": wanted.kicker, "language": wanted.language}
        if not wanted.words:
            return Statement(conditions=(source, *facets), values=values)
        values["words"] = wanted.words
        has_words = "instr(search.title, :words) > 0"
        if len(wanted.words) < _SHORTEST or self._is_small(database, wanted) or not self._has_text(database):
            return Statement(conditions=(source, *facets, has_words), values=values)
        values["match"] = rarest_parts(wanted.words, self._common_parts(database))
        conditions = ("search_text MATCH :match", "+search.source IN (:values)", *facets, has_words)
        return Statement(conditions=conditions, values=values, tables=_BY_TEXT, mirror="search_text.rowid")

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with self._idle_lock:
            idle, self._idle = self._idle, None
        for reader in idle or ():
            reader.close()
        super().close()

    def _is_small(self, database: Database, wanted: Search) -> bool:
        if len(wanted.sources) != 1:
            return False
        (found,) = database.all(_COUNT, source=wanted.sources[0], limit=_FEW + 1)
        return bool(found["count"] <= _FEW)

    def _has_text(self, database: Database) -> bool:
        (found,) = database.all(_HAS_TEXT)
        return bool(found["count"])

    def _common_parts(self, database: Database) -> Counter[str]:
        """Return the number of titles that have each part, among the newest."""
        now = time.monotonic()
        if self._sample is None or now - self._sample[0] > _SAMPLE_USED_FOR:
            found = database.all(_NEWEST_TITLES, limit=_SAMPLE)
            self._sample = now, Counter(part for row in found for part in _parts(row["title"]))
        return self._sample[1]

    def _reader(self) -> SqliteDatabase:
        if self._path is None:
            return self
        with self._idle_lock:
            if self._idle:
                return self._idle.pop()
        return _Reader(self._path, create=False)

    def _give_back(self, reader: SqliteDatabase) -> None:
        if reader is self:
            return
        with self._idle_lock:
            if self._idle is not None and len(self._idle) < _IDLE:
                self._idle.append(reader)
                return
        reader.close()


def rarest_parts(words: str, common: Mapping[str, int]) -> str:
    """Return the query for titles that may have *words*: those with its rarest parts, by the counts in *common*.

    SQLite reads the lists of all parts in the query, and common parts exclude few titles. Parts in quotes
    contain no syntax (sqlite.org/fts5.html section 3.1).
    """
    rarest, *others = sorted(_parts(words), key=lambda part: (common.get(part, 0), part))[:_PARTS]
    wanted = [rarest, *(part for part in others if common.get(part, 0) <= _TOO_COMMON)]
    return " AND ".join('"{}"'.format(part.replace('"', '""')) for part in wanted)


def _parts(text: str) -> set[str]:
    """Return all parts of *text* that the index has: three characters each."""
    return {text[at : at + _SHORTEST] for at in range(len(text) - _SHORTEST + 1)}
