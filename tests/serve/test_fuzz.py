"""Random requests to every address: they never cause an error, and never get an unpublished file."""

from __future__ import annotations

import gzip
import logging
import random
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import quote_from_bytes

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.random_requests import THERE, form, query, request, target
from fakes.served import Client, served
from fakes.site import serving

SECRET = b"words that nobody is to see"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Make a house with secrets: beside the output folder, hidden in it, below it, and behind links."""
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path_factory.mktemp("house"), site)
        house.source_keys = 'former = ["old"]\nrevisions = true'
        house.poll()
        (house.output / "sub").mkdir()
        for name in ("secret.rss", "feeds/.hidden.rss", "feeds/sub/secret.rss", "feeds/notes.txt", "secret"):
            (house.folder / name).write_bytes(SECRET)
        (house.output / "link.rss").symlink_to(house.folder / "secret.rss")
        (house.output / "up.html").symlink_to(house.folder / "secret.rss")
        (house.output / "folder.rss").mkdir()
        house.clock.pass_by(seconds=2)
        yield house


@pytest.fixture(scope="module")
def client(house: House) -> Iterator[Client]:
    with house.app() as app, served(app, admin=True) as client:
        yield client


def answers(client: Client, sent: bytes, chance: random.Random) -> bytes:
    """Return all received bytes until the connection ends."""
    got = b""
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        cut = chance.randrange(len(sent) + 1) if chance.random() < 0.2 else len(sent)
        with suppress(OSError):  # the server may have closed the connection
            raw.sendall(sent[:cut])
            raw.sendall(sent[cut:])
            raw.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while part := raw.recv(65536):
                got += part
    return got


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_is_sent_makes_an_error_or_brings_a_secret(
    house: House, client: Client, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    statuses = set()
    with caplog.at_level(logging.INFO):
        for _ in range(1000):
            sent = request(chance, client)
            got = answers(client, sent, chance)

            statuses |= {int(status) for status in re.findall(rb"^HTTP/1\.1 (\d{3}) ", got, re.MULTILINE)}
            assert not re.search(rb"^HTTP/1\.1 5", got, re.MULTILINE), sent
            for secret in (SECRET, b"[ilofeed]", b"SQLite format", str(house.folder).encode()):
                assert secret not in got, sent

    assert caplog.records == []
    assert {200, 204, 304, 400, 403, 404, 405} <= statuses
    assert client.get("/news.rss").body == (house.output / "news.rss").read_bytes()


def test_any_path_is_answered_with_a_published_file_or_a_document_made_for_it(
    house: House, client: Client
) -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    published = {path.read_bytes() for path in house.output.iterdir() if path.is_file() and not path.is_symlink()}
    published.remove(SECRET)
    made = {b"text/html", b"application/json", b"text/plain"}
    found = 0
    for _ in range(1500):
        path = quote_from_bytes(target(chance, client).encode("utf-8", "surrogateescape"), safe="/.?&=%")
        if not path.startswith("/") or path.startswith("//"):
            continue
        got = client.get(path, Accept_Encoding=chance.choice(("gzip", "identity")))

        body = gzip.decompress(got.body) if got.headers.get("content-encoding") == "gzip" else got.body
        kind = got.headers["content-type"].partition(";")[0].encode()
        assert got.status in (200, 400, 403, 404), path
        assert got.status != 200 or body in published or kind in made, path
        found += got.status == 200
    assert found > 100


@pytest.mark.parametrize("seed", range(2))
def test_any_query_of_any_page_is_answered(client: Client, caplog: pytest.LogCaptureFixture, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    there = [path for path in THERE if client.get(path).status == 200]
    with caplog.at_level(logging.INFO):
        for _ in range(150):
            sent = query(chance)

            got = client.get(f"{chance.choice(there)}?{sent}".replace('"', "%22"))

            assert got.status == (400 if len(sent) > 15_000 else 200), sent
            assert SECRET not in got.body
    assert caplog.records == []


@pytest.mark.parametrize("seed", range(2))
def test_no_form_of_the_preview_makes_an_error(
    client: Client, caplog: pytest.LogCaptureFixture, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    with caplog.at_level(logging.ERROR):
        for _ in range(60):
            sent = f"token={client.token}&".encode() + form(chance)

            got = client.send("POST", client.preview, sent, kind)

            assert got.status in (200, 400), sent
            assert SECRET not in got.body
    assert caplog.records == []
