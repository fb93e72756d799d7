-- Programs from version 9 on go on beside it.

-- The entries that end a gap once they are met: ids, one a line, in their order in the list.
ALTER TABLE source ADD COLUMN gap_anchors text COLLATE "C" NOT NULL DEFAULT '';
