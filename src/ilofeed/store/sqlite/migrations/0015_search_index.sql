-- After the rows of 0014, so that the index is built at once.
CREATE INDEX search_source ON search (source, place);
CREATE INDEX search_entry ON search (entry);
CREATE INDEX search_facets ON search (source, kicker, language) WHERE announced = 1;
CREATE INDEX revision_at ON revision (source, at);
