-- Programs from version 9 on go on beside it.
-- Their search rows may be missing or stale. Newer programs add one to this column with each save; 0: table search may
-- not have the entry as it is. So are all at first, and ilofeed.store.search looks at them at the next polls.
ALTER TABLE entry ADD COLUMN search_revision integer NOT NULL DEFAULT 0;

CREATE INDEX entry_unsearched ON entry (source, first_seen) WHERE search_revision = 0;

CREATE FUNCTION entry_saved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_revision = 0;
    RETURN NEW;
END
$$;

CREATE TRIGGER entry_saved BEFORE UPDATE OF announced, first_seen, item ON entry
FOR EACH ROW WHEN (NEW.search_revision = OLD.search_revision) EXECUTE FUNCTION entry_saved();

DELETE FROM search WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.source = search.source AND entry.id = search.entry);

CREATE FUNCTION entry_renamed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE search SET source = NEW.source WHERE source = OLD.source AND entry = OLD.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER entry_renamed AFTER UPDATE OF source ON entry FOR EACH ROW EXECUTE FUNCTION entry_renamed();

CREATE FUNCTION entry_deleted() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM search WHERE source = OLD.source AND entry = OLD.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER entry_deleted AFTER DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_deleted();
