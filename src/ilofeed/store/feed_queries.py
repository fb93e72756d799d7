"""The statements about feeds: publications, archives, texts of articles and pings, one text for every database.

`ilofeed.store.queries` has those about sources, and describes how they are written.
"""

from __future__ import annotations

from ilofeed.core.models import Publication
from ilofeed.store.queries import ENTRY, columns_of, upsert

_PUBLICATION = columns_of(Publication)
PUBLICATION_COLUMNS = ", ".join(_PUBLICATION)

PUBLICATIONS = (
    f"SELECT {PUBLICATION_COLUMNS} FROM publication"  # noqa: S608 (names of our own)
    " WHERE feed IN (:values) ORDER BY feed, format"
)

SAVE_PUBLICATION = upsert("publication", _PUBLICATION, key=("feed", "format"))

# The index alone finds these entries; only then are their rows read.
_LATEST_IDS = (
    "SELECT source, id, first_seen FROM entry WHERE announced = 1 AND source IN (:values)"
    " ORDER BY first_seen DESC, id LIMIT :limit"
)
LATEST = (
    f"SELECT entry.source, {ENTRY} FROM ({_LATEST_IDS}) AS latest"  # noqa: S608 (names of our own)
    " JOIN entry ON entry.source = latest.source AND entry.id = latest.id"
)

# The last entry of an index, for each source.
_LAST_DAY = (
    "(SELECT MAX(newest.day) FROM entry AS newest WHERE newest.source = source.slug AND newest.announced = 1)"
)

LAST_DAYS = f"SELECT slug AS source, {_LAST_DAY} AS day FROM source WHERE slug IN (:values)"  # noqa: S608 (names of our own)

MONTHS = (
    "SELECT source, substr(day, 1, 7) AS month, COUNT(*) AS entries"  # noqa: S608 (names of our own)
    " FROM source JOIN entry ON entry.source = source.slug AND entry.announced = 1"
    f" AND entry.day >= CAST(CAST(substr({_LAST_DAY}, 1, 4) AS INTEGER) - 2 AS TEXT)"
    " WHERE source.slug IN (:values) GROUP BY source, substr(day, 1, 7)"
)

THROUGH = "SELECT MAX(through) AS through FROM archive WHERE feed = :feed"

# The index finds the arrivals in order; only then are their entries read.
_ARRIVED = (
    "SELECT seq, source, entry FROM arrival WHERE source IN (:values) AND seq > :after ORDER BY seq LIMIT :limit"
)
ARRIVED = (
    f"SELECT arrival.seq, entry.source, {ENTRY} FROM ({_ARRIVED}) AS arrival"  # noqa: S608 (names of our own)
    " JOIN entry ON entry.source = arrival.source AND entry.id = arrival.entry"
)

ARRIVALS = "SELECT seq, source, entry FROM arrival WHERE entry IN (:values) AND seq > :after"

EARLIER = "SELECT seq, source, entry FROM arrival WHERE entry IN (:values) AND seq <= :through"

ENDS = "SELECT through, name FROM archive WHERE feed = :feed ORDER BY through, name"

SAVE_ARCHIVE = upsert("archive", ("feed", "name", "through", "document"), key=("feed", "name"))

ARCHIVES = "SELECT feed, name, through, document FROM archive WHERE feed = :feed AND name IN (:values)"

ARCHIVE_NAMES = "SELECT name FROM archive WHERE feed = :feed ORDER BY through, name"

NAMED = (
    "SELECT alias.alias, entry.id, entry.first_seen FROM alias"
    " JOIN entry ON entry.source = alias.source AND entry.id = alias.entry_id"
    " WHERE alias.alias IN (:values)"
)

BODIES = "SELECT entry, html, title FROM body WHERE source = :source AND entry IN (:values)"

WITHOUT_BODY = (
    f"SELECT {ENTRY} FROM (SELECT * FROM entry WHERE source = :source AND announced = 1"  # noqa: S608 (names of our own)
    " ORDER BY first_seen DESC, id LIMIT :among) AS entry"
    " LEFT JOIN body ON body.source = entry.source AND body.entry = entry.id"
    " WHERE body.html IS NULL AND COALESCE(body.tries, 0) < :tries"
    " ORDER BY entry.first_seen DESC, entry.id LIMIT :limit"
)

SAVE_BODY = (
    "INSERT INTO body (source, entry, html, title, tries) VALUES (:source, :entry, :html, :title, :tries)"
    " ON CONFLICT (source, entry) DO UPDATE SET html = excluded.html, tries = body.tries + 1,"
    " title = COALESCE(NULLIF(excluded.title, ''), body.title)"
)

BODY_COUNTS = (
    "SELECT source, COUNT(html) AS entries FROM body"
    " WHERE source IN (:values) AND html IS NOT NULL GROUP BY source"
)

RETIRE = "INSERT INTO retirement (feed, at) VALUES (:feed, :at) ON CONFLICT (feed) DO NOTHING"

RETIRED = "SELECT at FROM retirement WHERE feed = :feed"

SAVE_PING = upsert("ping", ("topic", "hub", "due_at", "tries"), key=("topic", "hub"))

PINGS = "SELECT topic, hub, due_at, tries FROM ping WHERE due_at <= :now ORDER BY due_at, topic, hub LIMIT :limit"

_SAME_PING = "topic = :topic AND hub = :hub AND due_at = :due_at AND tries = :tries"

END_PING = f"DELETE FROM ping WHERE {_SAME_PING}"  # noqa: S608 (names of our own)

PING_AGAIN = f"UPDATE ping SET due_at = :again, tries = tries + 1 WHERE {_SAME_PING}"  # noqa: S608 (names of our own)
