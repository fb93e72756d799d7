-- A program that was started before an upgrade goes on beside it, and its search rows may be missing or stale.
-- Newer programs add one to this column with each save; 0: table search may not have the entry as it is. So are all at
-- first, and ilofeed.store.search looks at them at the next polls.
ALTER TABLE entry ADD COLUMN search_revision INTEGER NOT NULL DEFAULT 0;

CREATE INDEX entry_unsearched ON entry (source, first_seen) WHERE search_revision = 0;

CREATE TRIGGER entry_saved AFTER UPDATE OF announced, first_seen, item ON entry
WHEN new.search_revision = old.search_revision AND old.search_revision <> 0
BEGIN
    UPDATE entry SET search_revision = 0 WHERE source = new.source AND id = new.id;
END;

DELETE FROM search WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.source = search.source AND entry.id = search.entry);

CREATE TRIGGER entry_renamed AFTER UPDATE OF source ON entry BEGIN
    UPDATE search SET source = new.source WHERE source = old.source AND entry = old.id;
END;

CREATE TRIGGER entry_deleted AFTER DELETE ON entry BEGIN
    DELETE FROM search WHERE source = old.source AND entry = old.id;
END;
