"""Pages without items that send browsers on are followed like redirects; pages with items are not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fakes.pages import ilo_list, some
from fakes.world import NO_VALIDATORS, URL, World
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.state import Outcome
from ilofeed.poll.poller import Poller, PollServices

LATEST = "https://www.ilo.org/global/news/latest"
ETAG = Validators(etag='"of-the-list"')


class Pages:
    """A `Fetch` of pages by their address."""

    def __init__(self, pages: Mapping[str, Page | FetchError | NotModified]) -> None:
        self.pages = dict(pages)
        self.asked: list[tuple[str, Validators]] = []

    def __call__(
        self, url: str, validators: Validators = NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        del force
        self.asked.append((url, validators))
        answer = self.pages[url]
        if isinstance(answer, FetchError):
            raise answer
        return answer


def leads(to: str, url: str = URL) -> Page:
    return Page(url=url, body=f'<meta http-equiv="refresh" content="0; url={to}"><h1>One moment</h1>'.encode())


def shown(count: int, url: str = LATEST, head: str = "") -> Page:
    return Page(url=url, body=f"{head}{ilo_list(some(count))}".encode(), validators=ETAG)


def polled_by(world: World, pages: Mapping[str, Page | FetchError | NotModified]) -> Pages:
    """Let *world* fetch *pages* from now on."""
    fetch = Pages(pages)
    services: PollServices = world.services
    world.poller = Poller(
        PollServices(
            store=services.store,
            fetch_for=lambda _: fetch,
            publish=services.publish,
            clock=services.clock,
            mint=services.mint,
        )
    )
    return fetch


@pytest.mark.parametrize(
    "page",
    [
        leads("/global/news/latest"),
        Page(url=URL, body=b"<h1>One moment</h1>", refresh=f"0; url={LATEST}"),
        Page(url=URL, body=f"<noscript>{leads(LATEST).body.decode()}</noscript>".encode()),
    ],
)
def test_a_page_without_items_is_followed(world: World, page: Page) -> None:
    fetch = polled_by(world, {URL: page, LATEST: shown(5)})

    report = world.poll()

    assert (report.outcome, report.new) == (Outcome.CHANGED, 5)
    assert [url for url, _ in fetch.asked] == [URL, LATEST]
    assert "moved" not in report.message


def test_its_items_keep_their_ids_and_an_unchanged_list_is_no_change(world: World) -> None:
    fetch = polled_by(world, {URL: leads(LATEST), LATEST: shown(5)})
    world.poll()
    files = world.files()

    again = world.poll()
    fetch.pages[LATEST] = shown(6)
    more = world.poll()

    assert again.outcome is Outcome.UNCHANGED
    assert world.files() != files
    assert (more.outcome, more.new) == (Outcome.CHANGED, 1)


def test_the_validators_of_the_target_are_not_sent_to_the_source(world: World) -> None:
    fetch = polled_by(world, {URL: leads(LATEST), LATEST: shown(5)})

    world.poll()
    world.poll()

    assert {validators for _, validators in fetch.asked} == {NO_VALIDATORS}


def test_a_page_with_items_is_not_followed(world: World) -> None:
    head = f'<meta http-equiv="refresh" content="5; url={LATEST}">'
    fetch = polled_by(world, {URL: shown(5, URL, head)})

    report = world.poll()

    assert report.new == 5
    assert [url for url, _ in fetch.asked] == [URL]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://www.example.org/", "redirect"),
        ("http://www.ilo.org/global/news/latest", "redirect"),
        ("https://www.ilo.org:8443/", "redirect"),
    ],
)
def test_it_leads_nowhere_where_no_redirect_may_lead(world: World, target: str, reason: str) -> None:
    fetch = polled_by(world, {URL: leads(target)})

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.FAILED, reason)
    assert len(fetch.asked) == 1


def test_a_circle_ends(world: World) -> None:
    fetch = polled_by(world, {URL: leads(LATEST), LATEST: leads(URL, LATEST)})

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.FAILED, "no_items")
    assert f"only leads to {LATEST} (refresh)" in report.message
    assert len(fetch.asked) == 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (FetchError("status_404", "not there", status=404), "status_404"),
        (NotModified(url=LATEST), "status_304"),
        (Page(url=LATEST, body=b"<h1>Nothing</h1>"), "no_items"),
    ],
)
def test_a_target_that_is_no_list_fails_the_poll(
    world: World, answer: Page | FetchError | NotModified, reason: str
) -> None:
    polled_by(world, {URL: leads(LATEST), LATEST: answer})

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.FAILED, reason)
