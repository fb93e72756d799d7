-- Programs from version 9 on go on beside it.
-- The text of a title as the three characters from each of its places on, so that every part of it is found, in
-- every script. The last ones are shorter, so that one or two characters are the beginning of a lexeme as well.
CREATE FUNCTION search_lexemes(title text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT COALESCE(array_to_tsvector(array_agg(DISTINCT letters[at] || COALESCE(letters[at + 1], '')
        || COALESCE(letters[at + 2], ''))), CAST('' AS tsvector))
    FROM (SELECT string_to_array(title, NULL) AS letters) AS split, generate_series(1, cardinality(letters)) AS at
$$;

CREATE INDEX search_text ON search USING gin (search_lexemes(title));
