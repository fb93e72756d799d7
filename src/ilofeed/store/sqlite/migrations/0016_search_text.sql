-- Optional: needs FTS5 and its trigram tokenizer (SQLite 3.34). Without it, a search reads every title.
CREATE VIRTUAL TABLE search_text USING fts5 (
    title, content = 'search', content_rowid = 'place', detail = none, tokenize = 'trigram case_sensitive 1'
);

INSERT INTO search_text (search_text) VALUES ('rebuild');

CREATE TRIGGER search_inserted AFTER INSERT ON search BEGIN
    INSERT INTO search_text (rowid, title) VALUES (new.place, new.title);
END;

CREATE TRIGGER search_deleted AFTER DELETE ON search BEGIN
    INSERT INTO search_text (search_text, rowid, title) VALUES ('delete', old.place, old.title);
END;

CREATE TRIGGER search_updated AFTER UPDATE ON search
WHEN new.place <> old.place OR new.title <> old.title
BEGIN
    INSERT INTO search_text (search_text, rowid, title) VALUES ('delete', old.place, old.title);
    INSERT INTO search_text (rowid, title) VALUES (new.place, new.title);
END;
