-- Instants are text, 2026-11-23T10:44:13.000000Z: always of this length, so that they sort.

CREATE TABLE source (
    slug TEXT NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL DEFAULT 0,
    etag TEXT,
    last_modified TEXT,
    recipe TEXT NOT NULL DEFAULT '',
    profile TEXT NOT NULL DEFAULT '',
    usual TEXT NOT NULL DEFAULT '',
    body_digest TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    content INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    outcome TEXT,
    reason TEXT,
    message TEXT NOT NULL DEFAULT '',
    last_poll TEXT,
    last_success TEXT,
    due_at TEXT,
    not_before TEXT,
    reach INTEGER NOT NULL DEFAULT 0,
    gap_from TEXT, -- days, as 2023-06-13
    gap_to TEXT
) STRICT, WITHOUT ROWID;

-- With rowids: an item is long, and long rows make a slow tree.
CREATE TABLE entry (
    source TEXT NOT NULL REFERENCES source (slug),
    id TEXT NOT NULL,
    number INTEGER, -- the item's, where an index can see it
    first_seen TEXT NOT NULL,
    updated TEXT NOT NULL,
    announced INTEGER NOT NULL, -- 0: no feed shows it
    title_name TEXT NOT NULL, -- what entries of one language and wording of the title share
    item TEXT NOT NULL, -- JSON
    PRIMARY KEY (source, id)
) STRICT;

-- These keep a poll's cost apart from how much the store has come to hold.
CREATE INDEX entry_first_seen ON entry (source, first_seen DESC, id) WHERE announced = 1;
CREATE INDEX entry_title ON entry (source, title_name);
CREATE INDEX entry_on_page ON entry (source, number) WHERE number IS NOT NULL;

CREATE TABLE alias (
    source TEXT NOT NULL,
    alias TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    PRIMARY KEY (source, alias),
    FOREIGN KEY (source, entry_id) REFERENCES entry (source, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX alias_entry ON alias (source, entry_id);

-- What an entry was before it changed.
CREATE TABLE revision (
    source TEXT NOT NULL,
    entry TEXT NOT NULL,
    at TEXT NOT NULL,
    moved INTEGER NOT NULL,
    before TEXT NOT NULL, -- JSON of the item
    PRIMARY KEY (source, entry, at),
    FOREIGN KEY (source, entry) REFERENCES entry (source, id)
) STRICT;

-- The poll that is held back, one at most of a source.
CREATE TABLE quarantine (
    source TEXT NOT NULL PRIMARY KEY REFERENCES source (slug),
    since TEXT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    page TEXT NOT NULL, -- JSON of how it came, without its body
    body BLOB NOT NULL, -- the page's bytes, by zlib
    extraction TEXT NOT NULL -- JSON
) STRICT;

-- Pages as they came, one of each content: to try profiles on, and to look at.
CREATE TABLE page (
    source TEXT NOT NULL REFERENCES source (slug),
    digest TEXT NOT NULL, -- of the body
    at TEXT NOT NULL,
    good INTEGER NOT NULL,
    page TEXT NOT NULL, -- JSON of how it came, without its body
    body BLOB NOT NULL, -- by zlib
    extraction TEXT, -- JSON
    PRIMARY KEY (source, digest)
) STRICT;

CREATE INDEX page_at ON page (source, at DESC);

CREATE TABLE poll (
    source TEXT NOT NULL REFERENCES source (slug),
    generation INTEGER NOT NULL,
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    message TEXT NOT NULL,
    status INTEGER,
    items INTEGER NOT NULL,
    new INTEGER NOT NULL,
    revised INTEGER NOT NULL,
    moved INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (source, generation)
) STRICT, WITHOUT ROWID;

-- What every process knows of a host.
CREATE TABLE host (
    host TEXT NOT NULL PRIMARY KEY,
    last_turn TEXT, -- when the last request was or is to be made
    robots TEXT,
    robots_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE publication (
    feed TEXT NOT NULL,
    format TEXT NOT NULL,
    stamp TEXT NOT NULL,
    digest TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified TEXT NOT NULL,
    PRIMARY KEY (feed, format)
) STRICT, WITHOUT ROWID;
