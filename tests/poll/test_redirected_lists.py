"""Lists whose items have other URLs: known items are recognized, by their words or by redirects."""

from __future__ import annotations

from msgspec.structs import replace

from fakes.pages import Listed, elsewhere, ilo_list, some
from fakes.redirects import Redirects
from fakes.world import World, after_a_good_poll
from ilofeed.core.state import Outcome


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


def test_addresses_and_titles_changed_and_the_known_addresses_redirect(world: World, redirects: Redirects) -> None:
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
    assert world.accept().new == 0
    after = world.store.newest("news", 99)
    assert {entry.id for entry in after} == before
    assert all(entry.item.title.startswith("About ") for entry in after)


def test_no_redirect_is_requested_while_a_known_item_is_on_the_page(world: World, redirects: Redirects) -> None:
    after_a_good_poll(world, some(8))
    world.fetch.show(ilo_list(some(9)[:8]))

    assert world.poll().new == 1
    assert redirects.asked == []
