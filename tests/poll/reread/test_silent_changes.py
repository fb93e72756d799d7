"""Save silently the differences that come only from new rules for reading."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from fakes.world import URL, World
from ilofeed.core.models import Page
from ilofeed.core.state import Outcome
from poll.reread.readings import NEW, NEW_SELECTORS, OLD, Notice, entries, notice, page, same, source, upgraded


def test_differences_of_the_reading_are_saved_silently(world: World) -> None:
    glued = [(replace(notice(at), title=f"Number {at} ofthe notices"), notice(at)) for at in range(9, 0, -1)]
    world.fetch.show(page(glued))
    world.poll(OLD)
    before = {entry.id: entry for entry in entries(world).values()}
    world.clock.pass_by(hours=1)
    upgraded(world)

    report = world.poll(NEW)

    after = {entry.id: entry for entry in entries(world).values()}
    assert (report.outcome, report.new, report.revised, report.moved) == (Outcome.UNCHANGED, 0, 0, 0)
    assert {entry_id: entry.updated for entry_id, entry in after.items()} == {
        entry_id: entry.updated for entry_id, entry in before.items()
    }
    assert {entry.item.title for entry in after.values()} == {notice(at).title for at in range(1, 10)}
    assert world.store.revisions("news") == ()
    assert b"of the notices" in world.files()["news.atom"][0]
    assert b"ofthe" not in world.files()["news.atom"][0]


def test_an_edit_on_the_new_page_is_a_revision_although_the_reading_changed_all_items(world: World) -> None:
    glued = [(replace(notice(at), title=f"Number {at} ofthe notices"), notice(at)) for at in range(9, 0, -1)]
    world.fetch.show(page(glued))
    world.poll(OLD)
    upgraded(world)
    edited = replace(notice(5), title="Number 5, corrected")
    world.fetch.show(page([*same(10, 9, 8, 7, 6), (edited, edited), *same(4, 3, 2, 1)]))

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 1)
    assert [revision.before.title for revision in world.store.revisions("news")] == [notice(5).title]


def test_keys_dates_and_titles_that_are_read_differently_keep_their_ids(world: World) -> None:
    world.fetch.show(
        page(
            [
                (Notice(f"Notice{at}", f"/x?n={at}&s=1", ""), Notice(f"Notice {at}", f"/x?n={at}"))
                for at in range(7)
            ]
        )
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


def test_a_field_that_both_readings_agree_on_keeps_the_value_of_an_older_page(world: World) -> None:
    world.fetch.show(page(same(3, 2, 1)))
    world.poll(OLD)
    short = (replace(notice(2), summary=""), replace(notice(2), summary="", title="Nr 2"))
    world.fetch.show(page([*same(3), short, *same(1)]))
    assert world.poll(OLD).outcome is Outcome.UNCHANGED
    upgraded(world)

    world.poll(NEW)

    assert entries(world)["Nr 2"].item.summary == "Summary 2."


def test_items_that_shared_an_address_are_separated_and_the_known_one_is_not_revised(world: World) -> None:
    shared = [
        (replace(notice(at), link="/all/WCMS_5"), replace(notice(at), link=f"/all?n={at}")) for at in (3, 2, 1)
    ]
    world.fetch.show(page(shared))
    world.poll(OLD)
    (known,) = entries(world).values()
    upgraded(world)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 2, 0)
    assert entries(world)[notice(3).title].id == known.id
    assert set(entries(world)) == {notice(at).title for at in (3, 2, 1)}


def test_fields_that_the_new_reading_does_not_find_quarantine_nothing(world: World) -> None:
    world.fetch.show(page([(notice(at), replace(notice(at), day="", summary="")) for at in range(9, 0, -1)]))
    world.poll(OLD)
    upgraded(world)
    world.fetch.show(page([(notice(at), replace(notice(at), day="", summary="")) for at in range(10, 1, -1)]))

    report = world.poll(NEW)

    assert (report.outcome, report.reason, report.new) == (Outcome.CHANGED, None, 1)


def test_corrected_selectors_cause_no_wave(world: World) -> None:
    world.fetch.show(
        page([(replace(notice(at), title=f"{notice(at).title} | ILO"), notice(at)) for at in range(9, 0, -1)])
    )
    world.poll(OLD)

    report = world.poll(NEW)

    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert set(entries(world)) == {notice(at).title for at in range(1, 10)}


def test_entries_of_further_pages_keep_their_places(world: World) -> None:
    follow = replace(NEW_SELECTORS, next="a.next")
    book = replace(source(follow), backfill=2)
    behind = URL.replace("index.htm", "nextRow--5/index.htm")
    world.fetch.show(page(same(9, 8, 7)).replace("</ul>", f'</ul><a class="next" href="{behind}">Next</a>'))
    world.fetch.behind[behind] = Page(url=behind, body=page(same(6, 5)).encode())
    world.poll(book)
    upgraded(world, book)

    report = world.poll(book)

    numbers = {entry.item.number or 0: entry.item.title for entry in entries(world).values()}
    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert [title for _, title in sorted(numbers.items())] == [notice(at).title for at in (9, 8, 7, 6, 5)]
