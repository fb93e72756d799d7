-- Programs from version 9 on go on beside it.
-- The transaction that changed the state of a source last, so that a ticker reads only states that changed. Rows of
-- deleted and renamed sources stay: that a state is gone is a change.
CREATE TABLE source_change (
    slug text COLLATE "C" PRIMARY KEY,
    changed bigint NOT NULL
);

CREATE INDEX source_changed ON source_change (changed);

CREATE FUNCTION source_changed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO source_change (slug, changed) VALUES (OLD.slug, pg_current_xact_id()::text::bigint)
        ON CONFLICT (slug) DO UPDATE SET changed = excluded.changed;
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.slug <> OLD.slug) THEN
        INSERT INTO source_change (slug, changed) VALUES (NEW.slug, pg_current_xact_id()::text::bigint)
        ON CONFLICT (slug) DO UPDATE SET changed = excluded.changed;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER source_changed AFTER INSERT OR UPDATE OR DELETE ON source
FOR EACH ROW EXECUTE FUNCTION source_changed();
