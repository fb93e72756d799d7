"""Links that identify no item, or more than one: shared URLs, fragments, session ids, reused URLs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.clock import START
from fakes.polled import PolledCase
from fakes.world import World
from ilofeed.core import ids as keys
from ilofeed.core import link_rules
from ilofeed.core.models import Entry, Extraction, Item, Page, Selectors, Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import LinkRules, Outcome
from ilofeed.decide import identity
from ilofeed.extract import registry
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.publish import recover
from ilofeed.store import open_store

URL = "https://www.example.org/notices"
NOTICES = Source(
    slug="news", url=URL, profile="selectors", selectors=Selectors(item="li", title="a", date="time", summary="p")
)
AUTO = Source(slug="news", url=URL)


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(open_store("sqlite:///:memory:")) as opened:
        yield opened


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    return World(store, tmp_path)


def notices(*items: tuple[str, str, int], page: str = "News of the harbour") -> str:
    """Return a page of *items*: link, title, and the day of November 2026."""
    rows = "".join(
        f'<li><h3><a href="{link}">{title}</a></h3><time datetime="2026-11-{day:02}">{day} November 2026</time>'
        f"<p>What the office says about {title.lower()}.</p></li>"
        for link, title, day in items
    )
    head = f'<html lang="en"><head><title>{page}</title></head>'
    return f"{head}<body><main><h1>{page}</h1><ul>{rows}</ul></main></body></html>"


TITLES = (
    "New fees for large boats", "Small boats stay free", "Night moorings end", "Winter berths can be booked",
    "The crane is under repair", "Fuel is sold at pier two", "A lighthouse opens its doors",
    "Divers clean the basin",
)  # fmt: skip


def numbered(*numbers: int, link: str = "#item-{}") -> list[tuple[str, str, int]]:
    """Return items by their numbers, 1 to 8, each with its own words and its own date."""
    return [(link.format(number), TITLES[number - 1], number) for number in numbers]


def show(world: World, *items: tuple[str, str, int], source: Source = NOTICES) -> Outcome:
    world.fetch.answer = Page(url=URL, body=notices(*items).encode(), content_type="text/html; charset=utf-8")
    world.clock.sleep(86400)
    return world.poll(source).outcome


def ids(world: World) -> dict[str, str]:
    """Return the ids of the announced entries by title."""
    return {entry.item.title: entry.id for entry in world.store.newest("news", 1000)}


def links(world: World) -> dict[str, str]:
    return {entry.item.title: entry.item.link for entry in world.store.newest("news", 1000)}


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
def test_items_with_the_same_link_are_told_apart_by_their_words(world: World, link: str) -> None:
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
def test_what_an_address_is_shared_by_is_remembered(world: World, link: str) -> None:
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


def test_an_address_of_its_own_that_shows_another_document_is_held_once(world: World) -> None:
    rest = numbered(8, 7, link="/news/{}")
    show(world, ("/latest", TITLES[0], 1), *rest)
    before = ids(world)

    outcome = show(world, ("/latest", TITLES[3], 4), *rest)

    assert (outcome, world.state.reason) == (Outcome.QUARANTINED, "ambiguous")
    accept(world)
    after = ids(world)
    assert before.items() <= after.items()
    assert after[TITLES[3]] not in before.values()
    assert show(world, ("/latest", TITLES[3], 4), *rest) is Outcome.UNCHANGED
    assert show(world, ("/latest", TITLES[4], 5), *rest) is Outcome.CHANGED, "it has been used again before"
    assert after.items() <= ids(world).items()
    assert len(ids(world)) == len(after) + 1


def test_an_address_that_was_given_up_before_shows_another_document_without_a_question(world: World) -> None:
    rest = numbered(8, 7, link="/news/{}")
    show(world, ("/latest", TITLES[0], 1), *rest)
    show(world, ("/latest", TITLES[3], 4), *rest, ("/news/1", TITLES[0], 1))
    before = ids(world)

    outcome = show(world, ("/latest", TITLES[4], 5), *rest)

    assert outcome is Outcome.CHANGED
    assert before.items() <= ids(world).items()
    assert len(ids(world)) == 5


def test_a_page_that_is_read_otherwise_gives_no_address_another_document(world: World) -> None:
    show(world, *numbered(6, 5, 4, 3, 2, 1, link="/news/{}"))

    show(world, *[(f"/news/{n}", TITLES[(n + 2) % 8] + " of old", n + 1) for n in (6, 5, 4, 3, 2, 1)])

    assert world.state.reason == "mass_revision"


def test_another_document_at_a_known_address_is_an_edit_if_the_operator_says_so(world: World) -> None:
    rest = numbered(8, 7, link="/news/{}")
    show(world, ("/latest", TITLES[0], 1), *rest)
    before = ids(world)
    show(world, ("/latest", TITLES[3], 4), *rest)

    accept(world, as_known=True)

    assert ids(world)[TITLES[3]] == before[TITLES[0]]
    assert len(ids(world)) == len(before)
    assert show(world, ("/latest", TITLES[3], 4), *rest) is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("title", "day"), [(TITLES[3], 1), (TITLES[0], 9), ("New fees for large boats and yachts", 9)]
)
def test_an_ordinary_edit_is_not_held(world: World, title: str, day: int) -> None:
    rest = numbered(8, 7, 6, link="/news/{}")
    show(world, ("/news/1", TITLES[0], 1), *rest)
    before = ids(world)

    outcome = show(world, ("/news/1", title, day), *rest)

    assert outcome is Outcome.CHANGED
    assert ids(world)[title] == before[TITLES[0]]


def test_a_document_number_is_never_given_to_another_document(world: World) -> None:
    rest = numbered(8, 7, 6, link="/news/{}")
    show(world, ("/news/WCMS_881234/lang--en/index.htm", TITLES[0], 1), *rest)
    before = ids(world)

    outcome = show(world, ("/news/WCMS_881234/lang--en/index.htm", TITLES[3], 4), *rest)

    assert outcome is Outcome.CHANGED
    assert ids(world)[TITLES[3]] == before[TITLES[0]]


def accept(world: World, *, as_known: bool = False) -> None:
    held = world.store.quarantine("news")
    assert held is not None
    report = world.poller.accept(NOTICES, world.store.claim(["news"])["news"], held, as_known=as_known)
    assert report.outcome is Outcome.CHANGED


PARAMETERS = (
    "{};jsessionid={}", "{}?sid={}", "{}?t={}", "{}?_={}", "{}?PHPSESSID={}", "{};jsessionid={}?y=1", "{};v={}",
    "{}?a=1&ts={}", "{}?sid={}#top", "{}?utm_source={}",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PARAMETERS)
def test_a_parameter_that_changes_at_each_poll_is_no_part_of_an_address(world: World, pattern: str) -> None:
    def page(value: str, *numbers: int) -> list[tuple[str, str, int]]:
        return [
            (pattern.format(link, value), title, day) for link, title, day in numbered(*numbers, link="/news/{}")
        ]

    show(world, *page("A7CAE528906395D8", 4, 3, 2, 1))
    before = ids(world)
    second = show(world, *page("D101467455C5438E", 4, 3, 2, 1))
    files = {name: body for name, (body, _) in world.files().items()}
    assert not any(b"A7CAE528906395D8" in body for body in files.values())
    third = show(world, *page("159977059DF368A7", 4, 3, 2, 1))

    assert (second, third) == (Outcome.UNCHANGED, Outcome.UNCHANGED)
    assert files == {name: body for name, (body, _) in world.files().items()}
    show(world, *page("77AB77059DF368A7", 5, 4, 3, 2, 1))
    assert before.items() <= ids(world).items()
    assert len(ids(world)) == 5
    for secret in ("A7CAE528906395D8", "D101467455C5438E", "159977059DF368A7", "77AB77059DF368A7"):
        assert not any(secret in link for link in links(world).values())
    known = world.store.known("news", ())
    assert max(len(entry.aliases) for entry in known) <= 3
    assert world.store.revisions("news") == ()


def test_a_parameter_found_volatile_is_told_from_titles_that_change(world: World) -> None:
    show(world, *sid("AAAA1111", 4, 3, 2, 1))
    before = ids(world)

    show(world, *sid("BBBB2222", 4, 3, 2), ("/news/1?sid=BBBB2222", "Reworded wholly this time", 1))

    assert ids(world)["Reworded wholly this time"] == before[TITLES[0]]


def sid(value: str, *numbers: int) -> list[tuple[str, str, int]]:
    query = f"?sid={value}" if value else ""
    return numbered(*numbers, link="/news/{}" + query)


def test_a_session_id_may_vanish_for_visitors_with_cookies_and_come_back(world: World) -> None:
    show(world, *sid("A7CAE528906395D8", 4, 3, 2, 1))
    before = ids(world)

    outcomes = [show(world, *sid(value, 4, 3, 2, 1)) for value in ("", "D101467455C5438E", "", "77AB77059DF368A7")]

    assert set(outcomes) == {Outcome.UNCHANGED}
    assert ids(world) == before
    assert set(links(world).values()) == {f"https://www.example.org/news/{n}" for n in (1, 2, 3, 4)}


def test_a_session_id_in_a_shared_address_is_no_part_of_it(world: World) -> None:
    def page(value: str, *numbers: int) -> list[tuple[str, str, int]]:
        return numbered(*numbers, link=f"/tariff?sid={value}#n{{}}")

    show(world, *page("A7CAE528906395D8", 3, 2, 1))
    before = ids(world)

    outcomes = [show(world, *page(value, 3, 2, 1)) for value in ("D101467455C5438E", "77AB77059DF368A7")]
    show(world, *page("1111111111AAAAAA", 4, 3, 2, 1))

    assert set(outcomes) == {Outcome.UNCHANGED}
    assert before.items() <= ids(world).items()
    assert links(world)[TITLES[3]] == "https://www.example.org/tariff#n4"


def counted(link: str, value: str, views: int, *numbers: int) -> list[tuple[str, str, int]]:
    """Return items with a session id in their links and a counter in their titles."""
    return [
        (link.format(number, value), f"{TITLES[number - 1]} ({views + number * 7} views)", number)
        for number in numbers
    ]


@pytest.mark.parametrize("source", [NOTICES, AUTO], ids=["selectors", "auto"])
@pytest.mark.parametrize(
    "link", ["/news/{}?t={}", "/news/{};s={}", "/read?id={}&sid={}", "/tariff", "/tariff?t={1}"]
)
def test_session_ids_and_counters_in_titles_are_recognised_at_once(
    world: World, link: str, source: Source
) -> None:
    show(world, *counted(link, "3b7f00a1", 0, 6, 5, 4, 3, 2, 1), source=source)
    before = sorted(ids(world).values())

    outcomes = [
        show(world, *counted(link, value, views, 6, 5, 4, 3, 2, 1), source=source)
        for value, views in (("9c2e55d4", 3), ("77aa01ef", 90), ("0d1f9b8c", 400))
    ]

    assert Outcome.QUARANTINED not in outcomes
    assert outcomes[1:] == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert sorted(ids(world).values()) == before
    assert not any("3b7f" in shown for shown in links(world).values())

    assert show(world, *counted(link, "1e1e4d4d", 500, 7, 6, 5, 4, 3, 2), source=source) is Outcome.CHANGED
    assert len(ids(world)) == 7


@pytest.mark.parametrize("links", [("/tariff", "/tariff"), ("/news/{}", "/archive/{}")], ids=str)
def test_an_item_with_a_counter_in_its_title_that_comes_back_is_the_same(
    world: World, links: tuple[str, str]
) -> None:
    then, now = links
    for views, numbers in ((0, (6, 5, 4, 3, 2, 1)), (5, (6, 5, 4, 3, 2, 1)), (9, (7, 6, 5, 4, 3, 2))):
        show(world, *counted(then, "", views, *numbers))
    before = sorted(ids(world).values())

    outcome = show(world, *counted(now, "", 800, 6, 5, 4, 3, 2, 1))

    assert outcome is not Outcome.QUARANTINED
    assert sorted(ids(world).values()) == before


@pytest.mark.parametrize("days", [(None, None), (date(2025, 3, 1), date(2026, 3, 1))])
def test_numbered_titles_of_other_years_teach_no_session(days: tuple[date | None, date | None]) -> None:
    """Check that the date distinguishes a counter from the number of a year."""
    then, now = (
        [
            Item(
                key=f"{URL}/{name}?y={year}",
                title=f"{name} of {year}",
                link=f"{URL}/{name}?y={year}",
                published=day,
            )
            for name in ("Budget", "Report", "Accounts", "Audit")
        ]
        for year, day in zip((2025, 2026), days, strict=True)
    )

    assert link_rules.learn(now, then, LinkRules()).volatile == ()


def test_a_session_id_behind_a_document_number_makes_no_move(world: World) -> None:
    def page(value: str) -> list[tuple[str, str, int]]:
        return numbered(3, 2, 1, link=f"/news/WCMS_88000{{}}/lang--en/index.htm?sid={value}")

    show(world, *page("A7CAE528906395D8"))

    outcomes = [show(world, *page(value)) for value in ("D101467455C5438E", "77AB77059DF368A7")]

    assert set(outcomes) == {Outcome.UNCHANGED}
    assert world.store.revisions("news") == ()


def test_a_lost_database_knows_items_at_a_shared_address_again(world: World, tmp_path: Path) -> None:
    show(world, *numbered(3, 2, 1), ("/tariff", TITLES[3], 4), ("/tariff", TITLES[4], 5))
    before = ids(world)

    found = recover.read(world.output / "news.json", NOTICES).entries

    assert {entry.item.title: entry.id for entry in found} == before
    assert {entry.item.key for entry in found} == {entry.item.key for entry in world.store.newest("news", 9)}
    with closing(open_store("sqlite:///:memory:")) as store:
        again = World(store, tmp_path)
        again.clock.pass_by(days=30)
        services = PollServices(
            store=store,
            fetch=again.fetch,
            publish=again.publisher,
            clock=again.clock,
            mint=keys.mint,
            recover=lambda source: recover.read(world.output / f"{source.slug}.json", source),
        )
        again.poller = Poller(services)
        show(again, ("#item-6", TITLES[5], 6), ("#item-3", "Night moorings have ended", 9))
        assert ids(again)["Night moorings have ended"] == before[TITLES[2]]
        assert len(ids(again)) == 6


def topics(*numbers: int) -> list[tuple[str, str, int]]:
    return numbered(*numbers, link="/viewtopic.php?f=3&t={}")


def test_a_parameter_that_names_the_item_is_never_touched(world: World) -> None:
    show(world, *topics(4, 3, 2, 1))
    before = ids(world)
    for numbers in ((5, 4, 3), (5, 5, 5), (6, 5, 4, 3), (6,), (7, 6), (8, 7, 6, 5)):
        show(world, *topics(*numbers))

    assert before.items() <= ids(world).items()
    assert world.state.link_rules.volatile == ()
    assert all(f"t={TITLES.index(title) + 1}" in link for title, link in links(world).items())


def test_a_parameter_that_once_told_items_apart_is_not_touched_when_all_items_share_it(world: World) -> None:
    def moved_to(*threads: int) -> list[tuple[str, str, int]]:
        return [(f"/read?p={n}&t={t}", TITLES[n - 1], n) for n, t in zip((3, 2, 1), threads, strict=True)]

    show(world, *moved_to(3, 2, 1))
    for thread in (7, 8, 9):
        show(world, *moved_to(thread, thread, thread))

    assert world.state.link_rules.volatile == ()
    assert all("t=9" in link for link in links(world).values())


def test_a_parameter_that_all_items_share_at_some_poll_still_names_them_later(world: World) -> None:
    one = [(f"/read?t=5&p={n}", TITLES[n - 1], n) for n in (3, 2, 1)]
    other = [(f"/read?t=6&p={n}", TITLES[n + 2], n + 3) for n in (3, 2, 1)]
    show(world, *one, *numbered(8, link="/news/{}"))

    show(world, *other, *numbered(8, link="/news/{}"))

    assert world.state.link_rules.volatile == ()
    if world.state.outcome is Outcome.QUARANTINED:
        accept(world)
    assert len(ids(world)) == 7


def test_a_parameter_taken_for_volatile_that_tells_items_apart_is_put_back(world: World) -> None:
    show(world, *sid("1111", 4, 3, 2, 1))
    show(world, *sid("2222", 4, 3, 2, 1))
    assert "sid" in world.state.link_rules.volatile

    show(world, ("/news/9?sid=1", TITLES[5], 6), ("/news/9?sid=2", TITLES[6], 7), *sid("2222", 4, 3, 2, 1))

    assert world.state.link_rules.volatile == ()
    assert world.state.link_rules.telling == ("sid",)
    assert len(ids(world)) == 6


def test_addresses_that_change_at_each_poll_cost_no_more_in_the_end(world: World) -> None:
    """Check that a parameter with another value in each link is kept, with a limited number of aliases."""
    for at in range(60):
        show(world, *[(f"/news/{n}?x={at}-{n}-{at * 7}", TITLES[n - 1], n) for n in (4, 3, 2, 1)])

    known = world.store.known("news", ())

    assert len(ids(world)) == 4
    assert max(len(entry.aliases) for entry in known) <= 20
    assert len(world.store.revisions("news")) <= 4 * 20


@pytest.mark.parametrize("name", ["12-session-ids"])
def test_each_link_with_a_session_of_its_own_kind_is_told_from_the_words(
    store: Store, tmp_path: Path, name: str
) -> None:
    case = PolledCase(name, store, tmp_path)
    case.poll(1)
    before = {entry.id for entry in case.entries()}

    outcomes = [case.poll(2), case.poll(3)]

    assert [(each.outcome, each.moved) for each in outcomes] == [(Outcome.UNCHANGED, 0)] * 2
    assert not outcomes[1].published
    assert {entry.id for entry in case.entries()} == before
    assert {entry.item.link.rpartition("/12/")[2] for entry in case.entries()} == {
        "a/1", "doc.php?id=1", "b/1", "c/1", "d/1", "e/1", "f/1", "g/1", "h/1", "i/1.aspx",
    }  # fmt: skip


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
