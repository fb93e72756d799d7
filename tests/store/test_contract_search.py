"""Find the same entries by a search in every store as by a scan."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilofeed.core.models import Entry
from ilofeed.core.protocols import Store
from ilofeed.core.search import Search
from ilofeed.core.state import Revision
from ilofeed.core.text import fold
from ilofeed.store import copy_store, open_store
from store.samples import NOON, entry, later
from store.search_samples import TITLES, WORDS, expected, found, made, saved


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


@pytest.mark.parametrize("words", ["", "wages", "a"])
def test_pages_can_be_read_in_both_directions(store: Store, entries: list[Entry], words: str) -> None:
    saved(store, "news", entries)
    wanted = Search(sources=("news",), words=words)
    places = [hit.place for hit in store.search(wanted, 10_000)]
    middle = places[len(places) // 2]

    above = store.search(replace(wanted, since=middle), 10_000)
    between = store.search(replace(wanted, since=middle, before=places[0]), 3)

    assert [hit.place for hit in above] == sorted(place for place in places if place >= middle)
    assert [hit.place for hit in between] == sorted(place for place in places if middle <= place < places[0])[:3]


@pytest.mark.parametrize("words", ["", "wages", "a", "no title has this"])
def test_entries_are_counted_up_to_a_limit(store: Store, entries: list[Entry], words: str) -> None:
    saved(store, "news", entries)
    wanted = Search(sources=("news",), words=words)
    number = len(expected(entries, wanted))

    assert store.count(wanted, 10_000) == number
    assert store.count(replace(wanted, kicker="News", before=1), 10_000) == len(
        expected(entries, replace(wanted, kicker="News"))
    )
    assert store.count(wanted, 2) == min(number, 2)


def test_an_entry_of_several_sources_is_counted_once_however_many_sources_there_are(store: Store) -> None:
    saved(store, "news", [entry("one"), entry("two")])
    saved(store, "zebra", [entry("one"), entry("three")])
    between = (f"o{number:04}" for number in range(1200))

    assert store.count(Search(sources=("news", "zebra")), 3) == 3
    assert store.count(Search(sources=("news", *between, "zebra")), 100) == 3
    assert store.count(Search(sources=()), 100) == 0
