#!/usr/bin/env bash
# SQLite before 3.42.0: an FTS5 index that is read for two terms in descending order leaves rows out, without an error.
#
# Expected: ORDER BY decides in which order the rows of a query come, not which: ASC and DESC give the same ones.
# Happens: of 100,000 rows that all have both terms, ASC gives all and DESC 97,482. The index passes its integrity check;
#   after "optimize" DESC gives all, too. SQLite 3.40.1 and 3.41.2 do that, 3.42.0 and newer ones do not. It takes a large
#   index of several segments: with 60,000 rows, or with other titles of the same length, nothing is missing.
# Matters here: a search shows the latest entries first, and 3.40.1 is the SQLite of Debian 12's Python. So the key of our
#   index is the place of an entry with a minus, and the index is read in ascending order.
# Seen: 2026-11-29, apsw 3.40.1.0 and Debian 12's own SQLite 3.40.1, Python 3.11. Needs Python 3.11 (for the wheels).
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
for version in 3.40.1.0 3.42.0.1; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "apsw==$version"

    "$folder/venv/bin/python" - <<'PYTHON'
import apsw

ROWS, BATCHES, DATES = 100_000, 100, 9_800
KINDS = ("report", "statement", "news", "press release")
THINGS = (
    *("wages", "seafarers", "youth employment", "forced labour", "social protection", "child labour", "safety"),
    *("skills", "劳工", "العمل"),
)
FIRST_DATE, A_DAY = 946_728_000, 86_400

database = apsw.Connection(":memory:")
database.cursor().execute("""
    CREATE TABLE entry (place INTEGER PRIMARY KEY, title TEXT);
    CREATE VIRTUAL TABLE titles USING fts5 (
        title, content = 'entry', content_rowid = 'place', detail = none, tokenize = 'trigram case_sensitive 1'
    );
    CREATE TRIGGER inserted AFTER INSERT ON entry BEGIN
        INSERT INTO titles (rowid, title) VALUES (new.place, new.title);
    END;
""")
for batch in range(BATCHES):
    rows = []
    for at, number in enumerate(range(batch, ROWS, BATCHES)):
        second = FIRST_DATE + number % DATES * A_DAY
        place = (second << 31) + (batch + 1) * ROWS // BATCHES - at
        rows.append((place, f"{KINDS[number % 4]} number {number} on {THINGS[number % 10]} in {2000 + number % 26}"))
    with database:
        database.cursor().executemany("INSERT INTO entry VALUES (?, ?)", rows)
database.cursor().execute("INSERT INTO titles (titles) VALUES ('integrity-check')")


def found(order):
    query = f"""SELECT rowid FROM titles WHERE titles MATCH '" in" AND " 20"' ORDER BY rowid {order}"""
    return len(database.cursor().execute(query).fetchall())


version = (apsw.sqlitelibversion if hasattr(apsw, "sqlitelibversion") else apsw.sqlite_lib_version)()
counts = {order: found(order) for order in ("ASC", "DESC")}
database.cursor().execute("INSERT INTO titles (titles) VALUES ('optimize')")
counts["DESC after optimize"] = found("DESC")
print(f"SQLite {version}:", *(f"{order}: {count:,}" for order, count in counts.items()), sep="  ")
expected = {"3.40.1": [ROWS, 97_482, ROWS], "3.42.0": [ROWS, ROWS, ROWS]}
raise SystemExit(0 if list(counts.values()) == expected[version] else "the behaviour has changed")
PYTHON
done
