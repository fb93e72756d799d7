-- The orders of dates in numbers that pages of a source showed: "/4=dmy".
ALTER TABLE source ADD COLUMN date_order TEXT NOT NULL DEFAULT '';
