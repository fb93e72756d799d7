"""Further pages of a list that no link leads to count only if they are proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from msgspec.structs import replace

from fakes.feeds import posts, rss
from fakes.list_site import Reader
from fakes.pages import Listed, elsewhere, ilo_cards, ilo_list
from fakes.unlinked_site import UnlinkedSite
from fakes.world import NEWS, URL, World
from ilofeed.core.errors import DeferredError, FetchError, PollError
from ilofeed.core.models import Page
from ilofeed.core.state import Outcome
from ilofeed.store.sqlite import SqliteStore

Watch = Callable[..., Reader]
Answers = Callable[[str, int], Page | PollError]


def add(site: UnlinkedSite, count: int) -> None:
    """Add one item on each of *count* days."""
    for _ in range(count):
        site.pass_days(1)
        site.add()


def site_of(count: int, *, first: int = 0, url: str = URL, is_dated: bool = True) -> UnlinkedSite:
    site = UnlinkedSite(first=first, url=url, is_dated=is_dated)
    add(site, count)
    return site


@pytest.fixture
def watch() -> Iterator[Watch]:
    with closing(SqliteStore(None)) as store:

        def begin(site: UnlinkedSite, max_pages: int = 5) -> Reader:
            reader = Reader(site, store, replace(NEWS, url=site.url, max_pages=max_pages))
            reader.begin()
            return reader

        yield begin


def numbers(site: UnlinkedSite) -> list[str]:
    """The numbers of the pages that were requested after the first."""
    assert site.asked[0] == site.url
    return [url.partition("?page=")[2] for url in site.asked[1:]]


@pytest.mark.parametrize(
    ("first", "url", "new", "asked"),
    [
        (0, URL, 13, ["1"]),
        (1, URL, 13, ["1", "2"]),
        (0, URL, 35, ["1", "2", "3"]),
        (1, URL, 35, ["1", "2", "3", "4"]),
        (0, f"{URL}?page=0", 13, ["1"]),
        (1, f"{URL}?page=1", 25, ["2", "3"]),
    ],
)
def test_new_items_on_pages_without_a_link_are_announced(
    watch: Watch, first: int, url: str, new: int, asked: list[str]
) -> None:
    site = site_of(40, first=first, url=url)
    reader = watch(site)
    add(site, new)

    report = reader.poll()

    assert (report.outcome, report.new, numbers(site)) == (Outcome.CHANGED, new, asked)
    assert (reader.missing(), reader.has_gap()) == (set(), False)
    assert (reader.poll().outcome, numbers(site)) == (Outcome.NOT_MODIFIED, [])


def test_an_item_that_slides_to_the_next_page_between_two_requests_is_announced_once(watch: Watch) -> None:
    site = site_of(40)
    reader = watch(site)
    add(site, 13)
    site.between = lambda: site.add(2)

    first, second = reader.poll(), reader.poll()

    assert (first.new, second.new, reader.missing(), reader.has_gap()) == (13, 2, set(), False)


@pytest.mark.parametrize(("new", "max_pages"), [(0, 5), (8, 5), (13, 1)])
def test_no_address_is_guessed_without_need_or_permission(watch: Watch, new: int, max_pages: int) -> None:
    site = site_of(40)
    reader = watch(site, max_pages)
    begin = numbers(site)
    add(site, new)

    reader.poll()

    assert (begin, numbers(site)) == ([], [])


def test_the_number_in_the_address_of_the_list_is_counted_on_once(watch: Watch) -> None:
    site = site_of(40, first=1, url=f"{URL}?page=1")
    reader = watch(site)
    add(site, 13)
    site.instead = same_again(site)

    reader.poll()

    assert numbers(site) == ["2"]


def test_a_gap_after_guessed_pages_is_measured_by_the_first_page(watch: Watch) -> None:
    site = site_of(40)
    reader = watch(site)
    add(site, 13)
    assert reader.poll().new == 13
    site.instead = lambda url, _: FetchError("timeout", f"{url} was too slow")
    site.pin(3)
    add(site, 12)
    site.delete(0)
    site.pin(14)
    reader.poll()

    assert reader.missing()
    assert reader.has_gap()


def test_pages_that_are_not_proven_are_requested_once_while_the_poll_is_quarantined(watch: Watch) -> None:
    site = site_of(40)
    reader = watch(site)
    add(site, 13)
    site.instead = same_again(site)

    first, asked = reader.poll(), numbers(site)
    again = reader.poll()

    assert (first.reason, asked) == ("disjoint", ["1", "2"])
    assert (again.reason, numbers(site)) == ("disjoint", [])


def test_an_approved_poll_announces_the_items_of_proven_pages(watch: Watch) -> None:
    site = site_of(40)
    reader = watch(site)
    site.items = [replace(item, title=f"{item.title}, second edition") for item in site.items]
    add(site, 13)

    held = reader.poll()
    approved = reader.accept()

    assert (held.outcome, held.reason) == (Outcome.QUARANTINED, "mass_revision")
    assert (approved.new, reader.missing(), reader.has_gap()) == (13, set(), False)


def test_a_poll_that_must_stop_at_a_guessed_page_is_repeated(watch: Watch) -> None:
    site = site_of(40)
    reader = watch(site)
    add(site, 13)
    site.instead = refusal(DeferredError("stopped", "the program is to end"))(site)

    stopped = reader.poll()
    site.instead = None

    assert (stopped.outcome, stopped.reason) == (Outcome.SKIPPED, "stopped")
    assert (reader.poll().new, reader.missing()) == (13, set())


def test_a_feed_has_no_pages_to_guess(world: World) -> None:
    source = replace(NEWS, profile="feed")
    world.fetch.show(rss(posts(range(10, 0, -1))))
    world.poll(source)
    world.fetch.show(rss(posts(range(30, 20, -1))))

    report = world.poll(source)

    assert (report.reason, len(world.fetch.asked)) == ("disjoint", 2)


def same_again(site: UnlinkedSite) -> Answers:
    return lambda url, _: Page(url=url, body=site.page(0).encode())


def page_of(choose: Callable[[list[Listed], int], list[Listed]]) -> Callable[[UnlinkedSite], Answers]:
    """Return the answers of a site with a page of those items that *choose* takes from the list for each place."""

    def answers(site: UnlinkedSite) -> Answers:
        return lambda url, place: Page(url=url, body=ilo_list(choose(site.all, place)).encode())

    return answers


def elsewhere_again(site: UnlinkedSite) -> Answers:
    """Redirect to another list of the site."""
    return lambda url, place: Page(url=f"{url}&lang=en", body=site.page(10 * place).encode())


def refusal(error: PollError) -> Callable[[UnlinkedSite], Answers]:
    return lambda _: lambda *_: error


def as_cards(site: UnlinkedSite) -> Answers:
    """Show the right items in another layout."""

    def answer(url: str, place: int) -> Page:
        items = site.all[10 * place : 10 * place + 10]
        body = ilo_cards(items)
        for item in items:
            body = body.replace(f"/resource/news/document-{item.number}", item.path)
        return Page(url=url, body=body.encode())

    return answer


UNPROVEN = {
    "the first page at each address": (same_again, 2),
    "endless pages without a known item": (
        page_of(lambda items, place: elsewhere(items[10 * place : 10 * place + 10])),
        4,
    ),
    "the oldest items first": (page_of(lambda items, place: items[10 * place : 10 * place + 10][::-1]), 1),
    "a page from further down, with known items": (page_of(lambda items, _: items[16:26]), 2),
    "the last page": (page_of(lambda items, _: items[-10:]), 2),
    "an error page with the latest and popular items": (page_of(lambda items, _: [*items[:3], *items[13:20]]), 1),
    "popular items with one of the first page between": (page_of(lambda items, _: [items[8], *items[10:19]]), 1),
    "an item that is newer than the end of the first page": (
        page_of(lambda items, _: [*elsewhere(items[1:2]), *items[12:20]]),
        1,
    ),
    "only one known item": (page_of(lambda items, _: items[10:15]), 2),
    "popular items in no order": (page_of(lambda items, _: [items[14], items[11], *items[15:20]]), 1),
    "items without dates": (
        page_of(lambda items, place: [replace(item, day="") for item in items[10 * place : 10 * place + 10]]),
        1,
    ),
    "longer pages": (page_of(lambda items, place: items[10 * place : 10 * place + 11]), 1),
    "another address": (elsewhere_again, 1),
    "another layout": (as_cards, 1),
    "no list": (lambda _: lambda url, _: Page(url=url, body=b"<p>No results.</p>"), 1),
    "not found": (refusal(FetchError("status_404", "gone", status=404)), 1),
    "forbidden by robots.txt": (refusal(FetchError("robots", "robots.txt forbids it")), 1),
    "too many requests": (refusal(FetchError("status_429", "slow down", status=429)), 1),
    "too slow": (refusal(FetchError("timeout", "too slow")), 1),
}


@pytest.mark.parametrize("name", UNPROVEN)
def test_pages_that_are_not_proven_change_nothing(name: str) -> None:
    answers, requests = UNPROVEN[name]
    results = []
    for max_pages in (1, 5):
        site = site_of(10)
        with closing(SqliteStore(None)) as store:
            reader = Reader(site, store, replace(NEWS, max_pages=max_pages))
            reader.begin()
            for _ in range(3):
                add(site, 8)
                reader.poll()
            site.pin(3)
            add(site, 13)
            site.instead = answers(site)

            report = reader.poll()

            assert len(numbers(site)) == (requests if max_pages > 1 else 0)
            state = reader.state
            report = replace(report, bytes=0)
            results.append((report, state.gap_from, state.gap_to, state.reach, reader.announced))
    assert results[0] == results[1]
    assert results[0][1] is not None
