-- What search reads of each entry: short rows, in the order in which results are shown.
-- Then filled by ilofeed.store.search.
CREATE TABLE search (
    place INTEGER NOT NULL PRIMARY KEY, -- the second of publication, then the number of arrival
    source TEXT NOT NULL,
    entry TEXT NOT NULL,
    announced INTEGER NOT NULL,
    kicker TEXT NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL, -- folded (ilofeed.core.text.fold)
    UNIQUE (source, entry)
) STRICT;
