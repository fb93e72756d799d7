-- The day under which an entry stands, where an index can see it: how often a source says something.
ALTER TABLE entry ADD COLUMN day TEXT NOT NULL DEFAULT '';

UPDATE entry SET day = COALESCE(
    CASE WHEN json_extract(item, '$.published') >= '1990' THEN json_extract(item, '$.published') END,
    substr(first_seen, 1, 10)
);

CREATE INDEX entry_day ON entry (source, day) WHERE announced = 1;
