-- What was learned of the links of a source's page, as JSON.
ALTER TABLE source ADD COLUMN link_rules TEXT NOT NULL DEFAULT '{}';
