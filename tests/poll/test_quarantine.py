"""Quarantined polls, and the polls and approvals after them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.operator import Operator
from fakes.pages import Listed, ilo_list, some
from fakes.redirects import Redirects
from fakes.site import serving
from fakes.world import NEWS, World, listing, row, show_list
from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import Config, load
from ilofeed.core import ids
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified
from ilofeed.core.state import Lease, Outcome, PollReport, SourceState
from ilofeed.decide.health import health
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.store import open_store
from ilofeed.store.sqlite import SqliteStore


@pytest.fixture
def world(address: str, tmp_path: Path) -> Iterator[World]:
    store = open_store(address, folder=tmp_path)
    yield World(store, tmp_path)
    store.close()


def after_a_good_poll(world: World, items: Sequence[Listed]) -> dict[str, tuple[bytes, int]]:
    """Poll *items* an hour ago, and return the published files."""
    world.fetch.show(ilo_list(items), etag='"good"')
    world.poll()
    world.clock.pass_by(hours=1)
    return world.files()


def accept(world: World, *, as_known: bool = False) -> PollReport:
    held = world.store.quarantine("news")
    assert held is not None
    state = world.store.claim(["news"])["news"]
    return world.poller.accept(NEWS, state, held, as_known=as_known)


def suffixed(items: Sequence[Listed]) -> list[Listed]:
    return [replace(item, title=f"{item.title} | ILO") for item in items]


def elsewhere(items: Sequence[Listed]) -> list[Listed]:
    return [replace(item, number=item.number + 500_000, title=f"About {item.number}") for item in items]


def undated(items: Sequence[Listed]) -> list[Listed]:
    return [replace(item, day="Press release only") for item in items]


def maintenance(_items: Sequence[Listed]) -> list[Listed]:
    return [Listed(number=999_999, title="The site is being maintained", summary="Please come back.")]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [(suffixed, "mass_revision"), (elsewhere, "disjoint"), (undated, "fields_lost"), (maintenance, "disjoint")],
)
def test_a_suspicious_page_reaches_no_subscriber_and_recovery_announces_only_what_is_new(
    world: World, broken: Callable[[Sequence[Listed]], list[Listed]], reason: str
) -> None:
    items = some(8)
    before = after_a_good_poll(world, items)
    world.fetch.show(ilo_list(broken(items)), etag='"bad"')

    report = world.poll()

    assert (report.outcome, report.reason, report.published) == (Outcome.QUARANTINED, reason, False)
    assert world.files() == before
    assert world.state.validators.etag == '"good"'
    held = world.store.quarantine("news")
    assert held is not None
    assert (held.reason, held.since) == (reason, world.clock.now())
    world.fetch.show(ilo_list(some(9)))
    well = world.poll()
    assert (well.outcome, well.new, well.revised) == (Outcome.CHANGED, 1, 0)
    assert world.store.quarantine("news") is None


def test_a_quarantine_keeps_its_beginning_and_shows_the_newest_page(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))
    world.poll()
    since = world.clock.now()
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list(elsewhere(some(9))))

    world.poll()

    held = world.store.quarantine("news")
    assert held is not None
    assert held.since == since
    assert len(held.extraction.items) == 9


def test_a_page_that_is_again_as_it_was_ends_the_quarantine_by_itself(world: World) -> None:
    items = some(8)
    before = after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))
    world.poll()
    world.fetch.answer = NotModified(url=NEWS.url)

    report = world.poll()

    assert report.outcome is Outcome.NOT_MODIFIED
    assert world.store.quarantine("news") is None
    assert world.state.failures == 0
    assert world.files() == before


def test_a_quarantine_outlasts_a_failure_to_fetch(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))
    world.poll()
    world.fetch.answer = FetchError("timeout", "too slow")

    world.poll()

    assert world.store.quarantine("news") is not None


def test_an_accepted_poll_is_published_as_it_was_shown(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)), etag='"new"')
    world.poll()

    report = accept(world)

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


@pytest.mark.parametrize("is_well", [True, False])
def test_accept_lets_through_what_is_held_when_it_takes_its_turn(tmp_path: Path, *, is_well: bool) -> None:
    with serving() as site:
        operator = Operator(tmp_path, site)
        site.show(ilo_list(some(8)))
        operator.poll()
        site.show(ilo_list(elsewhere(some(8))))
        operator.poll(status=1)
        site.show(ilo_list(some(9) if is_well else elsewhere(some(9))))
        with Container(load(tmp_path / "config.toml")) as app:
            app.__dict__["store"] = store = Interrupted(app.config)
            report = use_cases.accept(app, app.config.sources[0])

    assert store.meanwhile == [Outcome.CHANGED if is_well else Outcome.QUARANTINED]
    if is_well:
        assert report is None
    else:
        assert report is not None
        assert report.new == 9


def test_what_is_accepted_as_known_is_never_announced_and_the_next_item_is(world: World) -> None:
    items = some(8)
    before = after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))
    world.poll()

    accept(world, as_known=True)

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

    accept(world, as_known=True)

    after = world.store.newest("news", 9)
    assert {entry.id: entry.updated for entry in after} == updated
    assert all(entry.item.title.endswith("| ILO") for entry in after)


def test_a_half_loaded_page_revises_nothing(world: World) -> None:
    items = [replace(item, summary="What it is about and what follows from it.") for item in some(8)]
    before = after_a_good_poll(world, items)
    text = ilo_list(items)
    starts = [at for at in range(len(text)) if text.startswith("<li>", at)]
    for cut in range(starts[1] + 5, len(text), 37):
        world.fetch.show(text[:cut])

        report = world.poll()

        assert (report.new, report.revised, report.moved, report.published) == (0, 0, 0, False), text[
            cut - 40 : cut
        ]
        assert world.files() == before


def test_one_item_of_the_future_among_good_ones_is_published_when_first_seen(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list([Listed(number=990_001, title="From 2031", day="1 May 2031"), *items]))

    report = world.poll()

    assert (report.outcome, report.new) == (Outcome.CHANGED, 1)
    (entry,) = world.store.newest("news", 1)
    assert entry.published == world.clock.now()


def test_a_long_silence_with_a_pager_announces_everything_once(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(35))

    assert world.poll().new == 25
    assert world.state.gap_from is None


def test_a_long_silence_without_a_pager_is_held_and_leaves_a_gap(world: World) -> None:
    after_a_good_poll(world, some(10))
    world.fetch.show(ilo_list(some(35)[:10]))

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.QUARANTINED, "disjoint")
    assert world.state.gap_from == date(2023, 5, 10)
    assert world.state.gap_to is not None
    found = health(NEWS, world.state, world.clock.now())
    assert (found.gap_from, found.gap_to) == (world.state.gap_from, world.state.gap_to)


def test_a_gap_is_read_into_ever_deeper_until_it_closes(world: World) -> None:
    show_list(world, some(10))
    world.poll()
    show_list(world, some(120))
    source = replace(NEWS, max_pages=3)

    outcomes = [world.poll(source).outcome for _ in range(3)]

    assert outcomes == [Outcome.QUARANTINED, Outcome.QUARANTINED, Outcome.CHANGED]
    assert world.state.gap_from is None
    assert world.state.reach == 0
    assert len(world.store.newest("news", 500)) == 120


def test_accepting_closes_a_gap(world: World) -> None:
    after_a_good_poll(world, some(10))
    world.fetch.show(ilo_list(some(35)[:10]))
    world.poll()

    accept(world)

    assert (world.state.gap_from, world.state.gap_to, world.state.reach) == (None, None, 0)


def test_a_site_that_moved_keeps_every_id_and_announces_only_what_is_new(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    before = {entry.id: entry for entry in world.store.newest("news", 9)}
    moved = [replace(item, number=item.number + 500_000, section="/resource", summary="") for item in items]
    world.fetch.show(ilo_list(moved))

    held = world.poll()

    # The same layout without its summaries is suspicious; with them, only the URLs have changed.
    assert held.reason == "fields_lost"
    world.fetch.show(ilo_list([replace(item, summary="What it is about.") for item in moved]))
    report = world.poll()
    assert (report.outcome, report.new, report.revised, report.moved) == (Outcome.CHANGED, 0, 0, 8)
    after = {entry.id: entry for entry in world.store.newest("news", 9)}
    assert after.keys() == before.keys()
    assert all(after[each].updated == before[each].updated for each in before)
    assert all("/resource/" in entry.item.link for entry in after.values())
    world.clock.pass_by(hours=1)
    world.fetch.show(ilo_list([Listed(number=700_001, title="The next real item"), *moved]))
    assert world.poll().new == 1


def test_every_spelling_of_every_address_changes_and_nothing_is_new(world: World) -> None:
    items = some(8)
    before = after_a_good_poll(world, items)
    text = ilo_list(items)
    for host in ("http://ilo.org", "https://WWW.ILO.CH:443", "https://oit.org"):
        for query in ("", "?utm_source=x&amp;fbclid=1", "#top"):
            world.fetch.show(text.replace('href="/', f'href="{host}/').replace("index.htm", f"index.htm{query}"))

            report = world.poll()

            assert (report.new, report.revised, report.moved) == (0, 0, 0)
    assert world.files().keys() == before.keys()


def test_a_dry_run_says_what_would_be_held(world: World) -> None:
    items = some(8)
    after_a_good_poll(world, items)
    world.fetch.show(ilo_list(elsewhere(items)))

    report = world.poll(dry_run=True)

    assert report.outcome is Outcome.QUARANTINED
    assert world.store.quarantine("news") is None


def test_the_rest_of_a_list_is_not_read_on_into_for_nothing(world: World) -> None:
    show_list(world, some(30))
    world.poll()

    world.fetch.show(listing(some(31)[:10], 10))
    world.poll()

    assert row(10) not in world.fetch.read_on


def test_addresses_and_titles_changed_and_the_known_addresses_redirect(world: World) -> None:
    redirects = Redirects()
    world.poller = Poller(
        PollServices(
            store=world.store,
            fetch=world.fetch,
            publish=world.publisher,
            clock=world.clock,
            mint=ids.mint,
            locate=redirects,
        )
    )
    items = some(8)
    after_a_good_poll(world, items)
    before = {entry.id for entry in world.store.newest("news", 99)}
    others = elsewhere(items)
    redirects.to = {
        f"https://www.ilo.org{was.path}": f"https://www.ilo.org{now.path}"
        for was, now in zip(items, others, strict=True)
    }
    world.fetch.show(ilo_list(others))

    reports = [world.poll() for _ in range(3)]

    # A few URLs are requested at each poll, and no poll passes before all were requested.
    assert [report.reason for report in reports] == ["disjoint", "disjoint", "mass_revision"]
    assert len(redirects.asked) == 8
    assert accept(world).new == 0
    after = world.store.newest("news", 99)
    assert {entry.id for entry in after} == before
    assert all(entry.item.title.startswith("About ") for entry in after)


def test_nobody_is_asked_where_addresses_lead_while_something_is_known(world: World) -> None:
    redirects = Redirects()
    world.poller = Poller(
        PollServices(
            store=world.store,
            fetch=world.fetch,
            publish=world.publisher,
            clock=world.clock,
            mint=ids.mint,
            locate=redirects,
        )
    )
    after_a_good_poll(world, some(8))
    world.fetch.show(ilo_list(some(9)[:8]))

    assert world.poll().new == 1
    assert redirects.asked == []
