"""Items without links, from poll to poll: title and date identify each, or an id that the site gave it."""

from __future__ import annotations

import pytest

from fakes.world import URL, World
from ilofeed.core.models import Source
from ilofeed.core.state import Outcome

NEWS = Source(slug="news", url=URL, profile="auto")
HALLS = ("Hall of the port", "Old town hall", "School of music", "Library at the lake", "House of the guilds")


def page(*numbers: int, title: str = "Sitting of the council, {hall}", ids: str = "") -> str:
    """Return a list with the items *numbers* of 1 to 28, each without a link; *ids* may use number and place."""
    rows = "".join(
        f"<tr{f' id={ids.format(number=number, place=place)}' if ids else ''}><td>{number} October 2026</td>"
        f"<td>{title.format(hall=HALLS[number % 5], number=number)}</td><td>Room {number % 3}</td></tr>"
        for place, number in enumerate(numbers)
    )
    return f"<html><body><h1>Sittings</h1><table>{rows}</table></body></html>"


@pytest.mark.parametrize("ids", ["", "n-{number}", "row-{place}"])
@pytest.mark.parametrize("title", ["Sitting of the council, {hall}", "Sitting of the whole council"])
def test_a_new_row_on_top_is_one_new_entry(world: World, ids: str, title: str) -> None:
    world.fetch.show(page(*range(20, 8, -1), title=title, ids=ids))
    first = world.poll(NEWS)
    before = {entry.id for entry in world.store.newest("news", 1000)}
    world.clock.pass_by(hours=1)
    world.fetch.show(page(*range(21, 9, -1), title=title, ids=ids))

    second = world.poll(NEWS)

    assert (first.outcome, first.new) == (Outcome.CHANGED, 12)
    assert (second.outcome, second.new, second.revised) == (Outcome.CHANGED, 1, 0)
    assert before < {entry.id for entry in world.store.newest("news", 1000)}
    assert world.store.revisions("news") == ()


def test_a_title_that_gains_a_row_between_others_is_one_new_entry(world: World) -> None:
    world.fetch.show(page(20, 18, 16, 14, 12, title="Sitting of the whole council"))
    world.poll(NEWS)
    world.clock.pass_by(hours=1)
    world.fetch.show(page(20, 18, 17, 16, 14, 12, title="Sitting of the whole council"))

    report = world.poll(NEWS)

    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 1, 0)
