-- Every poll there ever was, counted: the polls themselves are not kept for ever.
CREATE TABLE tally (
    source TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL, -- empty: none
    polls INTEGER NOT NULL,
    seconds REAL NOT NULL,
    items INTEGER NOT NULL,
    new INTEGER NOT NULL,
    PRIMARY KEY (source, outcome, reason)
) STRICT, WITHOUT ROWID;

INSERT INTO tally (source, outcome, reason, polls, seconds, items, new)
SELECT source, outcome, COALESCE(reason, ''), COUNT(*), SUM(seconds), SUM(items), SUM(new)
FROM poll GROUP BY source, outcome, COALESCE(reason, '');
