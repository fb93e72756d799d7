"""A poller that has stopped is visible in pages, health, status, metrics and files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import html

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from fakes.site import Answer, serving
from ilofeed.core.state import Condition
from ilofeed.publish.render.page_templates import resource


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path, site)
        house.more = '[[feed]]\nslug = "all-news"\ntitle = "All"\n'
        house.poll()
        yield house


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    """Serve the house 400 days after the last poll."""
    house.clock.pass_by(days=400)
    with house.app() as app, served(app) as client:
        yield client


def page(body: bytes) -> html.HtmlElement:
    return html.document_fromstring(body)


def test_health_is_not_ok_yet_the_feeds_are_served(client: Client) -> None:
    got = client.get("/healthz")

    fields = json.loads(got.body)
    assert (got.status, fields["status"], fields["polling"]) == (200, "polling is overdue", "overdue")
    assert [each["state"] for each in fields["sources"]] == ["overdue"]
    assert client.get("/news.rss").status == 200


def test_health_is_ok_again_after_a_poll(house: House, client: Client) -> None:
    house.poll()

    fields = json.loads(client.get("/healthz").body)

    assert (fields["status"], fields["polling"], fields["sources"][0]["state"]) == ("ok", "ok", "quiet")


def test_health_does_not_pretend_to_know_without_the_database(house: House) -> None:
    with house.app() as app, served(app) as client:
        app.store.close()

        got = client.get("/healthz")

    assert (got.status, json.loads(got.body)["polling"]) == (200, "unknown")


def test_status_names_the_time_from_when_on_it_is_overdue(house: House, client: Client) -> None:
    fields = json.loads(client.get("/status.json").body)["sources"][0]
    published = json.loads((house.output / "status.json").read_bytes())["sources"][0]

    assert (fields["state"], published["state"]) == ("overdue", "quiet")
    # A program that reads the file can compare this with its clock.
    assert fields["overdue_at"] == published["overdue_at"] > published["next_poll"]


@pytest.mark.parametrize("path", ["/", "/news.html", "/all-news.html"])
def test_served_pages_show_it_in_words(client: Client, path: str) -> None:
    found = page(client.get(path).body)

    states = found.cssselect(".state")
    assert {each.text_content() for each in states} == {"overdue"}
    assert ", next 20" not in found.text_content()  # no poll in the past is announced as the next one


def test_figures_show_it(client: Client) -> None:
    text = client.get("/metrics").text

    assert 'ilofeed_condition{condition="overdue",source="news"} 1.0' in text
    assert 'ilofeed_overdue{source="news"} 1.0' in text


@pytest.mark.parametrize("name", ["index", "news", "all-news"])
def test_a_static_page_prints_by_when_the_next_poll_is_due(house: House, name: str) -> None:
    found = page((house.output / f"{name}.html").read_bytes())

    assert "Next poll due by 2026-11-23 (UTC)." in found.text_content()
    assert "past, polling has stopped." in found.text_content()


def test_the_printed_date_is_never_past_while_polls_go_on_and_changes_once_a_day(house: House) -> None:
    written: dict[str, set[bytes]] = {"index": set(), "news": set(), "all-news": set()}
    feeds = {path.name: path.stat().st_mtime_ns for path in house.output.glob("*.rss")}
    for at in range(72):
        # After some polls the site fails as well.
        house.site.answer(Answer(status=500 if at > 40 else 304))
        (report,) = house.poll()
        assert not report.published
        for name, found in written.items():
            body = (house.output / f"{name}.html").read_bytes()
            found.add(body)
            (printed,) = page(body).xpath("(//p[starts-with(., 'Next poll due by')])[1]/time/@datetime")
            assert date.fromisoformat(printed) >= (house.clock.now() + timedelta(hours=1)).date()

    assert {path.name: path.stat().st_mtime_ns for path in house.output.glob("*.rss")} == feeds
    # Once a day; the index also changes when the source begins to fail.
    assert len(written["news"]) <= 6
    assert len(written["index"]) <= 8


def test_a_page_that_is_gone_prints_no_date_and_says_so(house: House) -> None:
    house.site.answer(Answer(status=410))
    house.poll()

    found = page((house.output / "index.html").read_bytes())

    assert "gone" in [each.text_content() for each in found.cssselect(".state")]
    assert "Next poll due by" not in found.text_content()
    assert "Next poll due by" not in (house.output / "news.html").read_text()


def test_each_condition_has_a_sign_of_its_own_beside_its_colour() -> None:
    signs: dict[str, str] = {}
    for rule in resource("style.css").splitlines():
        names, _, declarations = rule.partition("{")
        if sign := re.search(r'content: "(\S) "', declarations):
            signs |= dict.fromkeys(re.findall(r"\.(\w+)::before", names), sign[1])

    usual = signs.pop("state")
    assert {*signs, "ok"} == set(Condition)
    assert len({usual, *signs.values()}) == len(Condition)
