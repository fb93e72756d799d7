"""What machines that share the database have in common: `ilofeed.core.store_protocols.SharedState`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

import msgspec

from ilofeed.core.cluster_state import Process
from ilofeed.core.models import Publication
from ilofeed.store import feed_queries, feed_rows, rows
from ilofeed.store.postgres.connection import SHORTLY, PostgresDatabase

# A process that was not heard of for so long is of no interest to anybody.
_REMEMBERED = timedelta(days=1)
# For a feed over very many entries whose whole history is closed at once, as after a move.
_RENDERING = "5min"

_DOCUMENT = f"{feed_queries.PUBLICATION_COLUMNS} FROM publication JOIN document USING (feed, format, digest)"
_LYING = f"SELECT {_DOCUMENT} WHERE feed = :feed"
_CHANGED = f"SELECT seq, {_DOCUMENT} WHERE seq > :through ORDER BY seq"
_BODY = "SELECT body FROM document WHERE feed = :feed AND format = :format"
# With the digest of what is remembered in the same block: bytes without that are nobody's.
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
    """The server's clock, the processes at work, and the documents that are published."""

    def now(self) -> datetime:
        """What the server's clock says."""
        with self.reading():
            (row,) = self.all("SELECT clock_timestamp() AS now")
        return msgspec.convert(row["now"], datetime)

    def beat(self, process: Process, /) -> None:
        """Remember that *process* is there."""
        with self.writing():
            self.write(_BEAT, **rows.process_row(process))
            self.write(_FORGET, since=process.heard - _REMEMBERED)

    def leave(self, name: str, /) -> None:
        """Forget the process called *name*."""
        with self.writing():
            self.write(_LEAVE, name=name)

    def processes(self) -> tuple[Process, ...]:
        """Those heard of within a day, by name."""
        with self.reading():
            return tuple(Process(**row) for row in self.all(_PROCESSES))

    @contextmanager
    def publishing(self, feed: str, /) -> Iterator[None]:
        """A block in which nobody else publishes *feed*: one transaction, which ends with the connection."""
        with self.writing():
            self.alone(f"feed {feed}")
            self.patient(_RENDERING)  # of one feed, which nobody else waits for
            yield

    def lying(self, feed: str, /) -> Mapping[str, Publication]:
        """The documents of *feed* that are there, by format."""
        with self.reading():
            found = [feed_rows.publication(row) for row in self.all(_LYING, feed=feed)]
        return {publication.format: publication for publication in found}

    def put(self, documents: Mapping[tuple[str, str], bytes], /) -> None:
        """Save the bytes of documents, by feed and format."""
        if not documents:
            return
        with self.writing():
            self.patient(SHORTLY)  # from here on everybody else waits
            self.alone("documents")  # so that their numbers can be seen in their order
            for (feed, format), body in sorted(documents.items()):
                self.write(_PUT, feed=feed, format=format, body=body)

    def changed(self, through: int, /) -> tuple[tuple[int, Publication], ...]:
        """The documents that were put after the change *through*, each with its own number."""
        with self.reading():
            return tuple((row["seq"], feed_rows.publication(row)) for row in self.all(_CHANGED, through=through))

    def body(self, feed: str, format: str, /) -> bytes | None:
        """The bytes of a document; None where there is none."""
        with self.reading():
            found = self.all(_BODY, feed=feed, format=format)
        return bytes(found[0]["body"]) if found else None
