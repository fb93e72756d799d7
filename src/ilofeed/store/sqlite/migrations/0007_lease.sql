-- Which process polls a source, and until when at the longest.
ALTER TABLE source ADD COLUMN lease_until TEXT;
ALTER TABLE source ADD COLUMN lease_by TEXT NOT NULL DEFAULT '';

-- How often its page shows something new.
ALTER TABLE source ADD COLUMN newest TEXT;
ALTER TABLE source ADD COLUMN pace INTEGER NOT NULL DEFAULT 0;
