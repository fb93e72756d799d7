"""Approval of a quarantined poll: what it publishes, what it accepts as known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from fakes.operator import Operator
from fakes.pages import Listed, elsewhere, ilo_list, some, suffixed
from fakes.site import serving
from fakes.world import World, after_a_good_poll
from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import Config, load
from ilofeed.core.state import Lease, Outcome, SourceState
from ilofeed.store.sqlite import SqliteStore


def test_an_accepted_poll_is_published_as_it_was_shown(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)), etag='"new"')
    world.poll()

    report = world.accept()

    assert (report.outcome, report.new, report.published) == (Outcome.CHANGED, 8, True)
    assert world.store.quarantine("news") is None
    assert world.files()["news.json"][0].count(b'"id"') == 16
    assert world.state.validators.etag == '"new"'
    assert world.poll().outcome is Outcome.UNCHANGED


class Interrupted(SqliteStore):
    """A store where another process polls between the look-up of the quarantined poll and the claim."""

    def __init__(self, config: Config) -> None:
        super().__init__(config.database_file)
        self._config = config
        self.meanwhile: list[Outcome] = []

    def claim(self, slugs: Collection[str], lease: Lease | None = None, /) -> Mapping[str, SourceState]:
        with Container(self._config) as other:
            reports = use_cases.poll_sources(other, other.config.sources)
            self.meanwhile += [report.outcome for report in reports]
        return super().claim(slugs, lease)


@pytest.mark.parametrize("is_ok", [True, False])
def test_accept_approves_the_poll_that_is_quarantined_when_it_claims_the_source(
    tmp_path: Path, *, is_ok: bool
) -> None:
    with serving() as site:
        operator = Operator(tmp_path, site)
        site.show(ilo_list(some(8)))
        operator.poll()
        site.show(ilo_list(elsewhere(some(8))))
        operator.poll(status=1)
        site.show(ilo_list(some(9) if is_ok else elsewhere(some(9))))
        with Container(load(tmp_path / "config.toml")) as app:
            app.__dict__["store"] = store = Interrupted(app.config)
            report = use_cases.accept(app, app.config.sources[0])

    assert store.meanwhile == [Outcome.CHANGED if is_ok else Outcome.QUARANTINED]
    if is_ok:
        assert report is None
    else:
        assert report is not None
        assert report.new == 9


def test_items_accepted_as_known_are_never_announced_and_the_next_item_is(world: World) -> None:
    items = some(8)
    before = after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))
    world.poll()

    world.accept(as_known=True)

    assert {name: data for name, (data, _) in world.files().items()} == {
        name: data for name, (data, _) in before.items()
    }
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list([Listed(number=700_001, title="The next real item"), *elsewhere(items)]))
    report = world.poll()
    assert (report.outcome, report.new) == (Outcome.CHANGED, 1)
    text = world.files()["news.json"][0].decode()
    assert "The next real item" in text
    assert "About " not in text
    world.fetch.show(ilo_list(elsewhere(items)))
    assert world.poll().new == 0


def test_revisions_accepted_as_known_keep_their_dates(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    updated = {entry.id: entry.updated for entry in world.store.newest("news", 9)}
    world.fetch.show(ilo_list(suffixed(items)))
    world.poll()

    world.accept(as_known=True)

    after = world.store.newest("news", 9)
    assert {entry.id: entry.updated for entry in after} == updated
    assert all(entry.item.title.endswith("| ILO") for entry in after)
