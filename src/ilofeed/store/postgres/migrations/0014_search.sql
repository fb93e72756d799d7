-- Programs from version 9 on go on beside it.
-- What search reads of each entry: short rows, in the order in which results are shown.
-- Then filled by ilofeed.store.search.
CREATE TABLE search (
    place bigint PRIMARY KEY,
    source text COLLATE "C" NOT NULL,
    entry text COLLATE "C" NOT NULL,
    announced smallint NOT NULL,
    kicker text COLLATE "C" NOT NULL,
    language text COLLATE "C" NOT NULL,
    title text COLLATE "C" NOT NULL,
    UNIQUE (source, entry)
);
