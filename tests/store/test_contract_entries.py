"""Save entries in every store, and find them by alias, id and time."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from ilofeed.core.models import Publication, Validators
from ilofeed.core.protocols import Store
from ilofeed.core.sitemap_state import Document, Unseen, WitnessState
from ilofeed.core.state import LinkRules, Outcome, SourceState
from store.samples import NOON, Connect, commit, entry, item, later, names, poll, state

FULL = SourceState(
    slug="news",
    generation=1,
    validators=Validators(etag='W/"é"', last_modified="Mon, 23 Nov 2026 10:44:13 GMT"),
    recipe="classic 1",
    moved_to="https://www.ilo.org/new",
    asked="c1",
    body_digest="abc",
    title="Actualités",
    language="fr",
    content=7,
    failures=3,
    outcome=Outcome.FAILED,
    reason="status_503",
    message="the server is busy",
    last_poll=NOON,
    last_success=later(-3600),
    due_at=later(3600.5),
    not_before=later(0.000001),
    profile="ilo-list",
    usual="date link",
    reach=10,
    gap_from=date(2023, 5, 10),
    gap_to=date(2023, 6, 1),
    gap_anchors="tag:a\ntag:b",
    newest=NOON,
    pace=3600,
    requested_through=4,
    clock_agreements=1,
    clock_offset=-7200,
    date_order="/4=dmy",
    counters=("{} views",),
    link_rules=LinkRules(shared=("www.example.org/a",), volatile=("sid",), telling=("t",)),
    witness=WitnessState(
        url="https://www.example.org/sitemap.xml",
        checked_at=NOON,
        problem="[status_403] no",
        folders=("www.example.org/news/",),
        documents=(Document(url="https://www.example.org/sitemap.xml", validators=Validators(etag='"1"')),),
        unseen=(Unseen(url="https://www.example.org/news/a", since=NOON),),
    ),
)


def publication(format_: str, *, feed: str = "news", digest: str = "d1") -> Publication:
    return Publication(feed=feed, format=format_, stamp="s", digest=digest, size=1234, modified=NOON)


def test_a_field_that_is_removed_from_a_state_is_removed_from_the_store(store: Store) -> None:
    store.claim(["news"])
    store.record(commit(FULL))
    bare = SourceState(slug="news", generation=1, last_poll=NOON)

    store.record(commit(bare))

    assert store.states() == {"news": bare}


def test_entries_come_back_whole(store: Store, connect: Connect) -> None:
    kept = entry("a", "WCMS_1/en", "https://example.org/ä", number=3, updated=later(0.5))

    poll(store, "news", [kept])

    assert connect().newest("news", 10) == (kept,)
    assert connect().known("news", []) == (kept,)


def test_an_entry_is_replaced_by_its_newer_self(store: Store) -> None:
    poll(store, "news", [entry("a", number=1)])
    revised = entry("a", "a", "also a", number=2, updated=later(60))

    poll(store, "news", [replace(revised, item=replace(revised.item, title="Corrected"))])

    (kept,) = store.newest("news", 10)
    assert kept.item.title == "Corrected"
    assert kept.item.number == 2
    assert kept.updated == later(60)
    assert kept.aliases == {"a", "also a"}


def test_known_are_the_entries_on_the_page_and_those_with_an_alias(store: Store) -> None:
    on_page = entry("on page", number=1)
    named = entry("named", "https://example.org/1", "WCMS_1/en")
    both = entry("both", "both", "https://example.org/2", number=2)
    poll(store, "news", [on_page, named, both, entry("neither")])

    known = store.known("news", ["https://example.org/1", "WCMS_1/en", "https://example.org/2", "?"])

    assert sorted(names(known)) == ["both", "named", "on page"]
    assert set(known) == {on_page, named, both}


def test_the_last_time_of_a_date_is_that_of_its_announced_entries_of_the_source(store: Store) -> None:
    day, other = date(2023, 6, 13), date(2023, 6, 14)
    timed = {name: replace(entry(name), noon_offset=offset) for name, offset in (("a", -7), ("b", 5), ("c", 9))}
    silent = replace(entry("silent"), noon_offset=8, announced=False)
    elsewhere = replace(entry("elsewhere"), noon_offset=6)
    poll(store, "news", [*timed.values(), silent])
    poll(store, "events", [elsewhere])

    assert store.latest_times("news", 0, [day, other], 9) == ((), {day: 9})
    assert store.latest_times("news", 0, [day], 8) == ((), {day: 5})
    assert store.latest_times("events", 0, [day], 9) == ((), {day: 6})
    assert store.latest_times("news", 9, [], 9) == (
        tuple(replace(each, aliases=frozenset()) for each in timed.values()),
        {},
    )
    assert {each.id: each.noon_offset for each in store.newest("news", 9)} == {
        each.id: each.noon_offset for each in timed.values()
    }


def test_a_date_may_be_a_century_ahead_of_the_time_of_its_entry(store: Store) -> None:
    century = 100 * 366 * 24 * 60 * 60

    poll(store, "news", [replace(entry("far"), noon_offset=-century)])

    assert [each.noon_offset for each in store.newest("news", 9)] == [-century]


def test_an_entry_that_leaves_the_page_is_known_by_its_aliases_only(store: Store) -> None:
    poll(store, "news", [entry("a", number=1)])

    poll(store, "news", [entry("a", number=None)])

    assert store.known("news", []) == ()
    assert names(store.known("news", ["a"])) == ["a"]


def test_known_come_latest_first_and_in_one_order(store: Store) -> None:
    poll(
        store,
        "news",
        [
            entry("b", number=1),
            entry("c", number=2),
            entry("a"),
            entry("latest", first_seen=later(0.5)),
            entry("oldest", first_seen=later(-0.5), number=3),
        ],
    )

    known = store.known("news", iter(["latest", "a"]))

    assert names(known) == ["latest", "a", "b", "c", "oldest"]


@pytest.mark.slow
def test_known_takes_more_aliases_than_a_statement_takes_parameters(store: Store) -> None:
    entries = [entry(f"{index:05}", f"alias {index}", f"other {index}") for index in range(1500)]
    poll(store, "news", entries)

    known = store.known("news", [f"alias {index}" for index in range(300_000)])

    assert known == tuple(entries)


def test_sources_share_neither_entries_nor_aliases(store: Store) -> None:
    poll(store, "news", [entry("a", "shared", number=1)])
    poll(store, "events", [entry("a", "shared", "own", number=1), entry("b", number=2)])

    assert [known.aliases for known in store.known("news", ["shared", "own", "b"])] == [{"shared"}]
    assert names(store.newest("events", 10)) == ["a", "b"]
    assert store.counts() == {"news": 1, "events": 2}


def test_an_alias_stays_with_its_first_owner(store: Store) -> None:
    poll(store, "news", [entry("first", "x")])

    poll(store, "news", [entry("second", "x", "y")])

    assert names(store.known("news", ["x"])) == ["first"]
    assert [known.aliases for known in store.known("news", ["y"])] == [{"y"}]


def test_an_alias_goes_to_the_entry_that_goes_by_it_today(store: Store) -> None:
    here, there = item("here"), item("there")
    poll(store, "news", [replace(entry("first", here.key), item=there)])

    poll(store, "news", [replace(entry("second", here.key), item=here)])
    poll(store, "news", [replace(entry("first", here.key), item=there)])

    assert names(store.known("news", [here.key])) == ["second"]


def test_entries_are_known_by_their_ids(store: Store) -> None:
    poll(store, "news", [entry("a"), entry("b")])

    assert names(store.known("news", [], [], [entry("b").id])) == ["b"]
    assert store.known("other", [], [], [entry("b").id]) == ()


def test_of_two_that_bring_an_alias_together_the_one_before_owns_it(store: Store) -> None:
    poll(store, "news", [entry("z", "x"), entry("a", "x")])

    assert names(store.known("news", ["x"])) == ["z"]


def test_aliases_are_never_taken_away(store: Store) -> None:
    poll(store, "news", [entry("a", "x", "y")])

    poll(store, "news", [entry("a", "z")])

    assert store.newest("news", 1)[0].aliases == {"x", "y", "z"}


def test_last_gives_of_each_source_the_one_first_seen_last(store: Store) -> None:
    store.claim(["news", "events", "silent"])
    hidden = replace(entry("hidden", first_seen=later(9)), announced=False)
    store.record(
        commit(
            state("news", 1),
            [entry("a"), entry("b", first_seen=later(5)), entry("c", first_seen=later(5)), hidden],
        )
    )
    store.record(commit(state("events", 1), [entry("x", "alias")]))

    found = store.last(["news", "events", "silent", "unknown"])

    assert {slug: each.id for slug, each in found.items()} == {"news": entry("b").id, "events": entry("x").id}
    assert found["events"].aliases == frozenset()
    assert store.last([]) == {}


def test_newest_gives_those_first_seen_last(store: Store) -> None:
    moments = [0, 2, 1.5, 1, 1.000001, 0.999999]
    poll(store, "news", [entry(str(moment), first_seen=later(moment)) for moment in moments])

    assert names(store.newest("news", 5)) == ["2", "1.5", "1.000001", "1", "0.999999"]
    assert store.newest("news", 0) == ()


def test_entries_first_seen_together_come_in_the_order_of_their_ids(store: Store) -> None:
    poll(store, "news", [entry("b"), entry("a"), entry("é"), entry("Z")])

    assert names(store.newest("news", 3)) == ["Z", "a", "b"]
    assert names(store.newest("news", 4)) == ["Z", "a", "b", "é"]


def test_a_source_without_entries_counts_none(store: Store) -> None:
    store.claim(["news"])

    assert store.counts() == {"news": 0}
