-- Since when an entry is gone from among its neighbours on the page.
ALTER TABLE entry ADD COLUMN withdrawn TEXT;

-- In which order entries came, whatever their dates: history is cut where nothing can come before it any more.
CREATE TABLE arrival (
    seq INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    entry TEXT NOT NULL,
    UNIQUE (source, entry)
) STRICT;

INSERT INTO arrival (source, entry) SELECT source, id FROM entry ORDER BY first_seen, id;

CREATE INDEX arrival_source ON arrival (source, seq);

-- An entry that two sources show has one id.
CREATE INDEX alias_name ON alias (alias);

-- Parts of a feed's history that are closed.
CREATE TABLE archive (
    feed TEXT NOT NULL,
    name TEXT NOT NULL, -- 2026-11, 2026-11-2
    through INTEGER NOT NULL, -- the last arrival in it
    document BLOB NOT NULL, -- JSON of the feed, by zlib
    PRIMARY KEY (feed, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX archive_through ON archive (feed, through);

-- The texts of articles.
CREATE TABLE body (
    source TEXT NOT NULL,
    entry TEXT NOT NULL,
    html TEXT, -- NULL: it could not be had
    tries INTEGER NOT NULL,
    PRIMARY KEY (source, entry)
) STRICT, WITHOUT ROWID;

-- When a feed ended.
CREATE TABLE retirement (
    feed TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Hubs that are yet to be told of a change.
CREATE TABLE ping (
    topic TEXT NOT NULL,
    hub TEXT NOT NULL,
    due_at TEXT NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (topic, hub)
) STRICT, WITHOUT ROWID;
