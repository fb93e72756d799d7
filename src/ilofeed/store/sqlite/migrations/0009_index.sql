-- What is asked for at every poll and every look must not take longer the more there is.
CREATE INDEX arrival_entry ON arrival (entry);
CREATE INDEX entry_withdrawn ON entry (source) WHERE withdrawn IS NOT NULL;
