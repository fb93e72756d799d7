"""A database on a server that is to become a copy of another store."""

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

# Beyond all that arrived, and all that archives hold: what was forgotten meanwhile keeps its numbers.
_COUNT_ON = (
    "SELECT setval(pg_get_serial_sequence('arrival', 'seq'), last) FROM"
    " (SELECT GREATEST((SELECT MAX(seq) FROM arrival), (SELECT MAX(through) FROM archive)) AS last) AS found"
    " WHERE last > 0"
)
_SECRETS = ("password", "sslpassword")
# Others, such as a path or one of IPv6, stand behind the question mark.
_HOST = re.compile(r"[\w.-]+")


class PostgresTarget(Target, PostgresDatabase):
    """A database that is no store yet."""

    def __init__(self, url: str, origin: str) -> None:
        """Begin at *url* to copy *origin*, or go on. StoreError where there is a store already."""
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
        """Have what arrives next count on, and the server know what there is."""
        self.all(_COUNT_ON)
        self.write("ANALYZE")


def into_server(
    url: str, origin: str, fill: Callable[[Target], tuple[Copied, ...]], *, ahead: bool = False
) -> tuple[Copied, ...]:
    """Make the database at *url* a copy of *origin*, which *fill* copies; what that gives.

    With *ahead* it stays marked: a later run is to go on.
    """
    with closing(PostgresTarget(url, origin)) as target:
        found = fill(target)
        if not ahead:
            target.unmark()
    return found


def plain(url: str) -> str:
    """*url*, which is one of a database on a server, without what is secret in it."""
    known = {name: value for name, value in parsed(url).items() if name not in _SECRETS}
    who = f"{quote(known.pop('user'), safe='')}@" if "user" in known else ""
    name = quote(known.pop("dbname", ""), safe="")
    where = ""
    if _HOST.fullmatch(known.get("host", "")):
        port = f":{known.pop('port')}" if "port" in known else ""
        where = known.pop("host") + port
    rest = f"?{urlencode(sorted(known.items()), quote_via=quote)}" if known else ""
    return f"postgresql://{who}{where}/{name}{rest}"
