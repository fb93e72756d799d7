-- Programs from version 9 on go on beside it.

-- The URL that answered 503 and asked to be left alone for the longest time, and until when.
ALTER TABLE host ADD COLUMN unavailable text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE host ADD COLUMN unavailable_until timestamptz;
