-- Programs from version 9 on go on beside it.
-- The time of the last digest to the operator; one row.
CREATE TABLE digest (
    name text COLLATE "C" PRIMARY KEY,
    at timestamptz NOT NULL
);
