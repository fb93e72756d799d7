"""The address of a PostgreSQL database: checked, completed, and shown without its password."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ilofeed.core.errors import ConfigError

# These detect a failed network. A process that is cut off or stopped must lose its locks before others give up.
_MANNERS = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "application_name": "ilofeed",
    "client_encoding": "UTF8",
}


def address(url: str) -> str:
    """Return the connection string for the database at *url*. Raises ConfigError if it is not an address."""
    return make_conninfo("", **(_MANNERS | parsed(url)))


def shown(url: str) -> str:
    """Return the database at *url* for a message, without its password."""
    known = parsed(url)
    where = known.get("host", "") + (f":{known['port']}" if "port" in known else "")
    who = f"{known['user']}@" if "user" in known else ""
    return f"database 'postgresql://{who}{where}/{known.get('dbname', '')}'"


def parsed(url: str) -> dict[str, str]:
    """Parse *url* into parameters by libpq's names. Raises ConfigError if it is not an address."""
    try:
        found = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:  # its message may contain a secret
        found = {}
    # A slash or an at sign in a password moves a part of it to other parameters, which messages show.
    if not found or not found.get("port", "0").isdigit() or "@" in found.get("dbname", ""):
        raise ConfigError(
            "database is no address of a PostgreSQL database; it must be like 'postgresql://user@host:5432/name',"
            " what is not a letter or digit in it written as %XX"
        )
    return found
