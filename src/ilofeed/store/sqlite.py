"""The store in one SQLite file, for one machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any

import msgspec

from ilofeed.errors import StoreError
from ilofeed.memory import Commit, KeptPage, Outcome, PollReport, Quarantine, Revision, SourceState, Turn
from ilofeed.model import Entry, Publication
from ilofeed.store import rows, statements
from ilofeed.store.migrate import READING, WRITING, migrate, migrations, transaction

# By SQLite's primary result code (sqlite.org/rescode.html).
_REMEDIES = {
    sqlite3.SQLITE_BUSY: "is locked by another program; try again when that one is done",
    sqlite3.SQLITE_LOCKED: "is locked by another program; try again when that one is done",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; make room on it",
    sqlite3.SQLITE_READONLY: "is read-only; let this user write to the file and to its folder",
    sqlite3.SQLITE_PERM: "is not ours to use; let this user read and write it",
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened; it must be a file, and this user must be able to write to it and to its folder"
    ),
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; name another file, or move this one away",
    sqlite3.SQLITE_CORRUPT: "is damaged; put a backup in its place, or move it away to begin anew",
    sqlite3.SQLITE_IOERR: "cannot be read or written; look at the disk it is on",
}

_NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)

# After these nothing is held back any more.
_GOOD = (Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED)


class SqliteStore:
    """`ilofeed.ports.Store` in an SQLite file; threads may share it, so may processes."""

    def __init__(self, path: Path | None, *, create: bool = True, patience: float = 30.0) -> None:
        """Open the file at *path*, or with None a database in memory.

        With *create* False no file is made: where there is none, it is as with None.
        *patience* is how many seconds to wait for another program's lock.
        """
        self._name = "the database in memory" if path is None else f"database {str(path)!r}"
        self._lock = RLock()
        if path is not None and not self._is_there(path) and not create:
            path = None
        with self._translated():
            try:
                self._connection = _connect(":memory:" if path is None else str(path), self._name, patience)
            except sqlite3.OperationalError as error:
                # To be looked at only, by somebody who may not write beside it, as the usual
                # way of reading has to.
                if create or path is None or error.sqlite_errorcode & 0xFF not in _NOT_WRITABLE:
                    raise
                self._connection = _connect(f"{path.absolute().as_uri()}?immutable=1", self._name, patience)

    def _is_there(self, path: Path) -> bool:
        """Whether there is a file at *path*. Raises StoreError where none can be made."""
        try:
            if not path.parent.is_dir():
                raise StoreError(
                    f"{self._name} cannot be opened, there is no folder {str(path.parent)!r}; make it first"
                )
            return path.exists()
        except OSError as error:
            raise StoreError(f"{self._name} cannot be opened ({error.strerror})") from error

    def states(self) -> Mapping[str, SourceState]:
        """What is remembered of every source ever polled, by slug."""
        with self._transaction(READING):
            states = [rows.state(row) for row in self._all(statements.STATES)]
        return {state.slug: state for state in states}

    def state(self, slug: str, /) -> SourceState | None:
        """What is remembered of one source; None before its first poll."""
        with self._transaction(READING):
            found = [rows.state(row) for row in self._all(statements.STATE, slug=slug)]
        return found[0] if found else None

    def claim(self, slugs: Collection[str], /) -> Mapping[str, SourceState]:
        """The state of each of *slugs*, under a new generation."""
        claimed: dict[str, SourceState] = {}
        with self._transaction(WRITING):
            for slug in sorted(set(slugs)):
                (row,) = self._all(statements.CLAIM, slug=slug)
                claimed[slug] = rows.state(row)
        return claimed

    def known(
        self, slug: str, aliases: Iterable[str], titles: Iterable[str] = (), ids: Iterable[str] = (), /
    ) -> tuple[Entry, ...]:
        """The entries on the page at the last good poll, and those with any of *aliases*, *titles* or *ids*."""
        with self._transaction(READING):
            found = self._all(statements.ON_PAGE, source=slug)
            found += self._each(statements.BY_ALIAS, aliases, source=slug)
            found += self._each(statements.BY_TITLE, titles, source=slug)
            found += self._each(statements.BY_ID, ids, source=slug)
            once = sorted({row["id"]: row for row in found}.values(), key=lambda row: row["id"])
            once.sort(key=lambda row: row["first_seen"], reverse=True)
            return self._entries(slug, once)

    def record(self, commit: Commit, /) -> bool:
        """Save a poll, all or nothing; False where the source was claimed again since."""
        # Made before the transaction, so that it takes no longer than it must.
        slug, held = commit.state.slug, commit.quarantine
        saved = _texts(rows.state_row(commit.state))
        kept = [_texts(rows.entry_row(slug, entry)) for entry in commit.entries]
        aliases = [row for entry in commit.entries for row in rows.alias_rows(slug, entry)]
        revisions = [_texts(rows.revision_row(slug, revision)) for revision in commit.revisions]
        quarantine = _texts(rows.quarantine_row(held)) if held else None
        page = _texts(rows.page_row(slug, commit.kept)) if commit.kept else None
        poll = _texts(rows.poll_row(commit.state, commit.report))
        with self._transaction(WRITING):
            if not self._connection.execute(statements.SAVE_STATE, saved).rowcount:
                return False
            self._connection.executemany(statements.SAVE_ENTRY, kept)
            self._connection.executemany(statements.SAVE_ALIAS, aliases)
            self._connection.executemany(statements.SAVE_REVISION, revisions)
            if quarantine is not None:
                self._connection.execute(statements.SAVE_QUARANTINE, quarantine)
            elif commit.report.outcome in _GOOD:
                self._connection.execute(statements.END_QUARANTINE, {"source": slug})
            if page is not None:
                self._connection.execute(statements.SAVE_PAGE, page)
                self._connection.execute(statements.FORGET_PAGES, {"source": slug, "kept": statements.PAGES})
            self._connection.execute(statements.SAVE_POLL, poll)
            self._connection.execute(statements.FORGET_POLLS, {"source": slug, "kept": statements.POLLS})
        return True

    def keep(self, state: SourceState, /) -> bool:
        """Save *state* alone; False where the source was claimed again since."""
        saved = _texts(rows.state_row(state))
        with self._transaction(WRITING):
            return bool(self._connection.execute(statements.SAVE_STATE, saved).rowcount)

    def quarantine(self, slug: str, /) -> Quarantine | None:
        """The poll of the source that is held back, if one is."""
        with self._transaction(READING):
            found = [rows.quarantine(row) for row in self._all(statements.QUARANTINE, source=slug)]
        return found[0] if found else None

    def pages(self, slug: str, /) -> tuple[KeptPage, ...]:
        """The pages of the source that are kept, the latest first."""
        with self._transaction(READING):
            return tuple(rows.kept_page(row) for row in self._all(statements.PAGES_OF, source=slug))

    def revisions(self, slug: str, /) -> tuple[Revision, ...]:
        """Every change of every entry of the source, the oldest first."""
        with self._transaction(READING):
            return tuple(rows.revision(row) for row in self._all(statements.REVISIONS, source=slug))

    def polls(self, slug: str, limit: int, /) -> tuple[tuple[datetime, PollReport], ...]:
        """The last polls of the source, the latest first; whether they published is not kept."""
        with self._transaction(READING):
            found = self._all(statements.POLLS_OF, source=slug, limit=limit)
            return tuple(rows.poll({**row, "source": slug}) for row in found)

    def newest(self, slug: str, limit: int, /) -> tuple[Entry, ...]:
        """The *limit* announced entries first seen last, the latest first."""
        with self._transaction(READING):
            return self._entries(slug, self._all(statements.NEWEST, source=slug, limit=limit))

    def counts(self) -> Mapping[str, int]:
        """How many announced entries each source has, by slug; 0 where it has none yet."""
        with self._transaction(READING):
            return {row["slug"]: row["entries"] for row in self._all(statements.COUNTS)}

    def publications(self, feed: str, /) -> Mapping[str, Publication]:
        """What was last published of *feed*, by format."""
        with self._transaction(READING):
            found = [rows.publication(row) for row in self._all(statements.PUBLICATIONS, feed=feed)]
        return {publication.format: publication for publication in found}

    def remember(self, publications: Collection[Publication], /) -> None:
        """Save what has been published."""
        kept = [_texts(rows.publication_row(publication)) for publication in publications]
        with self._transaction(WRITING):
            self._connection.executemany(statements.SAVE_PUBLICATION, kept)

    def take_turn(self, host: str, holder: str, now: datetime, until: datetime, /, *, force: bool = False) -> Turn:
        """A turn at *host*, taken where nobody else has it and its rest is over."""
        with self._transaction(WRITING):
            found = self._all(statements.HOST, host=host)
            turn = rows.turn(found[0] if found else {}, now, force=force)
            if turn.taken:
                values = {"host": host, "holder": holder, "until": _text(until)}
                self._connection.execute(statements.TAKE_TURN, values)
        return turn

    def end_turn(self, host: str, holder: str, rest: datetime, /) -> None:
        """Give the turn at *host* back, if it is still *holder*'s."""
        with self._transaction(WRITING):
            values = {"host": host, "holder": holder, "rest": _text(rest)}
            self._connection.execute(statements.END_TURN, values)

    def leave_alone(self, host: str, until: datetime, /) -> None:
        """Remember that *host* wants no request before *until*."""
        with self._transaction(WRITING):
            self._connection.execute(statements.LEAVE_ALONE, {"host": host, "not_before": _text(until)})

    def robots(self, host: str, /) -> tuple[str, datetime] | None:
        """The robots.txt of *host* as it was last read, and when."""
        with self._transaction(READING):
            found = [
                (row["robots"], msgspec.convert(row["robots_at"], datetime))
                for row in self._all(statements.ROBOTS, host=host)
            ]
        return found[0] if found else None

    def keep_robots(self, host: str, text: str, now: datetime, /) -> None:
        """Save what was read."""
        with self._transaction(WRITING):
            self._connection.execute(
                statements.SAVE_ROBOTS, {"host": host, "robots": text, "robots_at": _text(now)}
            )

    def close(self) -> None:
        """Let go of the file; a second time does nothing."""
        with self._lock, self._translated():
            self._connection.close()

    def _entries(self, source: str, found: Collection[rows.Row]) -> tuple[Entry, ...]:
        """The entries of the rows *found*, in their order, with their aliases."""
        aliases: dict[str, list[str]] = {row["id"]: [] for row in found}
        for row in self._each(statements.ALIASES, aliases, source=source):
            aliases[row["entry_id"]].append(row["alias"])
        return tuple(rows.entry(row, aliases[row["id"]]) for row in found)

    def _each(self, statement: str, values: Iterable[str], **parameters: object) -> list[rows.Row]:
        """The rows for all of *values*, which stand in *statement* as ``(:values)``."""
        return [
            row
            for text, chunk in rows.in_chunks(statement, values)
            for row in self._all(text, **parameters, **chunk)
        ]

    def _all(self, statement: str, **parameters: object) -> list[rows.Row]:
        return [dict(row) for row in self._connection.execute(statement, parameters).fetchall()]

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        with self._lock, self._translated(), transaction(self._connection, begin):
            yield

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Where what SQLite has to complain of becomes a StoreError that the operator can read."""
        try:
            yield
        except sqlite3.Error as error:
            # Complaints of the Python module itself, such as of a closed database, have no code.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            remedy = _REMEDIES.get(code, "could not be used")
            raise StoreError(f"{self._name} {remedy} ({error})") from error
        except (msgspec.MsgspecError, rows.DamagedError) as error:
            remedy = _REMEDIES[sqlite3.SQLITE_CORRUPT]
            raise StoreError(f"{self._name} {remedy} ({error})") from error


def _connect(database: str, name: str, patience: float) -> sqlite3.Connection:
    """A connection to *database* with its tables up to date."""
    # The timeout comes first: whatever follows may meet another program's lock.
    connection = sqlite3.connect(
        database, timeout=patience, isolation_level=None, check_same_thread=False, uri=database.startswith("file:")
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        migrate(connection, name, migrations())
        _write_ahead(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and a writer go on side by side, where that is not yet so.

    It is a property of the file, and nothing is lost without it. So whoever meets a lock
    leaves it to the next one: SQLite refuses at once where two want to change it together.
    """
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode in ("wal", "memory"):
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY):
            raise


def _texts(row: rows.Row) -> dict[str, Any]:
    """*row* with text for its instants."""
    return {name: _text(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _text(instant: datetime) -> str:
    """*instant* in UTC, with microseconds always: "13Z" would sort behind "13.5Z"."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no time zone")
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
