-- Programs from version 9 on go on beside it.
-- The orders of dates in numbers that pages of a source showed: "/4=dmy".
ALTER TABLE source ADD COLUMN date_order text COLLATE "C" NOT NULL DEFAULT '';
