-- The URL that answered 503 and asked to be left alone for the longest time, and until when.
ALTER TABLE host ADD COLUMN unavailable TEXT NOT NULL DEFAULT '';
ALTER TABLE host ADD COLUMN unavailable_until TEXT;
