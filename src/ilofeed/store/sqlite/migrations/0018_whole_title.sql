-- The title on the page of an entry, where the list cuts it.
ALTER TABLE body ADD COLUMN title TEXT NOT NULL DEFAULT '';
