-- What was learned of the counters on a source's page, as JSON, and the words of one item of a poll that is held.
ALTER TABLE source ADD COLUMN counters TEXT NOT NULL DEFAULT '[]';
ALTER TABLE quarantine ADD COLUMN detail TEXT NOT NULL DEFAULT '';
