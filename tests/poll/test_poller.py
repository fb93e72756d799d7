"""One poll, with a real store and publisher, a fake fetch with answers of the test, and a fixed clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.pages import Listed, ilo_cards, ilo_list, some
from fakes.world import NEWS, NO_VALIDATORS, URL, World, listing, row, show_list
from ilofeed.core import ids
from ilofeed.core.errors import DeferredError, FetchError, PollError
from ilofeed.core.models import NotModified, Page, Selectors, Validators
from ilofeed.core.state import Outcome, PollReport
from ilofeed.decide import outcomes
from ilofeed.decide.schedule import is_due
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.store import open_store


@pytest.fixture
def world(address: str, tmp_path: Path) -> Iterator[World]:
    store = open_store(address, folder=tmp_path)
    yield World(store, tmp_path)
    store.close()


def test_a_first_poll_takes_every_item_and_publishes_three_files(world: World) -> None:
    world.fetch.show(ilo_list(some(7)), etag='"1"')

    report = world.poll()

    assert (report.outcome, report.items, report.new, report.published) == (Outcome.CHANGED, 7, 7, True)
    assert set(world.files()) == {"news.rss", "news.atom", "news.json"}
    assert world.state.last_success == world.clock.now()


def test_not_modified_changes_nothing_but_the_time_of_the_poll(world: World) -> None:
    world.fetch.show(ilo_list(some(2)), etag='"1"')
    world.poll()
    before = world.files()
    world.fetch.answer = NotModified(url=URL)
    world.clock.pass_by(hours=1)

    report = world.poll()

    assert (report.outcome, report.status, report.published) == (Outcome.NOT_MODIFIED, 304, False)
    assert world.files() == before
    assert world.state.last_success == world.clock.now()
    assert world.fetch.asked[1] == Validators(etag='"1"')


def test_the_same_bytes_are_not_read_again(world: World) -> None:
    world.fetch.show(ilo_list(some(2)), etag='"1"')
    world.poll()
    world.fetch.show(ilo_list(some(2)), etag='"2"')

    report = world.poll()

    assert (report.outcome, report.items) == (Outcome.UNCHANGED, 0)
    assert world.state.validators == Validators(etag='"2"')


def test_other_bytes_with_the_same_items_are_unchanged(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    world.poll()
    before = world.files()
    world.fetch.show(ilo_list(some(2)) + "<!-- rendered anew -->")

    report = world.poll()

    assert (report.outcome, report.items, report.published) == (Outcome.UNCHANGED, 2, False)
    assert world.files() == before


def test_a_new_item_is_announced_once_and_the_others_keep_their_ids(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    world.poll()
    before = {entry.id for entry in world.store.newest("news", 9)}
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list(some(3)))

    report = world.poll()

    assert (report.outcome, report.new, report.published) == (Outcome.CHANGED, 1, True)
    assert before < {entry.id for entry in world.store.newest("news", 9)}


def test_edits_and_moves_are_counted(world: World) -> None:
    world.fetch.show(ilo_list(some(3)))
    world.poll()
    first, second, third = some(3)
    edited = Listed(number=first.number, title="Other words", day=first.day)
    moved = Listed(number=second.number, title=second.title, day=second.day, section="/africa")
    world.fetch.show(ilo_list([edited, moved, third]))

    report = world.poll()

    assert (report.new, report.revised, report.moved) == (0, 1, 1)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("<html><body><h1>We are working on it</h1></body></html>", "no_items"),
        ("%PDF-1.7 …", "not_html"),
        ('<ol class="item-list"></ol>', "no_items"),
    ],
)
def test_a_page_that_is_no_list_fails_and_touches_no_file(world: World, body: str, reason: str) -> None:
    world.fetch.show(ilo_list(some(2)), etag='"good"')
    world.poll()
    before = world.files()
    world.fetch.show(body, etag='"bad"')

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.FAILED, reason)
    assert world.files() == before
    assert world.state.validators == Validators(etag='"good"')
    assert (world.state.failures, world.state.reason) == (1, reason)


def test_a_source_recovers_by_itself(world: World) -> None:
    world.fetch.answer = FetchError("timeout", "too slow")
    world.poll()
    world.poll()
    assert world.state.failures == 2
    world.fetch.show(ilo_list(some(2)))

    report = world.poll()

    assert report.new == 2
    assert (world.state.failures, world.state.reason, world.state.message) == (0, None, "")


def test_validators_are_not_sent_under_another_recipe(world: World) -> None:
    world.fetch.show(ilo_list(some(2)), etag='"1"')
    world.poll()

    world.poll(replace(NEWS, profile="ilo-list"))
    world.poll(replace(NEWS, url=URL + "?other"))
    world.poll(force=True)

    assert world.fetch.asked[1:] == [Validators()] * 3


@pytest.mark.parametrize(
    "changed",
    [
        {"language": "fr"},
        {"profile": "text"},
        {"url": f"{URL}?page=all"},
        {"profile": "selectors", "selectors": Selectors(item="li", title="a")},
        {"profile": "selectors", "selectors": Selectors(item="li", title="b")},
    ],
)
def test_every_change_of_how_a_page_is_read_is_another_recipe(changed: dict[str, Any]) -> None:
    others = [NEWS, replace(NEWS, profile="selectors", selectors=Selectors(item="ol > li", title="a"))]

    assert outcomes.recipe(replace(NEWS, **changed)) not in [outcomes.recipe(each) for each in others]
    assert outcomes.recipe(replace(NEWS, title="Other", interval=timedelta(days=9))) == outcomes.recipe(NEWS)


def test_an_ordinary_failure_ends_what_the_server_asked_for_and_failures_put_polls_off(world: World) -> None:
    world.fetch.answer = FetchError("status_429", "Not now.", not_before=world.clock.now() + timedelta(hours=1))
    world.poll()
    world.fetch.answer = FetchError("timeout", "It does not answer.")
    world.clock.pass_by(hours=2)

    for hours in (2, 4, 8):
        world.poll()
        assert world.state.not_before is None
        assert world.state.due_at is not None
        assert world.state.due_at - world.clock.now() >= timedelta(hours=hours)


def test_validators_of_a_page_that_was_never_read_are_not_kept(world: World) -> None:
    world.fetch.show("<p>maintenance</p>", etag='"bad"')
    world.poll()

    world.poll()

    assert world.fetch.asked == [Validators(), Validators()]


def test_what_the_server_asked_for_binds_a_hand_too_unless_it_forces(world: World) -> None:
    wait = timedelta(hours=2)
    world.fetch.answer = FetchError("status_429", "slow down", status=429, not_before=world.clock.now() + wait)
    world.poll()
    world.fetch.show(ilo_list(some(2)))

    skipped = world.poll()
    forced = world.poll(force=True)

    assert (skipped.outcome, skipped.reason) == (Outcome.SKIPPED, "not_before")
    assert forced.new == 2
    assert len(world.fetch.asked) == 2
    assert world.state.not_before is None


def test_a_host_that_wants_to_be_left_alone_puts_the_poll_off_and_counts_as_no_failure(world: World) -> None:
    until = world.clock.now() + timedelta(hours=3)
    world.fetch.answer = DeferredError("not_before", "www.ilo.org wants to be left alone", not_before=until)

    dry, report = world.poll(dry_run=True), world.poll()

    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "not_before")
    assert dry == report
    assert (world.state.not_before, world.state.failures, world.state.outcome) == (until, 0, None)
    assert world.store.polls("news", 9) == ()
    assert not is_due(NEWS, world.state, until - timedelta(seconds=1))
    assert is_due(NEWS, world.state, until)


def test_a_poll_that_is_stopped_leaves_nothing(world: World) -> None:
    state = world.store.claim(["news"])["news"]
    world.fetch.answer = DeferredError("stopped", "the program is to end")

    report = world.poller.poll(NEWS, state)

    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "stopped")
    assert world.store.state("news") == state


def test_a_page_that_is_gone_for_good_is_asked_for_when_forced_or_corrected_only(world: World) -> None:
    world.fetch.answer = FetchError("status_410", "Gone.", status=410)
    world.poll()
    world.clock.pass_by(days=9)

    again = world.poll()

    assert (again.outcome, again.reason, len(world.fetch.asked)) == (Outcome.SKIPPED, "paused", 1)
    assert not is_due(NEWS, world.state, world.clock.now())
    assert is_due(replace(NEWS, url=f"{URL}?other"), world.state, world.clock.now())
    world.fetch.show(ilo_list(some(2)))
    assert world.poll(force=True).outcome is Outcome.CHANGED
    assert world.fetch.forced
    assert world.poll().outcome is Outcome.UNCHANGED


def test_a_page_that_moved_for_good_is_read_there_and_the_operator_told(world: World) -> None:
    moved_to = "https://www.ilo.org/resource/news"
    world.fetch.show(ilo_list(some(2)), etag='"1"')
    assert isinstance(world.fetch.answer, Page)
    world.fetch.answer = replace(world.fetch.answer, url=moved_to, moved_to=moved_to)

    world.poll()

    assert world.state.moved_to == moved_to
    world.fetch.answer = NotModified(url=moved_to, moved_to=moved_to)
    world.poll()
    assert world.state.moved_to == moved_to
    world.fetch.answer = FetchError("timeout", "It does not answer.")
    world.poll()
    assert world.state.moved_to == moved_to
    world.fetch.show(ilo_list(some(3)))
    world.poll()
    assert world.state.moved_to == ""


def test_a_dry_run_says_what_would_be_and_leaves_everything(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    state = world.store.claim(["news"])["news"]

    report = world.poller.poll(NEWS, state, dry_run=True)

    assert (report.outcome, report.new, report.published) == (Outcome.CHANGED, 2, False)
    assert world.store.state("news") == state
    assert world.store.newest("news", 9) == ()
    assert not world.output.exists()


def test_an_address_used_again_brings_a_new_entry_and_leaves_the_old_one_alone(world: World) -> None:
    one = Listed(number=1, title="Fishers agree", summary="")
    two = Listed(number=2, title="Miners agree", summary="", day="14 June 2023")
    three = Listed(number=3, title="Bakers agree", summary="", day="15 June 2023")

    def cards(*shown: tuple[str, Listed]) -> PollReport:
        page = ilo_cards([each for _, each in shown])
        for name, each in shown:
            page = page.replace(f"document-{each.number}", name)
        world.clock.pass_by(hours=1)
        world.fetch.show(page)
        return world.poll()

    cards(("top", one))
    assert cards(("fishers", one)).moved == 1
    assert (cards(("top", two), ("fishers", one)).new, world.store.counts()) == (1, {"news": 2})
    # Both changes in one poll.
    report = cards(("top", three), ("miners", two), ("fishers", one))

    assert (report.new, report.revised, report.moved) == (1, 0, 1)
    titles = {entry.item.link.rpartition("/")[2]: entry.item.title for entry in world.store.newest("news", 9)}
    assert titles == {"top": three.title, "miners": two.title, "fishers": one.title}
    assert (cards(("fishers", one)).new, cards(("top", three), ("fishers", one)).new) == (0, 0)


def test_a_clock_that_was_far_ahead_is_forgotten(world: World) -> None:
    world.fetch.show(ilo_list(some(60)))
    world.clock.pass_by(days=30)
    world.poll()
    world.clock.pass_by(days=-30)
    world.fetch.show(ilo_list(some(61)))
    assert isinstance(world.fetch.answer, Page)
    world.fetch.answer = replace(world.fetch.answer, date=world.clock.now())

    report, _ = world.poll(), world.poll()

    assert (report.new, report.revised) == (1, 0)
    newest = world.store.newest("news", 99)
    assert newest[0].item.title == some(61)[0].title
    assert newest[0].updated == max(entry.updated for entry in newest) <= world.clock.now() + timedelta(minutes=2)
    assert world.state.due_at is not None
    assert world.state.due_at < world.clock.now() + timedelta(hours=2)


def test_a_source_that_was_corrected_is_forgiven_its_failures(world: World) -> None:
    world.fetch.answer = FetchError("status_429", "Not now.", not_before=world.clock.now() + timedelta(days=2))
    world.poll()
    world.poll(force=True)
    assert world.state.failures == 2
    world.fetch.show(ilo_list(some(2)))

    report = world.poll(replace(NEWS, url=f"{URL}?corrected"))

    assert report.outcome is Outcome.CHANGED


def test_a_poll_that_was_overtaken_saves_and_publishes_nothing(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    early = world.store.claim(["news"])["news"]
    world.poll()
    before = world.files()
    world.fetch.show(ilo_list(some(3)))

    report = world.poller.poll(NEWS, early)

    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "overtaken")
    assert len(world.store.newest("news", 9)) == 2
    assert world.files() == before


def test_a_run_killed_before_publishing_is_healed_by_the_next(world: World) -> None:
    world.fetch.show(ilo_list(some(2)), etag='"1"')

    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Poller(
            PollServices(store=world.store, fetch=world.fetch, publish=killed, clock=world.clock, mint=ids.mint)
        ).poll(NEWS, world.store.claim(["news"])["news"])
    assert not world.output.exists()
    world.fetch.answer = NotModified(url=URL)

    report = world.poll()

    assert (report.outcome, report.published) == (Outcome.NOT_MODIFIED, True)
    assert len(world.files()) == 3


def test_a_folder_that_cannot_be_written_fails_the_source_and_loses_nothing(world: World) -> None:
    world.fetch.show(ilo_list(some(2)))
    world.output.write_text("in the way")

    failed = world.poll()

    assert (failed.outcome, failed.reason, failed.status) == (Outcome.FAILED, "output", 200)
    assert (failed.items, failed.new, failed.published) == (2, 2, False)
    assert "feeds" in failed.message
    assert world.state.reason == "output"
    assert [report.new for _, report in world.store.polls("news", 9)] == [2]
    world.output.unlink()
    world.fetch.answer = NotModified(url=URL)

    healed = world.poll()

    assert (healed.outcome, healed.published) == (Outcome.NOT_MODIFIED, True)
    assert world.state.reason is None


def test_an_item_that_leaves_the_page_stays_in_the_feed_and_is_not_new_again(world: World) -> None:
    world.fetch.show(ilo_list(some(3)))
    world.poll()
    world.fetch.show(ilo_list(some(3)[:2]))
    without = world.poll()
    world.fetch.show(ilo_list(some(3)))

    back = world.poll()

    assert (without.new, back.new) == (0, 0)
    assert world.files()["news.json"][0].count(b'"id"') == 3
    assert not without.published
    assert not back.published


def test_a_first_poll_reads_one_page_unless_told_otherwise(world: World) -> None:
    show_list(world, some(35))

    first = world.poll()

    assert (first.new, world.fetch.read_on) == (10, [])


def test_a_first_poll_reads_back_as_far_as_it_is_told(world: World) -> None:
    show_list(world, some(35))

    report = world.poll(replace(NEWS, backfill=3))

    assert report.new == 30
    assert world.fetch.read_on == [row(10), row(20)]


def test_many_new_items_are_read_on_until_one_is_known(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(35))

    report = world.poll()

    assert (report.new, report.items) == (25, 30)
    assert world.fetch.read_on == [row(10), row(20)]
    assert [entry.item.number for entry in world.store.newest("news", 25)] == list(range(1, 26))


def test_one_known_item_on_the_page_is_enough(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(13))

    assert world.poll().new == 3
    assert world.fetch.read_on == []


def test_reading_on_has_a_limit(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(100))

    world.poll(replace(NEWS, max_pages=3))

    assert world.fetch.read_on == [row(10), row(20)]


def test_a_further_page_that_does_not_come_fails_the_poll_so_that_nothing_is_missed(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    before = world.files()
    show_list(world, some(35))
    world.fetch.behind[row(20)] = FetchError("timeout", "too slow")

    failed = world.poll()

    assert (failed.outcome, failed.reason, failed.new) == (Outcome.FAILED, "timeout", 0)
    assert world.files() == before
    show_list(world, some(35))
    assert world.poll().new == 25


@pytest.mark.parametrize(
    "end",
    [
        FetchError("status_404", "gone", status=404),
        Page(url=row(10), body=b"<p>No more.</p>"),
        NotModified(url=row(10)),
    ],
)
def test_a_list_that_ends_before_its_pager_says_so_is_read_to_its_end(
    world: World, end: Page | NotModified | PollError
) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, [*some(20, first=990001, about="pay"), *some(10)])
    world.fetch.behind[row(10)] = end

    report = world.poll()

    assert (report.outcome, report.items) == (Outcome.QUARANTINED, 10)


def test_a_pager_that_leads_in_circles_is_followed_once(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    world.fetch.show(listing(some(10, first=990001, about="pay"), 10))
    world.fetch.show_behind(10, some(10, first=980001, about="rest"), 20)
    world.fetch.show_behind(20, some(10, first=970001, about="time"), 10)

    world.poll()

    assert world.fetch.read_on == [row(10), row(20)]


def test_a_page_cannot_send_us_to_another_port(world: World) -> None:
    world.fetch.show(listing(some(10), 10).replace('href="https://www.ilo.org/', 'href="https://www.ilo.org:22/'))
    assert isinstance(world.fetch.answer, Page)
    assert b"https://www.ilo.org:22/" in world.fetch.answer.body

    world.poll(replace(NEWS, backfill=5))

    assert world.fetch.read_on == []


def test_what_slides_onto_the_next_page_between_two_requests_counts_once(world: World) -> None:
    show_list(world, some(5))
    world.poll()
    items = some(25)
    world.fetch.show(listing(items[:10], 10))
    world.fetch.show_behind(10, items[9:25])

    report = world.poll()

    assert (report.new, report.items) == (20, 25)


def test_a_bug_met_with_one_source_is_told_and_starves_no_other(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def fetch(_url: str, _validators: Validators = NO_VALIDATORS, /, *, force: bool = False) -> Page:
        raise RuntimeError(f"nobody thought of this: {force}")

    world.poller = Poller(
        PollServices(store=world.store, fetch=fetch, publish=world.publisher, clock=world.clock, mint=ids.mint)
    )

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.FAILED, "bug")
    assert world.state.failures == 1
    assert "Traceback" in caplog.text
