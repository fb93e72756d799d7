-- Programs from version 9 on go on beside it.
-- The decisions of the poll that read the page, as JSON; NULL: nothing could be read, or an older program polled.
ALTER TABLE page ADD COLUMN decisions text;
