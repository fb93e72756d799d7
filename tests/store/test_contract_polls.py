"""Save polls, revisions, pages and unannounced entries in every store."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from ilofeed.core import ids
from ilofeed.core.errors import StoreError
from ilofeed.core.ids import MOST_ALIASES
from ilofeed.core.protocols import Store
from ilofeed.core.state import KeptPage, LinkRules, Outcome, PollReport, PollResult, Revision
from ilofeed.store.bounds import MOVES
from store.poll_samples import DECISIONS, extraction, held, page, recorded
from store.samples import NOON, commit, entry, later, names, report, state


def test_revisions_come_back_the_oldest_first(store: Store) -> None:
    changes = [
        Revision(entry=entry(name).id, at=later(seconds), before=entry(name).item, moved=moved)
        for name, seconds, moved in (("b", 2, True), ("a", 2, False), ("b", 1, False))
    ]
    recorded(store, Outcome.CHANGED, entries=(entry("a"), entry("b")), revisions=tuple(changes))

    assert store.revisions("news") == (changes[2], changes[1], changes[0])
    assert store.revisions("other") == ()


def test_a_second_revision_at_the_same_instant_replaces_the_first(store: Store) -> None:
    first = Revision(entry=entry("a").id, at=NOON, before=entry("a").item, moved=True)
    second = replace(first, before=replace(first.before, title="Corrected"), moved=False)
    recorded(store, Outcome.CHANGED, entries=(entry("a"),), revisions=(first,))

    recorded(store, Outcome.CHANGED, revisions=(second,))

    assert store.revisions("news") == (second,)


def test_a_revision_of_an_entry_that_is_not_kept_is_refused_with_its_poll(store: Store) -> None:
    before = store.claim(["news"])["news"]
    stray = Revision(entry="nobody", at=NOON, before=entry("a").item)
    late = commit(state("news", before.generation), [entry("a")])

    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        store.record(replace(late, revisions=(stray,), quarantine=held()))

    assert store.states() == {"news": before}
    assert (store.counts(), store.quarantine("news"), store.polls("news", 9)) == ({"news": 0}, None, ())


def test_what_is_not_announced_is_known_but_in_no_feed(store: Store) -> None:
    silent = replace(entry("silent", first_seen=later(1)), announced=False)
    recorded(store, Outcome.CHANGED, entries=(entry("a"), silent))

    assert names(store.newest("news", 9)) == ["a"]
    assert store.counts() == {"news": 1}
    assert store.known("news", ["silent"]) == (silent,)


def test_an_entry_that_is_announced_later_is_in_the_feeds_from_then_on(store: Store) -> None:
    recorded(store, Outcome.CHANGED, entries=(replace(entry("a"), announced=False),))

    recorded(store, Outcome.CHANGED, entries=(entry("a"),))

    assert store.newest("news", 9) == (entry("a"),)


def test_the_limit_of_the_newest_counts_announced_entries_only(store: Store) -> None:
    silent = [replace(entry(f"s{second}", first_seen=later(second)), announced=False) for second in range(5)]
    recorded(store, Outcome.CHANGED, entries=(*silent, entry("a"), entry("b")))

    assert names(store.newest("news", 2)) == ["a", "b"]


def test_entries_are_known_by_language_and_wording_of_their_title(store: Store) -> None:
    quoted = replace(entry("a"), item=replace(entry("a").item, title="“Decent  work”: l’OIT"))
    recorded(store, Outcome.CHANGED, entries=(quoted, entry("b")))
    same = replace(entry("x").item, title='"DECENT work": l\'oit\n', language="en-GB")
    other = replace(same, language="fr")

    assert store.known("news", [], [ids.title_name(same)]) == (quoted,)
    assert store.known("news", ["a"], [ids.title_name(same)]) == (quoted,)
    assert store.known("news", [], [ids.title_name(other)]) == ()
    assert store.known("other", [], [ids.title_name(same)]) == ()


def test_an_entry_is_known_by_its_newest_title_only(store: Store) -> None:
    corrected = replace(entry("a"), item=replace(entry("a").item, title="Corrected"))
    recorded(store, Outcome.CHANGED, entries=(entry("a"),))

    recorded(store, Outcome.CHANGED, entries=(corrected,))

    assert store.known("news", [], [ids.title_name(corrected.item)]) == (corrected,)
    assert store.known("news", [], [ids.title_name(entry("a").item)]) == ()


def test_polls_come_back_the_latest_first(store: Store) -> None:
    recorded(store, Outcome.CHANGED)
    recorded(store, Outcome.FAILED)
    recorded(store, Outcome.UNCHANGED)

    found = store.polls("news", 2)

    assert [told.outcome for _, told in found] == [Outcome.UNCHANGED, Outcome.FAILED]
    assert found[0][0] == NOON
    assert not found[0][1].published
    assert len(store.polls("news", 9)) == 3
    assert (store.polls("news", 0), store.polls("other", 9)) == ((), ())


def test_a_poll_comes_back_whole_but_for_whether_it_published(store: Store) -> None:
    told = PollReport(
        source="news",
        outcome=Outcome.FAILED,
        reason="status_503",
        message="“busy”",
        status=503,
        items=1,
        new=2,
        revised=3,
        moved=4,
        skipped=5,
        published=True,
        seconds=0.125,
    )
    generation = store.claim(["news"])["news"].generation

    store.record(commit(state("news", generation, last_poll=later(0.5)), told=told))

    assert store.polls("news", 1) == ((later(0.5), replace(told, published=False)),)


def test_the_newest_pages_are_kept_and_always_the_last_good_one(store: Store) -> None:
    def kept(number: int, *, good: bool) -> KeptPage:
        return KeptPage(
            at=later(number),
            page=page(b"%d" % number),
            extraction=extraction() if good else None,
            good=good,
            decisions=DECISIONS if good else None,
        )

    for number in range(3):
        recorded(store, Outcome.CHANGED, kept=kept(number, good=True))
    assert store.pages("news") == tuple(kept(number, good=True) for number in (2, 1, 0))
    for number in range(10, 50):
        recorded(store, Outcome.FAILED, kept=kept(number, good=False))

    found = store.pages("news")

    assert [each.at for each in found] == [later(number) for number in (*range(49, 19, -1), 2)]
    assert found[-1] == kept(2, good=True)


def test_a_page_that_came_before_is_kept_once(store: Store) -> None:
    for number in range(3):
        one = KeptPage(at=later(number), page=page(), extraction=None, good=False)
        recorded(store, Outcome.FAILED, kept=one)

    assert [each.at for each in store.pages("news")] == [later(2)]


def test_what_was_overtaken_saves_nothing_of_all_this(store: Store) -> None:
    older = store.claim(["news"])["news"].generation
    store.claim(["news"])
    late = replace(
        commit(state("news", older), [entry("a")]),
        revisions=(Revision(entry=entry("a").id, at=NOON, before=entry("a").item),),
        quarantine=held(),
        kept=KeptPage(at=NOON, page=page(), extraction=None, good=False),
    )

    assert not store.record(late)
    assert (store.quarantine("news"), store.revisions("news"), store.pages("news")) == (None, (), ())


def test_what_is_learned_of_links_comes_back(store: Store) -> None:
    rules = LinkRules(shared=("www.example.org/n",), volatile=("sid",), telling=("t",))
    generation = store.claim(["news"])["news"].generation

    store.record(commit(replace(state("news", generation), link_rules=rules)))

    found = store.state("news")
    assert found is not None
    assert found.link_rules == rules


def test_aliases_that_an_entry_lost_to_the_limit_are_forgotten(store: Store) -> None:
    long_ago = entry("a", *(f"www.example.org/{at}" for at in range(600)))
    other = entry("b", "www.example.org/b")
    recorded(store, Outcome.CHANGED, entries=(long_ago, other))
    kept = frozenset(f"www.example.org/{at}" for at in range(MOST_ALIASES))

    recorded(store, Outcome.CHANGED, entries=(replace(long_ago, aliases=kept),))

    found = {each.id: each.aliases for each in store.known("news", ["www.example.org/b", "www.example.org/1"])}
    assert found == {long_ago.id: kept, other.id: other.aliases}
    assert store.known("news", ["www.example.org/599"]) == ()


def test_of_the_moves_of_an_entry_the_last_are_kept_and_of_its_edits_all(store: Store) -> None:
    def changed(name: str, at: float, *, moved: bool) -> None:
        one = entry(name)
        recorded(
            store,
            Outcome.CHANGED,
            entries=(one,),
            revisions=(Revision(entry=one.id, at=later(at), before=one.item, moved=moved),),
        )

    for at in range(30):
        changed("a", 2 * at, moved=True)
        changed("a", 2 * at + 1, moved=False)
        changed("b", 2 * at, moved=False)
    changed("b", 99, moved=True)

    found = [(each.entry == entry("a").id, each.moved) for each in store.revisions("news")]
    assert found.count((True, True)) == MOVES
    assert (found.count((True, False)), found.count((False, False)), found.count((False, True))) == (30, 30, 1)


def ended(store: Store, outcome: Outcome, hours: int) -> None:
    """Record a poll that ended with *outcome* a number of *hours* after noon."""
    at, before = NOON + timedelta(hours=hours), store.claim(["news"])["news"]
    after = replace(
        before, outcome=outcome, last_poll=at, last_success=at if outcome.is_ok else before.last_success
    )
    assert store.record(PollResult(state=after, report=replace(report("news"), outcome=outcome)))


def test_a_problem_begins_with_the_first_bad_poll_after_the_last_good_one(store: Store) -> None:
    for hours, outcome in enumerate((Outcome.FAILED, Outcome.CHANGED, Outcome.QUARANTINED, Outcome.FAILED)):
        ended(store, outcome, hours)

    assert store.problems_since() == {"news": NOON + timedelta(hours=2)}


def test_a_source_that_was_never_good_has_its_problem_since_its_first_poll(store: Store) -> None:
    for hours in range(3):
        ended(store, Outcome.FAILED, hours)

    assert store.problems_since() == {"news": NOON}


def test_a_good_poll_ends_a_problem(store: Store) -> None:
    assert store.problems_since() == {}
    for hours, outcome in enumerate((Outcome.FAILED, Outcome.NOT_MODIFIED)):
        ended(store, outcome, hours)

    assert store.problems_since() == {}
