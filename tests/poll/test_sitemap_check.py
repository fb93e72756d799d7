"""Polls of a list together with the sitemap of its site, from the requests to the alerts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.house import House
from fakes.operator import Operator
from fakes.pages import Listed, ilo_cards
from fakes.served import served
from fakes.site import Answer, Site, serving
from fakes.sitemaps import index, urlset
from ilofeed.app import queries, use_cases
from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError, DeferredError, PublishError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.state import Health, Outcome
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.poll.sitemap_check import ask_witness

ROOT = "/sitemap.xml"
ROBOTS = "/robots.txt"


def items(*numbers: int) -> list[Listed]:
    """Return the items of the list, the newest on top."""
    return [
        Listed(number=number, title=f"Report number {number} on work", day=f"{number + 10} November 2026")
        for number in sorted(numbers, reverse=True)
    ]


def page(number: int) -> str:
    return f"/resource/news/document-{number}"


class Watched(House):
    """An installation whose only source has a witness: an index of three parts."""

    def __init__(self, folder: Path, site: Site) -> None:
        super().__init__(folder, site)
        self.source_keys = f'witness = "{site.origin}{ROOT}"'
        self.more = '[alerts]\ncommand = ["true"]\n'
        self.show(items(*range(1, 11)))
        self.list_pages(*range(11))

    def show(self, listed: list[Listed]) -> None:
        self.site.show(ilo_cards(listed))

    def list_pages(self, *numbers: int) -> None:
        """Have the last part of the sitemap list these pages."""
        parts = [f"{self.site.origin}{ROOT}?page={number}" for number in (1, 2, 3)]
        self.site.answer(Answer(body=index(parts)), ROOT)
        self.site.answer(Answer(body=urlset([f"{self.site.origin}/about"])), f"{ROOT}?page=1")
        self.site.answer(Answer(body=urlset([f"{self.site.origin}/contact"])), f"{ROOT}?page=2")
        pages = [f"{self.site.origin}{page(number)}" for number in numbers]
        self.site.answer(Answer(body=urlset(pages)), f"{ROOT}?page=3")

    def poll_later(self, hours: float) -> Outcome:
        self.clock.pass_by(hours=hours - 1)
        (report,) = self.poll()
        return report.outcome

    def asked(self) -> list[str]:
        """Return the requests for the sitemap since the last call."""
        found = [request.path for request in self.site.requests if request.path.startswith(ROOT)]
        self.site.requests.clear()
        return found

    def health(self) -> Health:
        with self.app() as app:
            (found,) = queries.healths(app, app.config.sources)
        return found

    def feeds(self) -> dict[str, tuple[bytes, int]]:
        """Return the published feeds, without pages, which also show the time of the next poll."""
        return {name: found for name, found in self.files().items() if not name.endswith(".html")}

    def unseen(self) -> list[str]:
        return [each.url.removeprefix(self.site.origin) for each in self.health().unseen]

    def problem(self) -> str:
        found = self.health().witness
        assert found is not None
        return found.problem

    def alerts(self) -> list[dict[str, Any]]:
        """Return the alerts that are sent to the operator now."""
        self.clock.pass_by(minutes=11)
        with self.app() as app:
            letters = [json.loads(letter.document) for letter, _ in use_cases.send_alerts(app)]
        return [each for letter in letters for each in letter["data"]["alerts"]]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Watched]:
    with serving() as site:
        yield Watched(tmp_path, site)


def test_a_list_that_goes_blind_is_reported_once_and_nothing_of_it_is_published(house: Watched) -> None:
    house.poll()
    before = house.feeds()
    house.list_pages(*range(13))

    assert house.poll_later(12) is Outcome.NOT_MODIFIED
    assert (house.unseen(), house.alerts()) == ([], [])
    house.poll_later(12)
    assert (house.unseen(), house.alerts()) == ([], []), "the grace period is not over"
    house.poll_later(13)
    assert house.unseen() == [page(12), page(11)]

    (alert,) = house.alerts()
    assert (alert["event"], alert["before"]) == ("blind", "well")
    assert [url.removeprefix(house.site.origin) for url in alert["unseen"]] == [page(12), page(11)]
    house.list_pages(*range(15))
    house.poll_later(13)
    house.poll_later(30)
    assert len(house.unseen()) == 4
    assert house.alerts() == []
    assert house.feeds() == before


def test_what_the_list_shows_in_the_end_is_reported_no_more(house: Watched) -> None:
    house.poll()
    house.list_pages(*range(13))
    for _ in range(3):
        house.poll_later(13)
    assert house.unseen() == [page(12), page(11)]
    assert len(house.alerts()) == 1
    house.asked()

    house.show(items(*range(2, 13)))
    house.poll_later(1)

    assert house.asked() == [], "no request is needed for that"
    assert house.unseen() == []
    assert [alert["event"] for alert in house.alerts()] == ["well"]


def test_a_sitemap_that_is_ahead_by_some_hours_raises_no_alarm(house: Watched) -> None:
    house.poll()
    for number in range(11, 20):
        house.list_pages(*range(number + 1))
        house.poll_later(13)
        house.show(items(*range(number - 9, number + 1)))
        house.poll_later(9)

        assert (house.unseen(), house.alerts()) == ([], [])


def test_the_sitemap_is_asked_twice_a_day_and_only_for_what_has_changed(house: Watched) -> None:
    house.poll()
    parts = [ROOT, f"{ROOT}?page=2", f"{ROOT}?page=3"]
    assert house.asked() == parts

    for _ in range(11):
        house.poll_later(1)
    assert house.asked() == []
    house.poll_later(2)
    assert all("If-None-Match" in request.headers for request in house.site.requests)
    assert house.asked() == parts
    house.list_pages(*range(12))
    house.poll_later(12)
    assert house.asked() == [*parts, f"{ROOT}?page=2"], "pages of all parts are compared together"


def test_pages_in_other_folders_are_compared_although_the_sitemap_has_not_changed(house: Watched) -> None:
    house.poll()

    with house.app() as app:
        source, state = app.config.sources[0], app.store.states()["news"]
        other = replace(state, witness=replace(state.witness, folders=("127.0.0.1/other/",)))
        after = ask_witness(source, other, house.clock.now(), fetch=app.polite_fetcher, store=app.store)

    assert state.witness.folders == after.witness.folders != other.witness.folders


def test_a_failing_witness_is_reported_and_is_no_failure_of_the_source(house: Watched) -> None:
    house.poll()
    house.list_pages(*range(13))
    for _ in range(3):
        house.poll_later(13)
    house.site.answer(Answer(status=500), ROOT)

    assert house.poll_later(13) is Outcome.NOT_MODIFIED
    assert "[status_500]" in house.problem()
    assert house.unseen() == [page(12), page(11)], "what was found before stays"
    house.asked()
    house.poll_later(2)
    assert house.asked() == []
    house.list_pages(*range(13))
    house.poll_later(12)
    assert house.problem() == ""


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(body=b"<html></html>"), "[not_sitemap]"),
        (Answer(status=403), "[status_403]"),
        (Answer(body=b"<!DOCTYPE urlset [<!ENTITY a 'b'>]><urlset/>"), "[not_sitemap]"),
        (Answer(body=urlset([])), "list no address under"),
        (Answer(status=301, headers={"Location": "https://www.example.org/sitemap.xml"}), "[redirect]"),
    ],
)
def test_a_sitemap_that_cannot_be_compared_says_why(house: Watched, answer: Answer, problem: str) -> None:
    house.site.answer(answer, ROOT)

    (report,) = house.poll()

    assert report.outcome is Outcome.CHANGED
    assert problem in house.problem()


def test_a_sitemap_that_could_not_be_compared_is_no_witness_until_it_changes(house: Watched) -> None:
    house.list_pages()
    house.poll()
    house.poll_later(13)

    assert "list no address under" in house.problem()


def test_what_was_found_stays_while_the_sitemap_cannot_be_compared(house: Watched) -> None:
    house.poll()
    house.list_pages(*range(13))
    for _ in range(3):
        house.poll_later(13)
    house.list_pages()

    house.poll_later(13)

    assert "list no address under" in house.problem()
    assert house.unseen() == [page(12), page(11)]


def test_robots_txt_holds_for_the_sitemap(house: Watched) -> None:
    house.site.show("User-agent: *\nDisallow: /sitemap\n", ROBOTS)

    (report,) = house.poll()

    assert report.outcome is Outcome.CHANGED
    assert house.asked() == []
    assert "[robots]" in house.problem()


def test_a_failed_or_quarantined_poll_asks_no_witness(house: Watched) -> None:
    house.poll()
    house.asked()
    house.site.answer(Answer(status=500))

    house.poll_later(20)

    assert house.asked() == []


def test_a_poll_that_cannot_be_published_stays_failed_and_asks_no_witness(house: Watched) -> None:
    def publish(*_: object) -> bool:
        raise PublishError("output", "the disk is full")

    with house.app() as app:
        poller = Poller(
            PollServices(
                store=app.store, fetch=app.polite_fetcher, publish=publish, clock=house.clock, mint=app.mint
            )
        )
        report = poller.poll(app.config.sources[0], app.store.claim(["news"])["news"])
        state = app.store.states()["news"]

    assert (report.outcome, state.outcome, state.reason) == (Outcome.FAILED, Outcome.FAILED, "output")
    assert house.asked() == []


def test_a_dry_run_asks_no_witness(house: Watched) -> None:
    with house.app() as app:
        list(use_cases.poll_sources(app, app.config.sources, dry_run=True))

    assert house.asked() == []


def test_the_schedule_asks_the_witness_too_under_the_lease_of_the_source(house: Watched) -> None:
    with house.app() as app:
        report = use_cases.poll_due(app, app.config.sources[0])
        state = app.store.states()["news"]

    assert report is not None
    assert house.asked() == [ROOT, f"{ROOT}?page=2", f"{ROOT}?page=3"]
    assert state.witness.checked_at == house.clock.now()
    assert (state.lease_until, state.lease_by) == (None, "")


def test_another_witness_is_asked_at_once_and_what_the_first_said_does_not_count(house: Watched) -> None:
    house.poll()
    house.list_pages(*range(13))
    for _ in range(3):
        house.poll_later(13)
    assert house.unseen()

    house.source_keys = f'witness = "{house.site.origin}/news-sitemap.xml"'
    assert house.unseen() == []
    house.site.answer(
        Answer(body=urlset(f"{house.site.origin}{page(at)}" for at in range(11))), "/news-sitemap.xml"
    )
    house.poll_later(1)
    assert house.problem() == ""
    house.source_keys = ""
    assert house.health().witness is None


def test_a_bug_met_with_a_sitemap_does_not_stop_the_polls_of_the_list(
    house: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    house.poll()

    def broken(*_: object, **__: object) -> Page | NotModified:
        raise ZeroDivisionError("oops")

    with house.app() as app:
        source, state = app.config.sources[0], app.store.states()["news"]
        after = ask_witness(source, state, house.clock.now(), fetch=broken, store=app.store)

    assert after.witness.problem.startswith("[bug]")
    assert after.witness.checked_at == house.clock.now()
    assert "ZeroDivisionError" in caplog.text


def test_a_sitemap_that_must_not_be_asked_now_is_asked_at_the_next_poll(house: Watched) -> None:
    house.poll()

    def deferred(*_: object, **__: object) -> Page | NotModified:
        raise DeferredError("stopped", "the program is to end")

    with house.app() as app:
        source, state = app.config.sources[0], app.store.states()["news"]
        with pytest.raises(DeferredError):
            ask_witness(source, state, house.clock.now(), fetch=deferred, store=app.store)


def test_a_host_that_wants_to_be_left_alone_is_asked_at_the_next_poll(house: Watched) -> None:
    house.poll()
    house.asked()
    house.site.answer(Answer(status=429, headers={"Retry-After": "1800"}), ROOT)
    house.poll_later(13)
    assert house.asked() == [ROOT]
    assert "[status_429]" in house.problem()
    house.list_pages(*range(11))

    house.poll_later(1)
    assert house.problem() != "", "at most twice a day, whatever came of it"
    house.poll_later(12)
    assert house.problem() == ""


def test_status_metrics_and_the_live_pages_say_that_a_list_has_gone_blind(house: Watched) -> None:
    house.poll()
    house.list_pages(*range(13))
    for _ in range(3):
        house.poll_later(13)

    with house.app() as app, served(app, admin=True) as client:
        metrics = client.get("/metrics").text
        document = json.loads(client.get("/status.json").text)
        operator = client.get(f"{client.preview}/held").text

    assert 'ilofeed_unseen{source="news"} 2.0' in metrics
    assert 'ilofeed_witness_problem{source="news"} 0.0' in metrics
    assert document["sources"][0]["unseen"] == 2
    assert document["sources"][0]["state"] == "ok"
    assert "news may have gone blind" in operator
    assert page(12) in operator


@pytest.mark.parametrize(
    "witness",
    ["https://www.example.org/sitemap.xml", "https://www.ilo.org:8443/sitemap.xml", "sitemap.xml", "ftp://x/"],
)
def test_a_witness_of_another_site_is_an_error(witness: str) -> None:
    text = f'[[source]]\nslug = "news"\nurl = "https://www.ilo.org/news"\nwitness = "{witness}"\n'

    with pytest.raises(ConfigError, match=r"source\[0\]\.witness is .*; allowed is .*sitemap on the site"):
        parse(text)


def test_a_witness_changes_nothing_of_how_the_page_is_read() -> None:
    text = '[[source]]\nslug = "news"\nurl = "https://www.ilo.org/news"\n'

    without = parse(text).sources[0]
    having = parse(f'{text}witness = "https://ilo.org/sitemap.xml"\n').sources[0]

    assert having.witness == "https://ilo.org/sitemap.xml"
    assert having.digest == without.digest


def test_the_operator_reads_it_in_status_and_the_exit_status_stays(tmp_path: Path) -> None:
    with serving() as site:
        site.show(ilo_cards(items(*range(1, 11))))
        operator = Operator(tmp_path, site)
        operator.configure(f'witness = "{site.origin}{ROOT}"')
        operator.poll()

        problem = operator.run("status", "news")
        short = operator.run("status")
        document = operator.json("status")["sources"][0]["witness"]

        missing = operator.run("check", "--online")
        site.answer(Answer(body=index(f"{site.origin}{ROOT}?page={at}" for at in range(90))), ROOT)
        present = operator.run("check", "--online")

    assert {done.returncode for done in (problem, short, missing, present)} == {0}
    assert "its witness cannot be read: [status_404]" in missing.stdout
    assert "its witness is a sitemap of 90 parts" in present.stdout
    assert f"witness {site.origin}{ROOT}, tried " in problem.stdout
    assert "[status_404]" in problem.stdout
    assert "its witness cannot be compared" in short.stdout
    assert document["url"] == f"{site.origin}{ROOT}"
    assert "[status_404]" in document["problem"]
    assert document["unseen"] == []
