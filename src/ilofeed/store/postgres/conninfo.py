"""The address of a PostgreSQL database: checked, completed, and shown without its password."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ilofeed.core.errors import ConfigError

# A network that is cut is found out. Who is cut off, or has stopped, keeps no lock for as long as others wait.
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
    """What to connect to for the database at *url*. Raises ConfigError."""
    return make_conninfo("", **(_MANNERS | parsed(url)))


def shown(url: str) -> str:
    """The database at *url* for a message, without its password."""
    known = parsed(url)
    where = known.get("host", "") + (f":{known['port']}" if "port" in known else "")
    who = f"{known['user']}@" if "user" in known else ""
    return f"database 'postgresql://{who}{where}/{known.get('dbname', '')}'"


def parsed(url: str) -> dict[str, str]:
    """What *url* says, by the names that libpq has for it; ConfigError where it is no address."""
    try:
        found = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:  # its message may tell what is secret
        found = {}
    # A password with a stroke or an at sign would be taken for something else, and told.
    if not found or not found.get("port", "0").isdigit() or "@" in found.get("dbname", ""):
        raise ConfigError(
            "database is no address of a PostgreSQL database; it must be like 'postgresql://user@host:5432/name',"
            " what is not a letter or digit in it written as %XX"
        )
    return found
