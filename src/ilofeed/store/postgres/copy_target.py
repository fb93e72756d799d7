"""PostgreSQL database that becomes a copy of another store."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from urllib.parse import quote, urlencode

from ilofeed.store.copy import MAKE_MARK, Copied, Target, refused
from ilofeed.store.migrations import read_migrations
from ilofeed.store.postgres.connection import Connection, PostgresDatabase
from ilofeed.store.postgres.conninfo import parsed
from ilofeed.store.postgres.migrate import lock, make_schema, migrate, tables
from ilofeed.store.tables import MARK

# Beyond the numbers in the table and in the archives: those of deleted arrivals are never used again.
_COUNT_ON = (
    "SELECT setval(pg_get_serial_sequence('arrival', 'seq'), last) FROM"
    " (SELECT GREATEST((SELECT MAX(seq) FROM arrival), (SELECT MAX(through) FROM archive)) AS last) AS found"
    " WHERE last > 0"
)
_SECRETS = ("password", "sslpassword")
# Other hosts, such as a path or an IPv6 address, become a parameter after the question mark.
_HOST = re.compile(r"[\w.-]+")


class PostgresTarget(Target, PostgresDatabase):
    """A database that is not yet a store."""

    def __init__(self, url: str, origin: str) -> None:
        """Begin or continue the copy of *origin* at *url*. Raises StoreError if there is a store already."""
        Target.__init__(self, origin)
        PostgresDatabase.__init__(self, url)

    def _prepare(self, connection: Connection, *, create: bool) -> bool:
        with connection.transaction():
            lock(connection)
            found = tables(connection)
            if MARK in found:
                row = connection.execute(f"SELECT origin FROM {MARK}").fetchone()  # noqa: S608 (our own name)
                if row is None or row["origin"] != self._origin:
                    raise refused(self._name, self._origin, row["origin"] if row else "another")
                connection.execute(f"UPDATE {MARK} SET run = %s", (self.run,))  # noqa: S608 (our own name)
            elif found:
                raise refused(self._name, self._origin, "")
            else:
                make_schema(connection)
                connection.execute(MAKE_MARK)
                connection.execute(f"INSERT INTO {MARK} VALUES (%s, %s)", (self._origin, self.run))  # noqa: S608
        return migrate(connection, self._name, read_migrations("postgres"), create=create, is_target=True)

    def whole(self) -> None:
        """Continue the numbers of arrivals after all copied ones, and update the server's statistics."""
        self.all(_COUNT_ON)
        self.write("ANALYZE")


def into_server(
    url: str, origin: str, fill: Callable[[Target], tuple[Copied, ...]], *, ahead: bool = False
) -> tuple[Copied, ...]:
    """Make the database at *url* a copy of *origin*, by *fill*, and return the result of *fill*.

    With *ahead* the copy keeps its mark, and a later run continues it.
    """
    with closing(PostgresTarget(url, origin)) as target:
        found = fill(target)
        if not ahead:
            target.unmark()
    return found


def plain(url: str) -> str:
    """Return *url*, the address of a PostgreSQL database, without its secrets."""
    known = {name: value for name, value in parsed(url).items() if name not in _SECRETS}
    who = f"{quote(known.pop('user'), safe='')}@" if "user" in known else ""
    name = quote(known.pop("dbname", ""), safe="")
    where = ""
    if _HOST.fullmatch(known.get("host", "")):
        port = f":{known.pop('port')}" if "port" in known else ""
        where = known.pop("host") + port
    rest = f"?{urlencode(sorted(known.items()), quote_via=quote)}" if known else ""
    return f"postgresql://{who}{where}/{name}{rest}"
