"""Changes of the rules for reading: differences that come only from the reading are saved silently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from fakes.world import URL, World
from ilofeed.core import ids as keys
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Entry, Item, Page, Selectors, Source, Validators
from ilofeed.core.state import Outcome
from ilofeed.decide import outcomes
from ilofeed.decide.reread import reread
from ilofeed.store import open_store

_OLD = Selectors(item="li.old", title=".old-title", link="a.old-link", date=".old-date", summary=".old-summary")
_NEW = Selectors(item="li.new", title=".new-title", link="a.new-link", date=".new-date", summary=".new-summary")


class Told(Struct, frozen=True):
    """An item of the page as one of the two readings finds it."""

    title: str
    link: str
    day: str = "2026-11-20"
    summary: str = "What it is about."


def source(selectors: Selectors, url: str = URL) -> Source:
    return Source(slug="news", url=url, profile="selectors", selectors=selectors)


NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)

OLD, NEW = source(_OLD), source(_NEW)


def page(items: Sequence[tuple[Told | None, Told | None]]) -> str:
    """Return a list whose items have one text for the old selectors and another for the new ones."""
    return f"<html><body><h1>News</h1><ul>{''.join(element(*each) for each in items)}</ul></body></html>"


def element(old: Told | None, new: Told | None) -> str:
    names = " ".join(name for name, told in (("old", old), ("new", new)) if told)
    parts = ""
    for name, told in (("old", old), ("new", new)):
        if told:
            parts += (
                f'<a class="{name}-link" href="{told.link}"></a><b class="{name}-title">{told.title}</b>'
                f'<i class="{name}-date">{told.day}</i><p class="{name}-summary">{told.summary}</p>'
            )
    return f'<li class="{names}">{parts}</li>'


def told(number: int) -> Told:
    return Told(
        f"Number {number} of the notices", f"/notice/{number}", f"2026-10-{number:02}", f"Summary {number}."
    )


def same(*numbers: int) -> list[tuple[Told | None, Told | None]]:
    return [(told(number), told(number)) for number in numbers]


@pytest.fixture
def world(address: str, tmp_path: Path) -> Iterator[World]:
    store = open_store(address, folder=tmp_path)
    yield World(store, tmp_path)
    store.close()


def upgraded(world: World, today: Source = NEW) -> None:
    """Change the state as if another release had read the last good page, with the same configuration."""
    state = world.store.claim(["news"])["news"]
    assert world.store.keep(replace(state, recipe=f"0/{today.digest}", asked=today.digest))


def entries(world: World) -> dict[str, Entry]:
    return {entry.item.title: entry for entry in world.store.newest("news", 100)}


def test_what_only_the_reading_changed_is_saved_silently(world: World) -> None:
    glued = [(replace(told(at), title=f"Number {at} ofthe notices"), told(at)) for at in range(9, 0, -1)]
    world.fetch.show(page(glued))
    world.poll(OLD)
    before = {entry.id: entry for entry in entries(world).values()}
    world.clock.pass_by(hours=1)
    upgraded(world)

    report = world.poll(NEW)

    after = {entry.id: entry for entry in entries(world).values()}
    assert (report.outcome, report.new, report.revised, report.moved) == (Outcome.UNCHANGED, 0, 0, 0)
    assert {each: entry.updated for each, entry in after.items()} == {
        each: entry.updated for each, entry in before.items()
    }
    assert {entry.item.title for entry in after.values()} == {told(at).title for at in range(1, 10)}
    assert world.store.revisions("news") == ()
    assert b"of the notices" in world.files()["news.atom"][0]
    assert b"ofthe" not in world.files()["news.atom"][0]


def test_an_edit_on_the_new_page_is_told_though_the_reading_changed_all_items(world: World) -> None:
    glued = [(replace(told(at), title=f"Number {at} ofthe notices"), told(at)) for at in range(9, 0, -1)]
    world.fetch.show(page(glued))
    world.poll(OLD)
    upgraded(world)
    edited = replace(told(5), title="Number 5, corrected")
    world.fetch.show(page([*same(10, 9, 8, 7, 6), (edited, edited), *same(4, 3, 2, 1)]))

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 1)
    assert [revision.before.title for revision in world.store.revisions("news")] == [told(5).title]


def test_keys_dates_and_titles_that_are_read_otherwise_keep_their_ids(world: World) -> None:
    world.fetch.show(
        page([(Told(f"Notice{at}", f"/x?n={at}&s=1", ""), Told(f"Notice {at}", f"/x?n={at}")) for at in range(7)])
    )
    world.poll(OLD)
    ids = {entry.id for entry in entries(world).values()}
    upgraded(world)

    report = world.poll(NEW)

    after = entries(world).values()
    assert (report.outcome, report.new, report.moved, report.revised) == (Outcome.UNCHANGED, 0, 0, 0)
    assert {entry.id for entry in after} == ids
    assert {entry.item.published for entry in after} == {date(2026, 11, 20)}
    assert {entry.item.key for entry in after} == {f"www.ilo.org/x?n={at}" for at in range(7)}
    assert all(f"www.ilo.org/x?n={entry.item.title[-1]}&s=1" in entry.aliases for entry in after)


def test_a_field_that_the_reading_leaves_as_it_is_keeps_what_an_older_page_said(world: World) -> None:
    world.fetch.show(page(same(3, 2, 1)))
    world.poll(OLD)
    short = (replace(told(2), summary=""), replace(told(2), summary="", title="Nr 2"))
    world.fetch.show(page([*same(3), short, *same(1)]))
    assert world.poll(OLD).outcome is Outcome.UNCHANGED
    upgraded(world)

    world.poll(NEW)

    assert entries(world)["Nr 2"].item.summary == "Summary 2."


def test_few_items_that_only_the_new_reading_finds_are_announced(world: World) -> None:
    world.fetch.show(page([*same(9, 8), (None, told(7)), *same(6, 5)]))
    world.poll(OLD)
    world.clock.pass_by(hours=1)
    upgraded(world)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 0)
    assert entries(world)[told(7).title].first_seen == world.clock.now()


def test_many_items_that_only_the_new_reading_finds_are_kept_without_being_announced(world: World) -> None:
    world.fetch.show(page([*same(25, 24), *((None, told(at)) for at in range(23, 9, -1)), *same(9, 8)]))
    world.poll(OLD)
    before = world.files()
    upgraded(world)

    first = world.poll(NEW)
    world.fetch.show(page(same(*range(26, 8, -1))))
    second = world.poll(NEW)

    assert (first.outcome, first.new) == (Outcome.UNCHANGED, 0)
    assert (second.outcome, second.new, second.revised) == (Outcome.CHANGED, 1, 0)
    assert set(entries(world)) == {told(at).title for at in (26, 25, 24, 9, 8)}
    assert before.keys() == world.files().keys()


def test_an_item_in_the_place_of_one_that_is_no_longer_read_is_not_announced(world: World) -> None:
    other = Told("Quite another heading", "/elsewhere")
    world.fetch.show(page([*same(9, 8), (told(7), other), *same(6, 5)]))
    world.poll(OLD)
    upgraded(world)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert told(7).title in entries(world)
    assert other.title not in entries(world)


def test_an_item_that_only_the_old_reading_found_is_not_withdrawn(world: World) -> None:
    box = Told("About the author", "/author")
    world.fetch.show(page([*same(9, 8), (box, None), *same(7, 6)]))
    world.poll(OLD)
    upgraded(world)

    first = world.poll(NEW)
    world.fetch.show(page([*same(10, 9, 8), (box, None), *same(7, 6)]))
    second = world.poll(NEW)

    assert (first.new, first.revised, second.new, second.revised) == (0, 0, 1, 0)
    assert entries(world)[box.title].withdrawn is None
    assert entries(world)[box.title].item.number is None
    assert world.store.withdrawn() == {}


def test_items_that_shared_an_address_are_told_apart_and_the_known_one_keeps_its_words(world: World) -> None:
    shared = [(replace(told(at), link="/all/WCMS_5"), replace(told(at), link=f"/all?n={at}")) for at in (3, 2, 1)]
    world.fetch.show(page(shared))
    world.poll(OLD)
    (known,) = entries(world).values()
    upgraded(world)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 2, 0)
    assert entries(world)[told(3).title].id == known.id
    assert set(entries(world)) == {told(at).title for at in (3, 2, 1)}


def test_fields_that_the_new_reading_does_not_find_hold_nothing_back(world: World) -> None:
    world.fetch.show(page([(told(at), replace(told(at), day="", summary="")) for at in range(9, 0, -1)]))
    world.poll(OLD)
    upgraded(world)
    world.fetch.show(page([(told(at), replace(told(at), day="", summary="")) for at in range(10, 1, -1)]))

    report = world.poll(NEW)

    assert (report.outcome, report.reason, report.new) == (Outcome.CHANGED, None, 1)


def test_a_list_with_nothing_in_common_is_silent_after_an_upgrade(world: World) -> None:
    other = [Told(f"Story {at} from elsewhere", f"/story/{at}") for at in range(9)]
    world.fetch.show(page([(told(at + 1), other[at]) for at in range(9)]))
    world.poll(OLD)
    before = set(entries(world))
    upgraded(world)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert set(entries(world)) == before


def test_the_operator_decides_where_new_selectors_read_another_list(world: World) -> None:
    other = [Told(f"Story {at} from elsewhere", f"/story/{at}") for at in range(9)]
    world.fetch.show(page([(told(at + 1), other[at]) for at in range(9)]))
    world.poll(OLD)

    report = world.poll(NEW)

    assert (report.outcome, report.reason) == (Outcome.QUARANTINED, "disjoint")


def test_corrected_selectors_cause_no_wave(world: World) -> None:
    world.fetch.show(
        page([(replace(told(at), title=f"{told(at).title} | ILO"), told(at)) for at in range(9, 0, -1)])
    )
    world.poll(OLD)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert set(entries(world)) == {told(at).title for at in range(1, 10)}


def test_validators_and_the_body_count_again_once_the_page_was_read_again(world: World) -> None:
    world.fetch.show(page(same(3, 2, 1)), etag='"1"')
    world.poll(NEW)
    upgraded(world)

    world.poll(NEW)
    world.poll(NEW)

    assert world.fetch.asked[1:] == [Validators(), Validators(etag='"1"')]
    assert world.state.recipe == outcomes.recipe(NEW)


def test_another_address_is_asked_without_validators_and_its_page_is_compared(world: World) -> None:
    body = page(same(3, 2, 1))
    world.fetch.show(body)
    world.poll(NEW)
    moved = source(_NEW, "https://www.ilo.org/moved/index.htm")
    world.fetch.answer = Page(url="https://other.example/list", body=body.encode())

    report = world.poll(moved)

    assert report.outcome is not Outcome.NOT_MODIFIED
    assert report.moved == 3


def test_a_kept_page_that_cannot_be_read_today_leaves_the_comparison_as_it_was(world: World) -> None:
    world.fetch.show(page([(told(at), None) for at in (3, 2, 1)]))
    world.poll(OLD)
    upgraded(world)
    world.fetch.show(page(same(4, 3, 2, 1)))

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 0)


def test_a_poll_that_fails_leaves_the_reading_to_the_next_one(world: World) -> None:
    world.fetch.show(page([(replace(told(at), title=f"No{at}"), told(at)) for at in (3, 2, 1)]))
    world.poll(OLD)
    upgraded(world)
    answer, world.fetch.answer = world.fetch.answer, FetchError("timeout", "too slow")
    assert world.poll(NEW).outcome is Outcome.FAILED
    world.fetch.answer = answer

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)


def test_a_new_page_that_cannot_be_read_still_saves_the_kept_one(world: World) -> None:
    world.fetch.show(page([(replace(told(at), title=f"No{at}"), told(at)) for at in (3, 2, 1)]))
    world.poll(OLD)
    upgraded(world)
    world.fetch.show("<html><body>We are working on it</body></html>")

    report = world.poll(NEW)

    assert (report.outcome, report.reason) == (Outcome.FAILED, "no_items")
    assert set(entries(world)) == {told(at).title for at in (3, 2, 1)}
    assert world.state.recipe == outcomes.recipe(NEW)


def test_a_dry_run_reads_again_and_saves_nothing(world: World) -> None:
    world.fetch.show(page([(replace(told(at), title=f"No{at}"), told(at)) for at in (3, 2, 1)]))
    world.poll(OLD)
    upgraded(world)
    before, state = entries(world), world.state
    world.fetch.show(page(same(4, 3, 2, 1)))

    report = world.poll(NEW, dry_run=True)

    assert (report.new, report.revised) == (1, 0)
    assert (entries(world), replace(world.state, generation=0)) == (before, replace(state, generation=0))


def test_a_held_poll_that_another_release_read_is_accepted_without_a_wave_after_it(world: World) -> None:
    world.fetch.show(page(same(9, 8, 7, 6, 5)))
    world.poll(OLD)
    links = {at: f"/notice/{at}" for at in range(9, 4, -1)}
    rewritten = [(Told(f"Rewritten{at}", link), Told(f"Rewritten {at}", link)) for at, link in links.items()]
    world.fetch.show(page(rewritten))
    world.clock.pass_by(hours=1)
    assert world.poll(OLD).reason == "mass_revision"
    held = world.store.quarantine("news")
    assert held is not None
    upgraded(world)
    world.poller.accept(NEW, world.store.claim(["news"])["news"], held)

    report = world.poll(NEW)

    assert (report.outcome, report.revised) == (Outcome.UNCHANGED, 0)
    assert set(entries(world)) == {f"Rewritten {at}" for at in range(9, 4, -1)}


def test_entries_of_further_pages_are_left_where_they_are(world: World) -> None:
    follow = replace(_NEW, next="a.next")
    book = replace(source(follow), backfill=2)
    behind = URL.replace("index.htm", "nextRow--5/index.htm")
    world.fetch.show(page(same(9, 8, 7)).replace("</ul>", f'</ul><a class="next" href="{behind}">Next</a>'))
    world.fetch.behind[behind] = Page(url=behind, body=page(same(6, 5)).encode())
    world.poll(book)
    upgraded(world, book)

    report = world.poll(book)

    numbers = {entry.item.title: entry.item.number for entry in entries(world).values()}
    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert numbers == {told(at).title: 10 - at for at in (9, 8, 7, 6, 5)}


def item(number: int, title: str, key: str) -> Item:
    return Item(number=number, key=key, title=title, link=f"https://{key}", published=date(2026, 11, 1))


readings = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["Fair wages", "Fairwages", "Safe work", "A new report"])),
    max_size=6,
)


@given(readings, readings)
@example([(0, "Fair wages"), (0, "Fair wages"), (1, "Safe work")], [(0, "Safe work")])
def test_laws_of_any_two_readings(old: list[tuple[int, str]], new: list[tuple[int, str]]) -> None:
    before, after = (
        tuple(item(at, title, f"example.org/{key}") for at, (key, title) in enumerate(reading, 1))
        for reading in (old, new)
    )
    known = tuple(Entry.first(keys.mint(each), each, keys.aliases(each), NOW) for each in distinct(before))

    result = reread(before, after, known, mint=keys.mint, now=NOW)

    saved = {entry.id: entry for entry in result.entries}
    assert len(saved) == len(result.entries)
    for entry in known:
        now = saved.get(entry.id, entry)
        assert (now.updated, now.first_seen, now.announced) == (entry.updated, entry.first_seen, True)
        assert now.aliases >= entry.aliases
        assert now.withdrawn is None
    assert not any(entry.announced for entry in result.entries if entry.id not in {each.id for each in known})
    assert {each.key for each in result.missed}.isdisjoint(entry.item.key for entry in result.entries)
    known = (*(entry for entry in known if entry.id not in saved), *saved.values())
    assume(len({entry.item.key for entry in known}) == len(known))  # reused URLs belong to the matching
    again = reread(after, after, known, mint=keys.mint, now=NOW)
    assert [entry for entry in again.entries if entry.id in saved] == []


def distinct(items: Sequence[Item]) -> list[Item]:
    return list({each.key: each for each in reversed(items)}.values())
