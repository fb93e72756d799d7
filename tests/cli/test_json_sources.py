"""An address that answers JSON is previewed, added and polled as a page is."""

from __future__ import annotations

import json
import tomllib

import pytest

from fakes.answers import articles
from fakes.operator import Operator
from fakes.site import Answer, Site

API = "/api/news?limit=20"


def show(site: Site, value: object, path: str = API) -> None:
    site.answer(Answer(body=json.dumps(value).encode(), content_type="application/json"), path)


def test_preview_proposes_a_table_and_add_writes_it(operator: Operator, site: Site) -> None:
    show(site, {"data": {"rows": articles(4)}, "paging": {"next": f"{API}&after=4"}})

    previewed = operator.run("preview", site.origin + API)
    added = operator.run("add", site.origin + API, "--slug", "data")

    table = (
        '[source.json]\nitems = "data.rows"\ntitle = "title"\nlink = "url"\ndate = "date"\nnext = "paging.next"\n'
    )
    assert 'profile = "json"\n' + table in previewed.stdout
    assert (added.returncode, added.stderr) == (0, "")
    text = (operator.folder / "config.toml").read_text()
    assert text.endswith(f'[[source]]\nslug = "data"\nurl = "{site.origin}{API}"\nprofile = "json"\n{table}')
    assert text.partition('[[source]]\nslug = "data"')[1:][1] in added.stdout
    assert operator.poll("data")["items"] == 4


def test_add_writes_the_table_into_an_array_of_sources_too(operator: Operator, site: Site) -> None:
    show(site, articles(3))
    config = operator.folder / "config.toml"
    config.write_text('source = []\n[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n')

    assert operator.run("add", site.origin + API).returncode == 0

    (source,) = tomllib.loads(config.read_text())["source"]
    assert source["json"] == {"items": "@", "title": "title", "link": "url", "date": "date"}


@pytest.fixture
def polled(operator: Operator, site: Site) -> Operator:
    operator.configure(
        f'[[source]]\nslug = "data"\nurl = "{site.origin}{API}"\nprofile = "json"\nbackfill = 3\n[source.json]\n'
        'items = "rows"\ntitle = "title"\nlink = "url"\ndate = "date"\nnext = "?after={last}"\n'
        f'page = "{site.origin}/news"\n'
    )
    return operator


def test_the_pages_of_a_cursor_are_read_until_they_come_back(polled: Operator, site: Site) -> None:
    rows = articles(9)
    show(site, {"rows": rows[:3], "last": "a"})
    show(site, {"rows": rows[3:6], "last": "b"}, f"{API}&after=a")
    show(site, {"rows": rows[6:], "last": "a"}, f"{API}&after=b")

    assert polled.poll("data")["new"] == 9
    assert [request.path for request in site.requests if "/api/" in request.path] == [
        API,
        f"{API}&after=a",
        f"{API}&after=b",
    ]
    feed = json.loads((polled.folder / "feeds" / "data.json").read_text())
    assert feed["home_page_url"] == f"{site.origin}/news"
    assert feed["items"][0]["url"].startswith(f"{site.origin}/news/rule-")


def test_an_error_in_json_publishes_nothing_and_the_next_answer_goes_on(polled: Operator, site: Site) -> None:
    show(site, {"rows": articles(3)})
    before = polled.poll("data")
    feed = (polled.folder / "feeds" / "data.json").read_bytes()

    show(site, {"error": "too many requests", "rows": None})
    failed = polled.poll("data", status=1)
    show(site, {"rows": []})
    emptied = polled.poll("data", status=1)
    assert (polled.folder / "feeds" / "data.json").read_bytes() == feed
    show(site, {"rows": articles(4)})
    after = polled.poll("data")

    assert (before["new"], after["new"]) == (3, 1)
    assert [(each["outcome"], each["reason"]) for each in (failed, emptied)] == [
        ("failed", "no_list"),
        ("failed", "no_items"),
    ]


def test_an_error_in_place_of_a_further_page_is_not_the_end_of_the_list(polled: Operator, site: Site) -> None:
    rows = articles(9)
    show(site, {"rows": rows[:3], "last": "a"})
    show(site, {"error": "slow down"}, f"{API}&after=a")
    failed = polled.poll("data", status=1)
    show(site, {"rows": rows[3:], "last": "b"}, f"{API}&after=a")
    show(site, {"rows": []}, f"{API}&after=b")

    assert (failed["outcome"], failed["reason"]) == ("failed", "no_list")
    assert polled.poll("data")["new"] == 9


def test_an_item_with_another_address_and_the_same_id_is_the_known_one(operator: Operator, site: Site) -> None:
    items = [each | {"id": at, "date": f"2026-11-0{at}T09:15:00Z"} for at, each in enumerate(articles(4), start=1)]
    show(site, items)
    operator.run("add", site.origin + API, "--slug", "data")
    operator.poll("data")
    before = json.loads((operator.folder / "feeds" / "data.json").read_text())["items"]

    show(site, [each | {"url": f"/new/{each['id']}/"} for each in items])
    moved = operator.poll("data")

    after = json.loads((operator.folder / "feeds" / "data.json").read_text())["items"]
    assert (moved["new"], moved["moved"]) == (0, 4)
    assert [each["id"] for each in after] == [each["id"] for each in before]
    assert [each["date_published"][11:19] for each in after] == ["09:15:00"] * 4


def test_kept_answers_are_read_again_as_they_were(polled: Operator, site: Site) -> None:
    show(site, {"rows": articles(3)})
    polled.poll("data")

    replayed = polled.run("replay", "data")

    assert replayed.returncode == 0, replayed.stderr
    assert replayed.stdout.rstrip().endswith(": unchanged")
