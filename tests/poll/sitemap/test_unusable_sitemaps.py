"""Sitemaps that cannot be read or compared: reported, and no failure of the list."""

from __future__ import annotations

import pytest

from fakes.site import Answer
from fakes.sitemaps import urlset
from fakes.watched import ROOT, Watched, page
from ilofeed.core.models import NotModified, Page
from ilofeed.core.state import Outcome
from ilofeed.poll.sitemap_check import ask_witness

ROBOTS = "/robots.txt"


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
def test_a_sitemap_that_cannot_be_compared_is_reported_with_the_reason(
    house: Watched, answer: Answer, problem: str
) -> None:
    house.site.answer(answer, ROOT)

    (report,) = house.poll()

    assert report.outcome is Outcome.CHANGED
    assert problem in house.problem()


def test_a_sitemap_that_could_not_be_compared_is_no_witness_until_it_changes(house: Watched) -> None:
    house.list_pages()
    house.poll()
    house.poll_later(13)

    assert "list no address under" in house.problem()


def test_missing_items_stay_reported_while_the_sitemap_cannot_be_compared(house: Watched) -> None:
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
