-- Optional: needs FTS5 and its trigram tokenizer (SQLite 3.34). Without it, a search reads every title.
-- The index is read in ascending order, so its key is the place with a minus: in descending order SQLite 3.40
-- leaves out some of the rows that have two terms.
DROP TRIGGER IF EXISTS search_inserted;
DROP TRIGGER IF EXISTS search_deleted;
DROP TRIGGER IF EXISTS search_updated;
DROP TABLE IF EXISTS search_text;

CREATE VIEW search_text_content AS SELECT -place AS latest_first, title FROM search;

CREATE VIRTUAL TABLE search_text USING fts5 (
    title, content = 'search_text_content', content_rowid = 'latest_first', detail = none,
    tokenize = 'trigram case_sensitive 1'
);

INSERT INTO search_text (search_text) VALUES ('rebuild');

CREATE TRIGGER search_inserted AFTER INSERT ON search BEGIN
    INSERT INTO search_text (rowid, title) VALUES (-new.place, new.title);
END;

CREATE TRIGGER search_deleted AFTER DELETE ON search BEGIN
    INSERT INTO search_text (search_text, rowid, title) VALUES ('delete', -old.place, old.title);
END;

CREATE TRIGGER search_updated AFTER UPDATE ON search
WHEN new.place <> old.place OR new.title <> old.title
BEGIN
    INSERT INTO search_text (search_text, rowid, title) VALUES ('delete', -old.place, old.title);
    INSERT INTO search_text (rowid, title) VALUES (-new.place, new.title);
END;
