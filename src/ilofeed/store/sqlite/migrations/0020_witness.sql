-- The last comparison of a source's list with the sitemap of its site, as JSON.
ALTER TABLE source ADD COLUMN witness TEXT NOT NULL DEFAULT '{}';
