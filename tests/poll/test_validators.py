"""Validators and recipes: a page that was read is not read again, under another recipe it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.pages import ilo_list, some
from fakes.world import NEWS, URL, World
from ilofeed.core.models import NotModified, Validators
from ilofeed.core.selectors import Selectors
from ilofeed.core.state import Outcome
from ilofeed.decide import outcomes


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


def test_validators_of_a_page_that_was_never_read_are_not_kept(world: World) -> None:
    world.fetch.show("<p>maintenance</p>", etag='"bad"')
    world.poll()

    world.poll()

    assert world.fetch.asked == [Validators(), Validators()]
