-- Programs from version 9 on go on beside it.
-- What was learned of the links of a source's page, as JSON.
ALTER TABLE source ADD COLUMN link_rules text COLLATE "C" NOT NULL DEFAULT '{}';
