"""State that machines with one database share: `ilofeed.core.store_protocols.SharedState`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

import msgspec

from ilofeed.core.cluster_state import Process
from ilofeed.core.models import Publication
from ilofeed.store import feed_queries, feed_rows, rows
from ilofeed.store.postgres.connection import SHORTLY, PostgresDatabase

# The time after its last heartbeat after which a process is deleted.
_REMEMBERED = timedelta(days=1)
# Enough for a feed with very many entries whose whole history is closed at once, as after a move.
_RENDERING = "5min"

_DOCUMENT = f"{feed_queries.PUBLICATION_COLUMNS} FROM publication JOIN document USING (feed, format, digest)"
_PUBLISHED = f"SELECT {_DOCUMENT} WHERE feed IN (:values)"
_CHANGED = f"SELECT seq, {_DOCUMENT} WHERE seq > :through ORDER BY seq"
_BODY = "SELECT body FROM document WHERE feed = :feed AND format = :format"
# The digest is that of the publication saved in the same block: bytes without a publication are not saved.
_PUT = (
    "INSERT INTO document (feed, format, digest, body)"
    " SELECT feed, format, digest, :body FROM publication WHERE feed = :feed AND format = :format"
    " ON CONFLICT (feed, format) DO UPDATE SET digest = excluded.digest, body = excluded.body, seq = excluded.seq"
)
_BEAT = (
    "INSERT INTO process (name, role, since, heard) VALUES (:name, :role, :since, :heard)"
    " ON CONFLICT (name) DO UPDATE SET role = excluded.role, heard = excluded.heard"
)
_FORGET = "DELETE FROM process WHERE heard < :since"
_LEAVE = "DELETE FROM process WHERE name = :name"
_PROCESSES = "SELECT name, role, since, heard FROM process ORDER BY name"


class PostgresCommons(PostgresDatabase):
    """The server's clock, the running processes, and the published documents."""

    def now(self) -> datetime:
        """Return the time of the server's clock."""
        with self.reading():
            (row,) = self.all("SELECT clock_timestamp() AS now")
        return msgspec.convert(row["now"], datetime)

    def beat(self, process: Process, /) -> None:
        """Save the heartbeat of *process*, and delete processes that have had none within a day."""
        with self.writing():
            self.write(_BEAT, **rows.process_row(process))
            self.write(_FORGET, since=process.heard - _REMEMBERED)

    def leave(self, name: str, /) -> None:
        """Delete the process called *name*."""
        with self.writing():
            self.write(_LEAVE, name=name)

    def processes(self) -> tuple[Process, ...]:
        """Return the processes with a heartbeat within a day, ordered by name."""
        with self.reading():
            return tuple(Process(**row) for row in self.all(_PROCESSES))

    @contextmanager
    def publishing(self, feed: str, /) -> Iterator[None]:
        """Open a block in which no other process publishes *feed*: one transaction of one connection."""
        with self.writing():
            self.lock(f"feed {feed}")
            self.patient(_RENDERING)  # of one feed, for which no other process waits
            yield

    def published(self, feeds: Collection[str], /) -> Mapping[str, Mapping[str, Publication]]:
        """Return the documents of each of *feeds* that has any, by format."""
        with self.reading():
            found = self.each(_PUBLISHED, feeds)
        return feed_rows.publications(found)

    def put(self, documents: Mapping[tuple[str, str], bytes], /) -> None:
        """Save the bytes of documents, by feed and format."""
        if not documents:
            return
        with self.writing():
            self.patient(SHORTLY)  # all other processes wait from here on
            self.lock("documents")  # so that the numbers become visible in order
            for (feed, format), body in sorted(documents.items()):
                self.write(_PUT, feed=feed, format=format, body=body)

    def changed(self, through: int, /) -> tuple[tuple[int, Publication], ...]:
        """Return the documents that were saved after the change *through*, each with its number."""
        with self.reading():
            return tuple((row["seq"], feed_rows.publication(row)) for row in self.all(_CHANGED, through=through))

    def body(self, feed: str, format: str, /) -> bytes | None:
        """Return the bytes of a document; None if there is none."""
        with self.reading():
            found = self.all(_BODY, feed=feed, format=format)
        return bytes(found[0]["body"]) if found else None
