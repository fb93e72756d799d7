"""Health, status and metrics over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from fakes.site import Answer, serving


def test_documents_of_no_configured_feed_do_not_make_the_server_healthy(house: House, client: Client) -> None:
    for path in house.output.iterdir():
        path.unlink()
    (house.output / "status.json").write_text("{}")
    (house.output / "gone.rss").write_text("<rss/>")
    house.clock.pass_by(seconds=2)

    assert client.get("/healthz").status == 503


def test_health_shows_the_state_of_every_source(house: House, client: Client) -> None:
    asked = len(house.site.requests)

    got = client.get("/healthz")

    fields = json.loads(got.body)
    assert (got.status, fields["status"]) == (200, "ok")
    assert [(each["source"], each["state"]) for each in fields["sources"]] == [("news", "quiet")]
    assert len(house.site.requests) == asked


def test_a_failing_source_does_not_make_the_server_unhealthy(house: House, client: Client) -> None:
    house.site.answer(Answer(status=500))
    house.poll()

    got = client.get("/healthz")

    assert got.status == 200
    assert json.loads(got.body)["sources"][0]["state"] == "failing"


def test_without_any_feed_the_server_is_unhealthy(tmp_path: Path) -> None:
    with serving() as site:
        house = House(tmp_path, site)
        with house.app() as app, served(app) as client:
            assert client.get("/healthz").status == 503
            assert client.get("/").status == 200


def test_metrics_count_every_poll_and_request(house: House, client: Client) -> None:
    house.site.answer(Answer(status=500))
    house.poll()
    first = client.get("/news.rss")
    client.get("/news.rss", If_None_Match=first.headers["etag"])
    client.get("/news", Connection="close")
    client.get("/nothing")

    text = client.get("/metrics").text

    assert 'ilofeed_polls_total{outcome="changed",reason="",source="news"} 1.0' in text
    assert 'ilofeed_polls_total{outcome="failed",reason="status_500",source="news"} 1.0' in text
    assert 'ilofeed_new_entries_total{source="news"} 7.0' in text
    page = len(ilo_list(some(7)).encode())  # once: the later error was not a page
    assert f'ilofeed_page_bytes_total{{source="news"}} {page}.0' in text
    assert 'ilofeed_requests_total{feed="news",format="rss",status="200"} 1.0' in text
    assert 'ilofeed_requests_total{feed="news",format="rss",status="304"} 1.0' in text
    assert f'ilofeed_sent_bytes_total{{feed="news",format="rss"}} {len(first.body)}.0' in text
    assert 'ilofeed_requests_total{feed="news",format="atom",status="200"} 1.0' in text
    assert 'ilofeed_requests_total{feed="",format="other",status="404"} 1.0' in text
    assert 'ilofeed_failures{source="news"} 1.0' in text
    assert 'ilofeed_last_success_age_seconds{source="news"} 3600.0' in text


def test_status_is_also_published_beside_the_static_feeds(house: House, client: Client) -> None:
    beside = json.loads((house.output / "status.json").read_bytes())

    assert json.loads(client.get("/status.json").body)["sources"] == beside["sources"]
    assert beside["sources"][0]["last_success"] == f"{house.clock.now():%Y-%m-%dT%H:%M:%SZ}"


def test_feeds_are_served_although_the_database_cannot_be_read(house: House) -> None:
    with house.app() as app, served(app) as client:
        app.store.close()

        assert client.get("/news.rss").status == 200
        assert client.get("/healthz").status == 200
        got = client.get("/")

    assert got.status == 503
    assert str(house.folder) not in got.text
