"""Feeds with a key: with it they are served whole, and without it as if they did not exist."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from msgspec.structs import replace

from fakes.clock import FakeClock
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, Got, served
from fakes.site import Site, serving
from ilofeed.app import publish_all
from ilofeed.core.private_feeds import PrivateFeeds
from ilofeed.publish.render import FORMATS, MEDIA_TYPES
from ilofeed.serve.feed_files import Feeds
from ilofeed.serve.file_cache import Documents
from ilofeed.serve.private_gate import Gate

KEY = "Only_for-members-0123456789"
OTHER = "Another-key_of_the_same_len"
BASE = "https://feeds.example.org/"
#: All documents of the private feeds: of a source, of its archive and its edits, of a former slug, of a choice.
NAMES = ("chamber", "chamber.2026-11", "chamber.revisions", "council", "digest", "digest.2026-11")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return a house with a public source and a private one, which has edits and an archive; no test changes it."""
    with serving() as site:
        house = House(tmp_path_factory.mktemp("house"), site)
        house.general = 'hubs = ["https://hub.example.org/"]'
        house.more = private(site) + f'[[feed]]\nslug = "digest"\nkey = "{OTHER}"\n[[feed]]\nslug = "joint"\n'
        for at in range(3):
            first, *items = reversed(some(5 + at, first=990_001, about="secrets"))
            first = replace(first, title=f"{first.title}, part {at}")
            site.show(ilo_list(some(4 + at)))
            site.show(ilo_list([*reversed(items), first], title="Decisions"), path="/chamber")
            house.poll()
            house.clock.pass_by(days=31)
        yield house


def private(site: Site) -> str:
    """Return the configuration of the private source."""
    return (
        f'[[source]]\nslug = "chamber"\nurl = "{site.origin}/chamber"\nrevisions = true\nformer = ["council"]\n'
        f'key = "{KEY}"\n'
    )


@pytest.fixture(scope="module")
def client(house: House) -> Iterator[Client]:
    with house.app() as app, served(app) as client:
        yield client


def key_of(name: str) -> str:
    return OTHER if name.startswith("digest") else KEY


def documents() -> Iterator[tuple[str, str]]:
    """Yield each address of a private feed, without and with its key."""
    for name in NAMES:
        for format in (*FORMATS, "html"):
            if (name, format) not in {
                ("chamber.revisions", "html"),
                *((each, "html") for each in NAMES if "2026" in each),
            }:
                yield f"/{name}.{format}", key_of(name)
    yield "/chamber", KEY
    yield "/digest", OTHER


PLACES = pytest.mark.parametrize(("path", "key"), list(documents()))


@PLACES
def test_a_private_document_is_served_with_its_key(client: Client, path: str, key: str) -> None:
    got = client.get(f"{path}?key={key}")

    assert got.status == 200
    assert "secrets" in got.text
    assert got.headers["cache-control"].startswith("private, ")


@PLACES
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_without_its_key_it_is_answered_like_one_that_does_not_exist(
    client: Client, path: str, key: str, method: str
) -> None:
    unknown = re.sub(r"chamber|council|digest", "nothing", path)
    wrong = ["", "?key=", f"?key={key[:-1]}", f"?key={key}x", f"?key={key.swapcase()}", f"?Key={key}", f"?q={key}"]

    for query in wrong:
        got, missing = client.get(path + query, method), client.get(unknown + query, method)
        assert (got.status, got.body, facts(got)) == (missing.status, missing.body, facts(missing)), query
        assert got.status != 200


def facts(got: Got) -> dict[str, str]:
    return {name: value for name, value in got.headers.items() if name != "date"}


@pytest.mark.parametrize(
    "query",
    [
        f"?key={OTHER}&key={KEY}", f"?key=%00{KEY}", f"?key={KEY}%00", "?key=%ff%fe", "?key=%F0%9F%94%91",
        f"?key[]={KEY}", f"?key={KEY}%20", "?key=" + "a" * 8000, f"?q=x;key={KEY}", f"?key=\udcff{KEY}",
    ],
)  # fmt: skip
def test_a_hostile_key_opens_nothing(client: Client, query: str) -> None:
    answer = client.answer(
        "Host: x", "Connection: close", path=f"/chamber.rss{query}".encode("utf-8", "replace").decode()
    )

    assert b"secrets" not in answer
    assert answer.split(b" ", 2)[1] in (b"404", b"400")


@pytest.mark.parametrize(
    "path",
    ["/%63hamber.rss", "/chambe%72.html", "/./chamber.rss", "//chamber.rss", "/chamber.rss/", "/CHAMBER.rss"],
)
def test_no_other_spelling_of_an_address_opens_it(client: Client, path: str) -> None:
    assert client.get(path).status == 404


def test_the_key_of_one_feed_opens_no_other(client: Client) -> None:
    assert client.get(f"/chamber.rss?key={OTHER}").status == 404
    assert client.get(f"/digest.rss?key={KEY}").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/", "/news.html", "/news.rss", "/news.atom", "/all.html", "/all.json", "/all.html?q=secrets", "/joint.json",
        "/feeds.opml", "/sources.opml", "/healthz", "/metrics", "/status.json",
    ],
)  # fmt: skip
def test_public_documents_reveal_neither_a_private_feed_nor_its_entries(client: Client, path: str) -> None:
    client.get(f"/chamber.rss?key={KEY}")

    got = client.get(path)

    assert got.status == 200
    shown = got.text.replace("“<bdi>secrets</bdi>”", "").replace('value="secrets"', "").replace("secrets – ", "")
    assert [word for word in ("chamber", "council", "digest", "secrets", KEY, OTHER) if word in shown] == []


def test_no_file_of_a_private_feed_is_where_a_web_server_may_serve_it(house: House) -> None:
    public = {path.name.partition(".")[0] for path in house.output.iterdir()}
    folder = house.folder / "private-feeds"

    assert public == {"all", "favicon", "feeds", "index", "joint", "news", "sources", "status"}
    assert {path.name.partition(".")[0] for path in folder.iterdir()} == {"chamber", "council", "digest"}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in house.output.iterdir() if KEY.encode() in path.read_bytes()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_of_a_private_feed_to_itself_keeps_the_key(client: Client, name: str) -> None:
    key, page = key_of(name), "" if "." in name else f"/{name}.html"
    for place in filter(None, (f"/{name}.rss", f"/{name}.atom", f"/{name}.json", page)):
        got = client.get(f"{place}?key={key}")
        links = set(
            re.findall(r"(?:https?://feeds\.example\.org/|\")((?:chamber|council|digest)\.[^\s\"<>]*)", got.text)
        )
        links |= set(re.findall(r"<https://feeds\.example\.org/([^>]*)>", got.headers.get("link", "")))
        assert links
        for link in links:
            assert link.endswith(f"?key={key}"), (place, link)
            assert client.get(f"/{link}").status == 200, (place, link)


def test_a_reader_that_follows_archives_gets_every_entry(client: Client) -> None:
    at, found = f"/chamber.json?key={KEY}", set()
    while at:
        feed = json.loads(client.get(at).body)
        found |= {item["id"] for item in feed["items"]}
        following = urlsplit(feed.get("next_url", ""))
        at = f"{following.path}?{following.query}" if following.path else ""

    assert len(found) == 7


def test_the_search_of_a_private_page_keeps_the_key(client: Client) -> None:
    page = html.document_fromstring(client.get(f"/chamber.html?key={KEY}").body)
    form = {each.get("name"): each.get("value", "") for each in page.cssselect("form input")}

    found = html.document_fromstring(client.get(f"/chamber.html?key={form['key']}&q=number+3").body)

    assert found.cssselect(".entries h3")
    assert [urljoin("/chamber.html", each.get("href", "")) for each in found.cssselect("a[rel=first]")] == [
        f"/chamber.html?key={KEY}"
    ]


def test_an_address_without_a_format_names_one_that_can_be_read(client: Client) -> None:
    got = client.get(f"/chamber?key={KEY}", Accept="application/atom+xml")

    assert (got.status, got.headers["content-location"]) == (200, f"chamber.atom?key={KEY}")
    assert got.headers["content-type"].startswith(MEDIA_TYPES["atom"])


def test_a_private_feed_has_no_hub(house: House, client: Client) -> None:
    got = client.get(f"/chamber.atom?key={KEY}")

    assert "hub" not in got.headers["link"]
    assert b"hub.example.org" not in got.body
    with house.app() as app:
        topics = [ping.topic for ping in app.store.pings(house.clock.now(), 100)]
    assert topics
    assert not [topic for topic in topics if "chamber" in topic or "digest" in topic]


def test_the_key_is_in_no_log_and_no_answer_sends_it_on(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with house.app() as app, served(app) as client:
        got = client.get(f"/chamber.html?key={KEY}")
        client.exchange(f"GET /chamber.rss?key={KEY} HTTP/9.9\r\n\r\n".encode())
        client.exchange(f"BAD /chamber.rss?key={KEY}\r\nno header\r\n\r\n".encode())
        metrics = client.get("/metrics").text

    assert got.headers["referrer-policy"] == "no-referrer"
    said = capfd.readouterr()
    assert KEY not in caplog.text + said.out + said.err + metrics
    assert 'ilofeed_requests_total{feed="",format="page"' in metrics


@pytest.mark.parametrize("path", ["/chamber", "/chamber.html", "/chamber.rss", "/chamber.2026-11.json"])
def test_a_refused_request_is_one_for_nothing_of_the_same_format(tmp_path: Path, path: str) -> None:
    def files() -> Feeds:
        documents = Documents(tmp_path, FakeClock(), lambda _: ())
        return Feeds(documents, lambda *_: None, lambda _: False)

    public, keys = files(), PrivateFeeds(keys={"chamber": KEY}, folder=tmp_path)
    gate = Gate(public, files(), lambda: keys)

    # So a busy server answers both alike, too.
    found, scope = gate({"path": path, "query_string": b"q=x"})

    assert found is public
    assert scope["path"] == f"/.{path[1:].partition('.')[2]}"
    assert scope["query_string"] == b"q=x"


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[House]:
    """Return a house of its own for a test, whose only source is private."""
    with serving() as site:
        site.show(ilo_list(some(3)), path="/chamber")
        house = House(tmp_path, site)
        house.sources, house.more = {}, private(site)
        house.poll()
        yield house


def test_a_file_that_was_put_into_the_public_folder_is_not_served_without_the_key(alone: House) -> None:
    with alone.app() as app, served(app) as client:
        (alone.output / "chamber.rss").write_text("secrets")
        alone.clock.pass_by(seconds=2)

        got = client.get("/chamber.rss")

    assert got.status == 404


def test_health_is_ok_where_all_feeds_are_private(alone: House) -> None:
    with alone.app() as app, served(app) as client:
        got = client.get("/healthz")

    fields = json.loads(got.body)
    assert (got.status, fields["status"], fields["sources"]) == (200, "ok", [])


def test_a_reload_can_make_a_feed_private_and_change_its_key(alone: House) -> None:
    with_key, public = alone.more, alone.more.replace(f'key = "{KEY}"\n', "")
    with alone.app() as app, served(app) as client:
        seen = []
        for more in (with_key, public, with_key.replace(KEY, OTHER)):
            alone.more = more
            app.reload(alone.app().config)
            dict(publish_all.publish_all(app))
            alone.clock.pass_by(seconds=5)
            seen.append(
                [client.get(f"/chamber.rss{query}").status for query in ("", f"?key={KEY}", f"?key={OTHER}")]
            )

    assert seen == [[404, 200, 404], [200, 200, 200], [404, 404, 200]]
