-- What the operator was told of a source last, and when.
CREATE TABLE alert (
    source TEXT PRIMARY KEY,
    event TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the operator is still to be told, and on which way.
CREATE TABLE letter (
    id TEXT NOT NULL,
    way TEXT NOT NULL,
    at TEXT NOT NULL,
    document TEXT NOT NULL,
    due_at TEXT NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (id, way)
) STRICT, WITHOUT ROWID;
