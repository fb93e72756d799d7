ALTER TABLE source ADD COLUMN asked TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';

-- When the next request may be made, and who is making one, at the longest until when.
ALTER TABLE host RENAME COLUMN last_turn TO rest;
ALTER TABLE host ADD COLUMN holder TEXT NOT NULL DEFAULT '';
ALTER TABLE host ADD COLUMN until TEXT;
-- Before when the host itself wants none.
ALTER TABLE host ADD COLUMN not_before TEXT;
