-- How far the missing entries of a page that may have moved were requested.
ALTER TABLE source ADD COLUMN requested_through INTEGER NOT NULL DEFAULT 0;

-- Polls in a row whose server agreed with the clock, and by how many seconds the last server's clock was ahead of ours.
ALTER TABLE source ADD COLUMN clock_agreements INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN clock_offset INTEGER NOT NULL DEFAULT 0;
