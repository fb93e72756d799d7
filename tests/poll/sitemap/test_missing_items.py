"""Items in the sitemap that the list does not show: found, reported once, and cleared."""

from __future__ import annotations

import json
from pathlib import Path

from msgspec.structs import replace

from fakes.operator import Operator
from fakes.pages import ilo_cards
from fakes.served import served
from fakes.site import Answer, serving
from fakes.sitemaps import index
from fakes.watched import ROOT, Watched, items, page
from ilofeed.core.state import Outcome
from ilofeed.poll.sitemap_check import ask_witness


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


def test_items_that_the_list_shows_later_are_reported_no_more(house: Watched) -> None:
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


def test_pages_in_other_folders_are_compared_although_the_sitemap_has_not_changed(house: Watched) -> None:
    house.poll()

    with house.app() as app:
        source, state = app.config.sources[0], app.store.states()["news"]
        other = replace(state, witness=replace(state.witness, folders=("127.0.0.1/other/",)))
        after = ask_witness(source, other, house.clock.now(), fetch=app.polite_fetcher, store=app.store)

    assert state.witness.folders == after.witness.folders != other.witness.folders


def test_status_metrics_and_the_live_pages_say_that_a_list_has_gone_blind(house: Watched) -> None:
    house.poll()
    house.list_pages(*range(13))
    for _ in range(3):
        house.poll_later(13)

    with house.app() as app, served(app, admin=True) as client:
        metrics = client.get("/metrics").text
        document = json.loads(client.get("/status.json").text)
        operator = client.get(f"{client.admin}source/news").text
        front = client.get(client.admin).text

    assert 'ilofeed_unseen{source="news"} 2.0' in metrics
    assert 'ilofeed_witness_problem{source="news"} 0.0' in metrics
    assert document["sources"][0]["unseen"] == 2
    assert document["sources"][0]["state"] == "ok"
    assert "The list may have gone blind" in operator
    assert "1 source needs attention" in front
    assert page(12) in operator


def test_status_shows_the_witness_and_the_exit_status_stays(tmp_path: Path) -> None:
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
