-- Programs from version 9 on go on beside it.

-- The title on the page of an entry, where the list cuts it.
ALTER TABLE body ADD COLUMN title text COLLATE "C" NOT NULL DEFAULT '';
