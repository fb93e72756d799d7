-- The time of the last digest to the operator; one row.
CREATE TABLE digest (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
