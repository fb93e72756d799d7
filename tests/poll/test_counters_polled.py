"""Counters on a page that is polled repeatedly: their changes are not published, and no edit is missed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from fakes.world import URL, World
from ilofeed.core.models import Source
from ilofeed.core.selectors import Selectors
from ilofeed.core.state import Outcome

NEWS = Source(
    slug="news",
    url=URL,
    profile="selectors",
    selectors=Selectors(item="li", title="b", link="a", date="i", summary="p"),
)


def page(items: dict[str, int], summary: str = "Seen by {} people.", *, linked: bool = True) -> str:
    """Return a list of items, each with a counter in its title and summary."""
    listed = "".join(
        f"<li><b>{title} ({count} comments)</b><i>2026-10-{at:02}</i><p>{summary.format(count * 7)}</p>"
        + (f'<a href="/news/{title[-1]}">Read</a></li>' if linked else "</li>")
        for at, (title, count) in enumerate(items.items(), 1)
    )
    return f"<html><body><h1>News</h1><ul>{listed}</ul></body></html>"


def titles(count: int, start: int = 0) -> dict[str, int]:
    return {f"Notice {chr(97 + at)}": start + at for at in range(count)}


@pytest.mark.parametrize("linked", [True, False])
def test_running_counters_publish_nothing_and_hide_nothing(world: World, *, linked: bool) -> None:
    world.fetch.show(page(titles(8), linked=linked))
    world.poll(NEWS)
    before = world.files()
    for start in (3, 9, 15):
        world.clock.pass_by(hours=1)
        world.fetch.show(page(titles(8, start), linked=linked))

        report = world.poll(NEWS)

        assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert world.files() == before
    world.fetch.show(page({**titles(8, 20), "Notice z": 0}, linked=linked))

    report = world.poll(NEWS)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 0)
    assert world.store.revisions("news") == ()


def test_a_counter_that_ran_once_is_noise_in_one_item_after_a_restart(world: World) -> None:
    for start in (0, 5):
        world.fetch.show(page(titles(6, start)))
        world.poll(NEWS)
    one = {**titles(6, 5), "Notice b": 77}
    world.fetch.show(page(one))

    report = world.poll(NEWS)

    assert (report.outcome, report.revised) == (Outcome.UNCHANGED, 0)
    assert len(world.state.counters) == 2


def test_an_edit_of_words_is_reported_while_counters_run(world: World) -> None:
    world.fetch.show(page(titles(6)))
    world.poll(NEWS)
    world.fetch.show(page(titles(6, 5)).replace("Notice c", "Notice c, corrected"))

    report = world.poll(NEWS)

    assert (report.outcome, report.revised, report.new) == (Outcome.CHANGED, 1, 0)


def test_a_single_number_that_is_corrected_is_an_edit(world: World) -> None:
    world.fetch.show(page(titles(6), "An accident with {} dead."))
    world.poll(NEWS)
    world.fetch.show(page(titles(6), "An accident with {} dead.").replace("with 14 dead", "with 15 dead"))

    report = world.poll(NEWS)

    assert (report.outcome, report.revised) == (Outcome.CHANGED, 1)
    assert world.state.counters == ()


def test_a_held_poll_teaches_nothing_until_it_is_accepted(world: World) -> None:
    world.fetch.show(page(titles(8)))
    world.poll(NEWS)
    world.fetch.show(page(titles(8, 5), "Quite other words of {} people."))
    assert world.poll(NEWS).reason == "mass_revision"
    taught = world.state.counters
    held = world.store.quarantine("news")
    assert held is not None
    world.poller.accept(NEWS, world.store.claim(["news"])["news"], held)
    world.fetch.show(page(titles(8, 9), "Quite other words of {} people."))

    report = world.poll(NEWS)

    assert taught == ()
    assert (report.outcome, report.revised) == (Outcome.UNCHANGED, 0)


def test_counters_are_no_reading_of_another_release(world: World) -> None:
    world.fetch.show(page(titles(6)))
    world.poll(NEWS)
    world.fetch.show(page(titles(6, 5)))
    world.poll(NEWS)
    before = world.files()
    state = world.store.claim(["news"])["news"]
    world.store.keep(replace(state, recipe=f"0/{NEWS.digest}"))

    report = world.poll(NEWS)

    assert (report.outcome, report.revised) == (Outcome.UNCHANGED, 0)
    assert {name: body for name, (body, _) in world.files().items()} == {
        name: body for name, (body, _) in before.items()
    }
