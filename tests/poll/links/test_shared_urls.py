"""Items that share a URL: each is an entry, by its fragment or by its words."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.clock import START
from fakes.notices import AUTO, NOTICES, TITLES, URL, ids, links, notices, numbered, show
from fakes.polled import PolledCase
from fakes.world import World
from ilofeed.core import ids as keys
from ilofeed.core import link_rules
from ilofeed.core.models import Entry, Extraction, Page, Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import Outcome
from ilofeed.decide import identity
from ilofeed.extract import registry
from ilofeed.poll.poller import Poller
from ilofeed.publish import recover
from ilofeed.store import open_store


@pytest.mark.parametrize("source", [NOTICES, AUTO], ids=["selectors", "auto"])
@pytest.mark.parametrize("link", ["#item-{}", "#!/n/{}", "/tariff#n{}", "/app/#!/n/{}", "/tariff"], ids=str)
def test_items_that_share_an_address_are_each_an_entry(world: World, link: str, source: Source) -> None:
    show(world, *numbered(5, 4, 3, 2, 1, link=link), source=source)
    before = ids(world)

    show(world, *numbered(6, 5, 4, 3, 2, 1, link=link), source=source)

    assert set(before) == set(TITLES[:5])
    assert before.items() <= ids(world).items()
    assert len(set(ids(world).values())) == 6


@pytest.mark.parametrize("link", ["#", "", "/tariff", "/tariff#here", "javascript:void(0)"])
def test_items_with_the_same_link_are_distinguished_by_their_words(world: World, link: str) -> None:
    show(world, *numbered(4, 3, 2, 1, link=link))
    before = ids(world)

    outcome = show(world, *numbered(5, 4, 3, 2, 1, link=link))

    assert len(before) == 4
    assert outcome is Outcome.CHANGED
    assert before.items() <= ids(world).items()
    assert len(ids(world)) == 5


def test_a_title_that_comes_back_with_another_date_is_another_item_at_the_same_link(world: World) -> None:
    show(world, ("/tariff", "The bulletin of the week", 1), *numbered(8, link="/news/{}"))

    show(world, ("/tariff", "The bulletin of the week", 8), ("/tariff", "The bulletin of the week", 1),
         *numbered(8, link="/news/{}"))  # fmt: skip

    titles = [entry.item.title for entry in world.store.newest("news", 10)]
    assert titles.count("The bulletin of the week") == 2


def test_an_item_that_is_shown_twice_is_one(world: World) -> None:
    banner = ("/news/1#top", "New fees for large boats from May", 1)

    show(world, banner, *numbered(3, 2, 1, link="/news/{}"))

    assert len(ids(world)) == 3


def test_the_published_link_keeps_its_fragment(world: World) -> None:
    show(world, *numbered(3, 2, 1))

    assert links(world)[TITLES[0]] == f"{URL}#item-1"
    assert b"notices#item-1" in world.files()["news.atom"][0]


def test_a_fragment_counts_only_where_items_share_the_rest_of_the_address(world: World) -> None:
    show(world, *numbered(3, 2, 1, link="/news/{}#top"))
    before = ids(world)

    outcome = show(world, *numbered(3, 2, 1, link="/news/{}#content"))

    assert outcome is Outcome.UNCHANGED
    assert ids(world) == before


@pytest.mark.parametrize("link", ["#item-{}", "/tariff"])
def test_the_items_that_share_an_address_are_remembered(world: World, link: str) -> None:
    rest = numbered(8, 7, link="/news/{}")
    show(world, *rest, *numbered(3, 2, 1, link=link))

    outcomes = [show(world, *rest, *numbered(number, link=link)) for number in (4, 5)]
    show(world, *rest)
    show(world, *rest, *numbered(3, link=link))
    show(world, *rest)
    outcomes.append(show(world, *rest, *numbered(6, link=link)))

    assert outcomes == [Outcome.CHANGED] * 3
    assert set(ids(world)) == set(TITLES)


def test_the_entry_that_exists_goes_with_its_words(world: World) -> None:
    show(world, ("/tariff", TITLES[0], 1), *numbered(8, link="/other"))
    before = ids(world)

    show(world, *numbered(3, 2, 1, link="/tariff#n{}"), *numbered(8, link="/other"))

    assert before.items() <= ids(world).items()
    assert len(ids(world)) == 4


def test_fragments_that_number_the_places_of_a_list_move_no_words(world: World) -> None:
    show(world, ("#item-1", TITLES[2], 3), ("#item-2", TITLES[1], 2), ("#item-3", TITLES[0], 1))
    before = ids(world)

    show(
        world,
        ("#item-1", TITLES[3], 4), ("#item-2", TITLES[2], 3), ("#item-3", TITLES[1], 2), ("#item-4", TITLES[0], 1),
    )  # fmt: skip

    assert before.items() <= ids(world).items()
    assert [each.moved for each in world.store.revisions("news")] == [True] * 3
    assert len(ids(world)) == 4


def test_an_edit_of_an_item_at_a_shared_address_stays_an_edit(world: World) -> None:
    for link in ("#item-{}", "/tariff"):
        show(world, *numbered(3, 2, 1, link=link))
        before = ids(world)
        edited = (link.format(2), "Small boats stay free again", 2)

        show(world, *numbered(3, link=link), edited, *numbered(1, link=link))

        after = ids(world)
        assert after["Small boats stay free again"] == before[TITLES[1]]
        assert len(after) == len(before)
        show(world, *numbered(3, 2, 1, link=link))


def test_items_at_a_shared_address_have_a_link(world: World) -> None:
    show(world, *numbered(4, 3, 2, 1, link="/news/{}"))

    show(world, *numbered(4, 3, 2, 1, link="/news#n{}"))

    assert world.state.reason != "fields_lost"
    assert "link" in world.state.usual.split()


def test_a_lost_database_knows_items_at_a_shared_address_again(world: World, tmp_path: Path) -> None:
    show(world, *numbered(3, 2, 1), ("/tariff", TITLES[3], 4), ("/tariff", TITLES[4], 5))
    before = ids(world)

    found = recover.read(world.output / "news.json", NOTICES).entries

    assert {entry.item.title: entry.id for entry in found} == before
    assert {entry.item.key for entry in found} == {entry.item.key for entry in world.store.newest("news", 9)}
    with closing(open_store("sqlite:///:memory:")) as store:
        again = World(store, tmp_path)
        again.clock.pass_by(days=30)
        again.poller = Poller(
            replace(
                again.services,
                recover=lambda source: recover.read(world.output / f"{source.slug}.json", source),
            )
        )
        show(again, ("#item-6", TITLES[5], 6), ("#item-3", "Night moorings have ended", 9))
        assert ids(again)["Night moorings have ended"] == before[TITLES[2]]
        assert len(ids(again)) == 6


@pytest.mark.parametrize("slug", ["s22", "s22auto", "s22nolink"])
def test_notices_with_anchors_are_announced_once_each(store: Store, tmp_path: Path, slug: str) -> None:
    case = PolledCase("22-anchor-news", store, tmp_path)
    case.poll(1, slug)
    before = {entry.id for entry in case.entries(slug)}

    report = case.poll(2, slug)

    assert (len(before), report.new, report.revised) == (3, 1, 0)
    assert before < {entry.id for entry in case.entries(slug)}


def test_links_that_differ_behind_the_fragment_are_an_entry_each(store: Store, tmp_path: Path) -> None:
    case = PolledCase("14-same-link", store, tmp_path)

    assert case.poll(1, "s14-anchor").new == 5


LINKS = st.sampled_from(["/news/{}", "#item-{}", "/tariff#n{}", "/tariff", "#", "/app/#!/n/{}", "/news/{}?sid=5"])


@given(link=LINKS, numbers=st.lists(st.integers(1, 7), min_size=3, max_size=7, unique=True), data=st.data())
def test_an_item_on_top_is_one_new_one_whatever_the_order(
    link: str, numbers: list[int], data: st.DataObject
) -> None:
    def read(*shown: int) -> Extraction:
        page = Page(url=URL, body=notices(*numbered(*shown, link=link)).encode(), content_type="text/html")
        return registry.extract(page, "selectors", selectors=NOTICES.selectors)

    first = read(*numbers)
    known = [Entry.first(keys.mint(item), item, keys.aliases(item), START) for item in first.items]
    again = read(*data.draw(st.permutations(numbers)))
    more = read(8, *data.draw(st.permutations(numbers)))

    rules = link_rules.apply(first.items, URL).rules
    same = identity.match_items(link_rules.apply(again.items, URL, rules).items, known)
    one_more = identity.match_items(link_rules.apply(more.items, URL, rules).items, known)

    assert len(known) == len({entry.id for entry in known}) == len(numbers)
    assert {entry.item.title for entry in same.entries.values()} == {TITLES[n - 1] for n in numbers}
    assert len(one_more.entries) == len(numbers)
