"""Search in a file: by FTS5's index of three characters each, where there is one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from ilofeed.search import Search
from ilofeed.store import rows
from ilofeed.store.database import Database
from ilofeed.store.search import Searching, facet_conditions, hits
from ilofeed.store.sqlite.connection import SqliteDatabase

# Steps of SQLite's machine between two looks at the clock: about a millisecond.
_STEPS = 20_000
# FTS5's trigram tokenizer knows nothing of shorter words.
_SHORTEST = 3
# A source with no more entries is read rather than looked up.
_FEW = 3000
# The most idle connections that are kept for the next search.
_IDLE = 4

_COUNT = "SELECT COUNT(*) AS count FROM (SELECT 1 FROM search WHERE source = :source LIMIT :limit)"
_HAS_TEXT = "SELECT COUNT(*) AS count FROM sqlite_schema WHERE name = 'search_text'"
_BY_TEXT = "search_text CROSS JOIN search ON search.place = search_text.rowid"


class _Reader(SqliteDatabase):
    """A connection beside the store's own."""

    def _prepare(self, _connection: object) -> None:
        """Leave the tables as they are."""


class SqliteSearch(Searching, SqliteDatabase):
    """Finds entries by connections of its own, so that polls and other pages do not wait for it."""

    def __init__(self, path: Path | None, *, create: bool = True, patience: float = 30.0) -> None:
        """Open the file at *path*, as `SqliteDatabase` does."""
        self._idle: list[SqliteDatabase] | None = []
        self._idle_lock = Lock()
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

    def find(self, database: Database, wanted: Search, limit: int) -> list[rows.Row]:
        """Return the rows of `hits` for *wanted*, at most *limit* of each lot of sources."""
        is_one = len(wanted.sources) == 1
        # With the plus SQLite goes through all in their order; it would sort what the index of sources has.
        conditions = [f"{'' if is_one else '+'}search.source IN (:values)", *facet_conditions(wanted)]
        asked = {"kicker": wanted.kicker, "language": wanted.language, "before": wanted.before, "limit": limit}
        if not wanted.words:
            return database.each(hits(conditions), wanted.sources, **asked)
        if len(wanted.words) < _SHORTEST or self._is_small(database, wanted) or not self._has_text(database):
            statement = hits([*conditions, "instr(search.title, :words) > 0"])
            return database.each(statement, wanted.sources, **asked, words=wanted.words)
        conditions[0] = "+search.source IN (:values)"
        conditions = ["search_text MATCH :match", *conditions, "instr(search.title, :words) > 0"]
        statement = hits(conditions, _BY_TEXT, "search_text.rowid")
        return database.each(statement, wanted.sources, **asked, words=wanted.words, match=trigrams(wanted.words))

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


def trigrams(words: str) -> str:
    """Return the query for all titles that may have *words*: they have these parts, which together are all of it.

    In quotes nothing is taken for syntax (sqlite.org/fts5.html section 3.1).
    """
    last = len(words) - _SHORTEST
    parts = [words[at : at + _SHORTEST] for at in (*range(0, last, _SHORTEST), last)]
    return " AND ".join('"{}"'.format(part.replace('"', '""')) for part in parts)
