-- No number of arrival is given twice, also when what had the last one is forgotten: an archive ends with a number,
-- and what comes later must not lie before it.
CREATE TABLE arrived (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    entry TEXT NOT NULL,
    UNIQUE (source, entry)
) STRICT;

INSERT INTO arrived (seq, source, entry) SELECT seq, source, entry FROM arrival;
DROP TABLE arrival;
ALTER TABLE arrived RENAME TO arrival;
CREATE INDEX arrival_source ON arrival (source, seq);

DELETE FROM sqlite_sequence WHERE name = 'arrival';
INSERT INTO sqlite_sequence (name, seq) SELECT 'arrival', MAX(
    COALESCE((SELECT MAX(seq) FROM arrival), 0),
    COALESCE((SELECT MAX(through) FROM archive), 0)
);

-- What is asked for at every poll and every look must not take longer the more there is.
CREATE INDEX arrival_entry ON arrival (entry);
CREATE INDEX entry_withdrawn ON entry (source) WHERE withdrawn IS NOT NULL;
