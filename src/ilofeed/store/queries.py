"""The statements that read and write rows, one text for every database.

Columns have the names of the fields, so that no list of fields is written here. Clauses that
only a database with several writers needs are in comments that begin with a plus.
SQLite, which has one writer at a time, ignores them.
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from ilofeed.core.models import Validators
from ilofeed.core.state import PollReport, SourceState

#: The numbers of polls and of pages of a source that are kept.
POLLS = 500
PAGES = 30


def columns_of(kind: type[Struct]) -> tuple[str, ...]:
    """Return the columns of a table whose rows are the structs *kind*."""
    return kind.__struct_fields__


def upsert(table: str, columns: Collection[str], key: Collection[str], *, counted: str = "") -> str:
    """Return a statement that inserts a row, or changes the row with the same *key* and adds one to *counted*."""
    values = ", ".join(f":{column}" for column in columns)
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in (*key, counted))
    if counted:
        changes += f", {counted} = {table}.{counted} + 1"
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608 (names of our own)
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"
    )


_STATE = (*(name for name in columns_of(SourceState) if name != "validators"), *columns_of(Validators))
_SOURCE = ", ".join(_STATE)
ENTRY = (
    "entry.id, entry.first_seen, entry.updated, entry.announced, entry.withdrawn, entry.noon_offset, entry.item"
)
_POLL = ("at", *(name for name in columns_of(PollReport) if name != "published"))
_REVISION = ("source", "entry", "at", "moved", "before")
_PAGE = ("source", "digest", "at", "good", "page", "body", "extraction", "decisions")
_QUARANTINE = ("source", "since", "reason", "message", "detail", "page", "body", "extraction")
STATES = f"SELECT {_SOURCE} FROM source ORDER BY slug"  # noqa: S608 (names of our own)

STATE = f"SELECT {_SOURCE} FROM source WHERE slug = :slug"  # noqa: S608 (names of our own)

STATES_OF = f"SELECT {_SOURCE} FROM source WHERE slug IN (:values)"  # noqa: S608 (names of our own)

_LEASE = ("generation", "lease_until", "lease_by")

CLAIM = (
    "INSERT INTO source (slug, generation, lease_until, lease_by) VALUES (:slug, 1, :until, :holder)"  # noqa: S608
    " ON CONFLICT (slug) DO UPDATE SET generation = source.generation + 1, lease_until = excluded.lease_until,"
    f" lease_by = excluded.lease_by RETURNING {_SOURCE}"
)

FIRST_LEASE = (
    "INSERT INTO source (slug, generation, lease_until, lease_by) VALUES (:slug, 1, :until, :holder)"  # noqa: S608
    f" ON CONFLICT (slug) DO NOTHING RETURNING {_SOURCE}"
)

#: No row is updated if the source was claimed again since, or if another process has a valid lease.
LEASE = (
    "UPDATE source SET generation = generation + 1, lease_until = :until, lease_by = :holder"  # noqa: S608
    " WHERE slug = :slug AND generation = :generation"
    " AND (lease_until IS NULL OR lease_until <= :now OR lease_until > :farthest OR lease_by = :over)"
    f" RETURNING {_SOURCE}"
)

END_LEASE = "UPDATE source SET lease_until = NULL, lease_by = '' WHERE slug = :slug AND generation = :generation"

#: No row is updated if the source was claimed again since. To save a state ends its lease.
SAVE_STATE = (
    "UPDATE source SET lease_until = NULL, lease_by = '', "  # noqa: S608 (names of our own)
    + ", ".join(f"{name} = :{name}" for name in _STATE if name != "slug" and name not in _LEASE)
    + " WHERE slug = :slug AND generation = :generation"
)

#: The same, with a column that is true if older programs saved entries without search rows.
SAVE_STATE_OF_POLL = (
    f"{SAVE_STATE} RETURNING"  # noqa: S608 (names of our own)
    " EXISTS (SELECT 1 FROM entry WHERE source = :slug AND search_revision = 0) AS is_late"
)

SAVE_ENTRY = upsert(
    "entry",
    (
        *(
            "source",
            "id",
            "number",
            "first_seen",
            "updated",
            "announced",
            "withdrawn",
            "day",
            "noon_offset",
            "title_name",
            "item",
        ),
        "search_revision",
    ),
    key=("source", "id"),
    counted="search_revision",
)

ARRIVED = "INSERT INTO arrival (source, entry) VALUES (:source, :entry) ON CONFLICT (source, entry) DO NOTHING"

#: One owner of an alias: two entries with one alias would swap items. The owner is the entry
#: that has the alias now, else the entry that had it first.
SAVE_ALIAS = (
    "INSERT INTO alias (source, alias, entry_id) VALUES (:source, :alias, :entry_id)"
    " ON CONFLICT (source, alias) DO UPDATE SET entry_id = excluded.entry_id WHERE :current = 1"
)

#: An upsert: a poll that was recorded and then could not be published is recorded again.
SAVE_POLL = upsert("poll", ("generation", *_POLL), key=("source", "generation"))

#: A poll that cannot be published counts twice: with its outcome, and as failed.
COUNT_POLL = (
    "INSERT INTO tally (source, outcome, reason, polls, seconds, bytes, items, new)"
    " VALUES (:source, :outcome, :reason, 1, :seconds, :bytes, :items, :new)"
    " ON CONFLICT (source, outcome, reason) DO UPDATE SET polls = tally.polls + 1,"
    " seconds = tally.seconds + excluded.seconds, bytes = tally.bytes + excluded.bytes,"
    " items = tally.items + excluded.items, new = tally.new + excluded.new"
)

POLL_COUNTS = (
    "SELECT source, outcome, reason, polls, seconds, bytes, items, new FROM tally ORDER BY source, outcome, reason"
)

POLLS_OF = (
    f"SELECT {', '.join(_POLL)} FROM poll"  # noqa: S608 (names of our own)
    " WHERE source = :source ORDER BY generation DESC LIMIT :limit"
)

#: The first poll after the last good one, of the sources whose last poll was not good; bounded by the kept polls.
PROBLEMS_SINCE = (
    "SELECT poll.source, MIN(poll.at) AS at FROM source JOIN poll ON poll.source = source.slug"
    " WHERE source.outcome IN ('failed', 'quarantined') AND poll.outcome IN ('failed', 'quarantined')"
    " AND (source.last_success IS NULL OR poll.at > source.last_success) GROUP BY poll.source"
)

SAVE_REVISION = upsert("revision", _REVISION, key=("source", "entry", "at"))

REVISIONS = (
    f"SELECT {', '.join(_REVISION)} FROM revision"  # noqa: S608 (names of our own)
    " WHERE source = :source ORDER BY at, entry"
)

SAVE_PAGE = upsert("page", _PAGE, key=("source", "digest"))
#: The newest pages are kept, and the last good page at any age.
FORGET_PAGES = (
    "DELETE FROM page WHERE source = :source AND at <"
    " (SELECT at FROM page WHERE source = :source ORDER BY at DESC LIMIT 1 OFFSET :kept - 1)"
    " AND (at <> (SELECT MAX(at) FROM page WHERE source = :source AND good = 1)"
    " OR NOT EXISTS (SELECT 1 FROM page WHERE source = :source AND good = 1))"
)

_KEPT = "FROM page WHERE source = :source AND digest LIKE :digest ORDER BY at DESC"
PAGES_OF = f"SELECT {', '.join(_PAGE)} {_KEPT}"

SAVE_QUARANTINE = upsert("quarantine", _QUARANTINE, key=("source",))

END_QUARANTINE = "DELETE FROM quarantine WHERE source = :source"

QUARANTINE = f"SELECT {', '.join(_QUARANTINE)} FROM quarantine WHERE source = :source"  # noqa: S608 (names of our own)

FORGET_POLLS = (
    "DELETE FROM poll WHERE source = :source AND generation <="
    " (SELECT generation FROM poll WHERE source = :source"
    " ORDER BY generation DESC LIMIT 1 OFFSET :kept)"
)

ON_PAGE = f"SELECT {ENTRY} FROM entry WHERE source = :source AND number IS NOT NULL"  # noqa: S608 (names of our own)

OWNERS = "SELECT entry_id FROM alias WHERE source = :source AND alias IN (:values)"

ENTITLED = "SELECT id FROM entry WHERE source = :source AND title_name IN (:values)"

BY_ID = f"SELECT {ENTRY} FROM entry WHERE source = :source AND id IN (:values)"  # noqa: S608 (names of our own)

ALIASES = "SELECT entry_id, alias FROM alias WHERE source = :source AND entry_id IN (:values)"

#: One look into the index, for any number of entries of a date.
LAST_OFFSET = (
    "SELECT noon_offset FROM entry WHERE source = :source AND announced = 1 AND day = :day AND noon_offset <= :most"
    " ORDER BY noon_offset DESC LIMIT 1"
)

NEWEST = (
    f"SELECT {ENTRY} FROM entry WHERE source = :source AND announced = 1"  # noqa: S608 (names of our own)
    " ORDER BY first_seen DESC, id LIMIT :limit"
)

#: One look into the index for each source, for any number of entries.
LAST = (
    f"SELECT entry.source, {ENTRY} FROM source JOIN entry ON entry.source = source.slug AND entry.id ="  # noqa: S608
    " (SELECT newer.id FROM entry AS newer WHERE newer.source = source.slug AND newer.announced = 1"
    " ORDER BY newer.first_seen DESC, newer.id LIMIT 1) WHERE source.slug IN (:values)"
)

# Each count reads an index alone; a join of all entries would read their rows.
COUNTS = (
    "SELECT slug, (SELECT COUNT(*) FROM entry WHERE entry.source = source.slug AND entry.announced = 1) AS entries"
    " FROM source ORDER BY slug"
)

HOST = "SELECT rest, holder, until, not_before FROM host WHERE host = :host /*+ FOR UPDATE */"

#: No row is changed if another process inserted the host's first row meanwhile.
TAKE_TURN = upsert("host", ("host", "holder", "until"), key=("host",)) + " WHERE host.holder = :before"

END_TURN = "UPDATE host SET holder = '', until = NULL, rest = :rest WHERE host = :host AND holder = :holder"

LEAVE_ALONE = upsert("host", ("host", "not_before"), key=("host",))

UNAVAILABLE = "SELECT unavailable, unavailable_until FROM host WHERE host = :host /*+ FOR UPDATE */"

SAVE_UNAVAILABLE = upsert("host", ("host", "unavailable", "unavailable_until"), key=("host",))

ROBOTS = "SELECT robots, robots_at FROM host WHERE host = :host AND robots_at IS NOT NULL"

SAVE_ROBOTS = upsert("host", ("host", "robots", "robots_at"), key=("host",))

# All columns with a slug; tables that refer to others come first.
_SLUGS = (
    ("alert", "source"),
    ("alias", "source"),
    ("search", "source"),
    ("arrival", "source"),
    ("revision", "source"),
    ("quarantine", "source"),
    ("page", "source"),
    ("poll", "source"),
    ("tally", "source"),
    ("body", "source"),
    ("archive", "feed"),
    ("retirement", "feed"),
    ("entry", "source"),
    ("source", "slug"),
)

RENAME = tuple(
    f"UPDATE {table} SET {column} = :new WHERE {column} = :old"  # noqa: S608 (names of our own)
    for table, column in _SLUGS
)

FORGET = tuple(
    f"DELETE FROM {table} WHERE {column} = :slug"  # noqa: S608 (names of our own)
    for table, column in _SLUGS
)

SOURCES = (
    "SELECT slug, (SELECT COUNT(*) FROM entry WHERE entry.source = source.slug) AS entries"
    " FROM source ORDER BY slug"
)

ALERTS = "SELECT source, event, at FROM alert ORDER BY source"

HELD = "SELECT source, reason FROM quarantine ORDER BY source"
FIRST_ALERT = "INSERT INTO alert (source, event, at) VALUES (:source, :event, :at) ON CONFLICT (source) DO NOTHING"

ALERT = "UPDATE alert SET event = :event, at = :at WHERE source = :source AND event = :known AND at = :known_at"

DIGEST_AT = "SELECT at FROM digest WHERE name = 'weekly'"

FIRST_DIGEST = "INSERT INTO digest (name, at) VALUES ('weekly', :at) ON CONFLICT (name) DO NOTHING"

DIGEST = "UPDATE digest SET at = :at WHERE name = 'weekly' AND at = :known"

SAVE_NOTIFICATION = upsert("letter", ("id", "way", "at", "document", "due_at", "tries"), key=("id", "way"))

CLAIM_NOTIFICATION = (
    "UPDATE letter SET due_at = :until, tries = tries + 1 WHERE (id, way) ="
    " (SELECT id, way FROM letter WHERE due_at <= :now ORDER BY due_at, id, way LIMIT 1"
    " /*+ FOR UPDATE SKIP LOCKED */) RETURNING id, way, at, document, due_at, tries"
)

_SAME_NOTIFICATION = "id = :id AND way = :way AND due_at = :due_at AND tries = :tries"

DELETE_NOTIFICATION = f"DELETE FROM letter WHERE {_SAME_NOTIFICATION}"  # noqa: S608 (names of our own)

RETRY_NOTIFICATION = f"UPDATE letter SET due_at = :again WHERE {_SAME_NOTIFICATION}"  # noqa: S608 (names of our own)

WITHDRAWN = (
    "SELECT source, COUNT(*) AS entries FROM entry WHERE withdrawn IS NOT NULL GROUP BY source ORDER BY source"
)
