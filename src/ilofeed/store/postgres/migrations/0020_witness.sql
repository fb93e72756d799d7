-- Programs from version 9 on go on beside it.
-- The last comparison of a source's list with the sitemap of its site, as JSON.
ALTER TABLE source ADD COLUMN witness text COLLATE "C" NOT NULL DEFAULT '{}';
