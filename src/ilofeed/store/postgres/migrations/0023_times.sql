-- Programs from version 9 on go on beside it.
-- The seconds from 12:00 UTC of an entry's date to its time. Known entries keep their time, which is 12:00 UTC.
ALTER TABLE entry ADD COLUMN noon_offset bigint NOT NULL DEFAULT 0;

-- The last time of a date is read at the end of this index.
DROP INDEX entry_day;
CREATE INDEX entry_day ON entry (source, day, noon_offset) WHERE announced = 1;
