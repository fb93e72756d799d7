-- The entries that end a gap once they are met: ids, one a line, in their order in the list.
ALTER TABLE source ADD COLUMN gap_anchors TEXT NOT NULL DEFAULT '';
