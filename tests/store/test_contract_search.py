"""The contract of every store for searches: they find the same as a scan of all entries."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilofeed.core.errors import StoreError
from ilofeed.core.models import Entry
from ilofeed.core.protocols import Store
from ilofeed.core.search import Search
from ilofeed.core.state import PollResult, Revision
from ilofeed.core.text import fold
from ilofeed.store import copy_store, open_store
from ilofeed.store.sqlite import SqliteStore
from ilofeed.store.sqlite.connection import SqliteDatabase
from ilofeed.store.sqlite.search import rarest_parts
from store.older import make_older
from store.samples import NOON, entry, later, report

TITLES = (
    "Report on wages", "Wages and report", "Fair wages for seafarers 2026", "FAIR WAGES", "Straße und Arbeit",
    "Zwangsarbeit heute", "L’emploi des jeunes à Genève", "Genève", "Protección social",
    "劳工组织报告", "国际劳工大会",
    "大会", "منظمة العمل الدولية", "العمل اللائق", "労働時間と賃金", "%_\\", "a_b%c", 'Say "no"', "it's", "a  b",
    "x AND y OR z NOT w", "NEAR(a b)", "title:x", "a*", "(", "-", "^x", "ﬁne", "İstanbul", "😀 work",
    "e\u0301a", "ab", "b",
)  # fmt: skip
WORDS = (
    *TITLES, "", "a", "w", "ges", "wages for", "劳工", "工", "大会", "العمل", "عمل", "ال", "賃金", "と",
    "arbeit", "ss", "ARBEIT",
    "'", '"', "''", '"no"', "%", "_", "\\", "\\'", "%_", "*", "a*", "a:*", "a & b", "a | b", "!a", "<->",
    "NEAR", "AND",
    "OR", ":", "title:", "(", ")", "((", "geneve", "genève", "GENÈVE", "fi", "😀", "zzzz",
    "report on wages and", "2026",
)  # fmt: skip


def saved(store: Store, slug: str, entries: Sequence[Entry], revisions: Sequence[Revision] = ()) -> None:
    state = replace(store.claim([slug])[slug], last_poll=NOON)
    assert store.record(
        PollResult(state=state, report=report(slug), entries=tuple(entries), revisions=tuple(revisions))
    )


def made(titles: Sequence[str], seed: int = 1) -> list[Entry]:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    found = []
    for number, title in enumerate(titles):
        one = entry(f"{seed}-{number}", first_seen=later(-number), updated=later(-number))
        item = replace(
            one.item,
            title=title,
            kicker=chance.choice((None, "News", "Press release")),
            language=chance.choice(("en", "fr", "")),
            published=chance.choice((None, date(2023, 6, 13), date(2023, 6, 14), date(1970, 1, 1))),
        )
        found.append(replace(one, item=item, announced=chance.random() < 0.9))
    return found


def expected(entries: Sequence[Entry], wanted: Search) -> list[str]:
    """Return the results of a scan of all *entries*, which are in order of arrival."""
    there = [
        (one.published.replace(microsecond=0), number, one)
        for number, one in enumerate(reversed(entries))
        if one.announced
        and wanted.words in fold(one.item.title)
        and (not wanted.kicker or one.item.kicker == wanted.kicker)
        and (not wanted.language or one.item.language == wanted.language)
    ]
    return [one.id for _, _, one in sorted(there, key=lambda each: each[:2], reverse=True)]


def found(store: Store, wanted: Search, limit: int = 1000) -> list[str]:
    return [hit.entry.id for hit in store.search(wanted, limit)]


@pytest.fixture(params=["few", "many"])
def entries(request: pytest.FixtureRequest) -> list[Entry]:
    """Return entries of a source that is scanned, and of one that is searched by its index."""
    return made(TITLES) if request.param == "few" else made([*TITLES * 2, *["nothing of it"] * 3100])


def test_any_words_find_what_a_look_through_all_titles_finds(store: Store, entries: list[Entry]) -> None:
    saved(store, "news", entries)

    for words in WORDS:
        wanted = Search(sources=("news",), words=fold(words))
        assert found(store, wanted, 10_000) == expected(entries, wanted), words


def test_kicker_and_language_are_those_asked_for(store: Store) -> None:
    entries = made(TITLES * 3)
    saved(store, "news", entries)

    for words in ("", "wages", "a", "劳工"):
        for kicker in ("", "News", "Press release", "Nothing", "' OR 1=1 --"):
            for language in ("", "en", "fr", "e"):
                wanted = Search(sources=("news",), words=words, kicker=kicker, language=language)
                assert found(store, wanted) == expected(entries, wanted)
    assert store.facets(["news"]) == (frozenset(("News", "Press release")), frozenset(("en", "fr")))


@pytest.mark.parametrize("words", ["", "wages", "a"])
def test_pages_follow_one_another_without_a_gap(store: Store, words: str) -> None:
    saved(store, "news", made(TITLES * 5))
    saved(store, "other", made(TITLES * 5, seed=2))
    wanted = Search(sources=("news", "other"), words=words)
    whole = found(store, wanted)

    pages: list[str] = []
    before = wanted.before
    while page := store.search(replace(wanted, before=before), 7):
        pages += [hit.entry.id for hit in page]
        before = page[-1].place

    assert pages == whole
    assert len(whole) == len(set(whole)) > 20


def test_only_the_sources_asked_for_are_searched_however_many(store: Store) -> None:
    slugs = [f"s{number}" for number in range(3)]
    for number, slug in enumerate(slugs):
        saved(store, slug, made(TITLES, seed=number))

    hits = store.search(
        Search(sources=("s0", "s2", *(f"x{number}" for number in range(1200))), words="wages"), 100
    )

    assert {hit.source for hit in hits} == {"s0", "s2"}
    assert [hit.place for hit in hits] == sorted((hit.place for hit in hits), reverse=True)
    assert store.search(Search(sources=()), 10) == ()


def test_what_changed_is_found_by_its_new_words_and_at_its_new_place(store: Store) -> None:
    one, two = entry("one"), entry("two")
    saved(store, "news", [one, two])
    item = replace(one.item, title="Other words", published=date(2024, 1, 1), kicker="News", language="fr")

    saved(store, "news", [replace(one, item=item)])

    wanted = Search(sources=("news",))
    assert found(store, wanted) == [one.id, two.id]
    assert found(store, replace(wanted, words="other wor")) == [one.id]
    assert found(store, replace(wanted, words="title of one")) == []
    assert found(store, replace(wanted, kicker="News", language="fr")) == [one.id]
    saved(store, "news", [replace(one, item=item, announced=False)])
    assert found(store, wanted) == [two.id]


def test_a_withdrawn_entry_is_found_with_since_when(store: Store) -> None:
    saved(store, "news", [replace(entry("one"), withdrawn=NOON)])

    (hit,) = store.search(Search(sources=("news",), words="title"), 10)

    assert hit.entry.withdrawn == NOON


def test_entries_that_sources_share_are_found_by_their_ids(store: Store) -> None:
    saved(store, "news", [entry("one"), entry("two"), entry("three")])
    silent = replace(entry("three"), announced=False)
    saved(store, "other", [entry("one", first_seen=later(5), updated=later(5)), silent])

    shared = store.shared([entry(name).id for name in ("one", "two", "three")] + ["nothing"])

    firsts = {key: {slug: one.first_seen for slug, one in found} for key, found in shared.items()}
    assert firsts == {entry("one").id: {"news": NOON, "other": later(5)}, entry("three").id: {"news": NOON}}


def test_the_last_edits_come_with_their_entries(store: Store) -> None:
    one = entry("one")
    edits = [
        Revision(entry=one.id, at=NOON + timedelta(hours=hour), before=one.item, moved=hour == 3)
        for hour in range(5)
    ]
    saved(store, "news", [one, entry("two")], edits)

    assert store.edits("news", 2) == (
        (replace(one, aliases=frozenset()), edits[4]),
        (replace(one, aliases=frozenset()), edits[2]),
    )


def test_a_source_that_is_renamed_or_forgotten_takes_its_titles_along(store: Store) -> None:
    saved(store, "news", made(TITLES))
    there = found(store, Search(sources=("news",), words="wages"))

    store.rename("news", "other")
    assert found(store, Search(sources=("news",), words="wages")) == []
    assert found(store, Search(sources=("other",), words="wages")) == there

    store.forget(["other"])
    assert found(store, Search(sources=("other",), words="wages")) == []
    saved(store, "other", made(TITLES))
    assert found(store, Search(sources=("other",), words="wages")) == there


def test_a_copy_finds_the_same(store: Store, address: str, tmp_path: Path) -> None:
    saved(store, "news", made([*TITLES, *["nothing of it"] * 3100]))

    copy_store(address, "sqlite:///copy.db", folder=tmp_path, progress=lambda *_: None)

    with closing(open_store("sqlite:///copy.db", folder=tmp_path)) as copy:
        for words in ("wages", "a", "劳工", "zzzz"):
            wanted = Search(sources=("news",), words=words)
            assert found(copy, wanted) == found(store, wanted)


def test_a_backup_finds_the_same_and_counts_only_our_tables(store: Store, tmp_path: Path) -> None:
    saved(store, "news", made(TITLES))

    counts = store.backup(str(tmp_path / "backup.db"))

    assert counts["search"] == counts["entry"]
    assert not any(name.startswith("search_") for name in counts)
    with closing(open_store("sqlite:///backup.db", folder=tmp_path)) as copy:
        assert found(copy, Search(sources=("news",), words="wages"))


@pytest.mark.parametrize("words", ["", "wages", "劳"])
@pytest.mark.slow
def test_a_search_that_takes_too_long_is_given_up(path: Path, words: str) -> None:
    with closing(SqliteStore(path)) as store:
        saved(store, "news", made([*TITLES, *["nothing of it"] * 3100]))
        with pytest.raises(StoreError, match="took too long"), store.looking(-1.0, steps=10) as reader:
            store.find(reader, Search(sources=("news",), words=words or "zz"), 5000)

        assert found(store, Search(sources=("news",), words="fair wages"))


def test_a_search_does_not_wait_for_what_the_store_is_doing(path: Path) -> None:
    with closing(SqliteStore(path)) as store:
        saved(store, "news", made(TITLES))

        with store.writing():
            store.write("UPDATE source SET title = 'x'")
            with store.looking(5.0) as reader:
                assert reader is not store
                assert store.find(reader, Search(sources=("news",), words="wages"), 5)


def test_a_search_asks_the_index_for_the_rarest_parts_of_the_words() -> None:
    common = {"wag": 50, "age": 40, "ges": 120, "es ": 300, "s i": 30, " in": 500, "in ": 500, " 20": 500}

    assert rarest_parts("wages in 20", common) == '"n 2" AND "s i" AND "age"'
    assert rarest_parts("in 20", common) == '"n 2"'
    assert rarest_parts(" in", common) == '" in"'
    assert rarest_parts('a"b', common) == '"a""b"'


@pytest.mark.parametrize("words", ["wages", "report on wages", "nothing of it"])
def test_the_index_is_read_in_ascending_order_and_not_for_parts_of_most_titles(path: Path, words: str) -> None:
    entries = made([*TITLES, *["nothing of it"] * 3100])
    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries)
        read: list[str] = []
        with store.looking(5.0) as reader:
            assert isinstance(reader, SqliteDatabase)
            with reader.copying() as connection:
                connection.set_trace_callback(read.append)
                assert store.find(reader, Search(sources=("news",), words=words), 5)

    (statement,) = [text for text in read if "search_text MATCH" in text]
    assert statement.endswith("ORDER BY search_text.rowid LIMIT 5")
    match = re.search(r"search_text MATCH '(.*?)' AND", statement)
    assert match is not None
    assert 1 <= len(match[1].split(" AND ")) <= 3


def test_entries_are_found_in_an_index_that_was_kept_in_the_other_order(path: Path) -> None:
    entries = made([*TITLES, *["nothing of it"] * 3100])
    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries)
    make_older(path, 18)

    with closing(SqliteStore(path)) as store:
        saved(store, "news", [replace(entries[0], item=replace(entries[0].item, title="Changed since"))])
        for words in ("wages", "changed since", "nothing of"):
            wanted = Search(sources=("news",), words=words)
            now = [replace(entries[0], item=replace(entries[0].item, title="Changed since")), *entries[1:]]
            assert found(store, wanted, 5000) == expected(now, wanted)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO search_text (search_text) VALUES ('integrity-check')")


def test_without_the_index_the_same_is_found(path: Path, connection: sqlite3.Connection) -> None:
    entries = made([*TITLES, *["nothing of it"] * 3100])
    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries[:10])
    for statement in (
        "TRIGGER search_inserted",
        "TRIGGER search_deleted",
        "TRIGGER search_updated",
        "TABLE search_text",
        "VIEW search_text_content",
    ):
        connection.execute(f"DROP {statement}")

    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries[10:])
        for words in WORDS:
            wanted = Search(sources=("news",), words=fold(words))
            assert sorted(found(store, wanted, 5000)) == sorted(expected(entries, wanted))


def test_entries_of_an_older_file_are_found_after_it_was_opened(path: Path) -> None:
    entries = made(TITLES)
    with closing(SqliteStore(path)) as store:
        saved(store, "news", entries)
    make_older(path, 13)

    with closing(SqliteStore(path)) as store:
        for words in WORDS:
            wanted = Search(sources=("news",), words=fold(words))
            assert found(store, wanted) == expected(entries, wanted)
