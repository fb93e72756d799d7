"""Static files behind real web servers: with the files of ``deploy/``, and as Debian 12 has them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from end_to_end.deploy.parts import documented
from end_to_end.deploy.web_servers import DEPLOYED, INSTALLED, Configure
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.processes import free_port, given_away, public_folder, started
from fakes.real_parts import require_debian_12
from fakes.served import Client, Got
from fakes.site import serving
from ilofeed.serve.file_cache import TYPES, Document

FEEDS = ["rss", "atom", "json"]
JSON = "application/json; charset=utf-8"
#: Addresses of the kinds of documents, by suffix.
PATHS = {**{format: f"/news.{format}" for format in FEEDS}, "opml": "/feeds.opml", "html": "/news.html"}

#: A function that starts one of some servers, by its name.
Start = Callable[[Mapping[str, Configure], str], Client]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with public_folder() as folder:
        yield folder


def made(folder: Path) -> Path:
    """Make *folder* for a server; it is there already if the server is not, and a test was skipped."""
    folder.mkdir(exist_ok=True)
    return given_away(folder)


@pytest.fixture(scope="module")
def output(folder: Path) -> Path:
    """Published feeds, and what may be beside them for a moment."""
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(folder, site)
        house.poll()
    (house.output / ".news.rss.new").write_text("half a feed")
    (house.output / ".well-known/acme-challenge").mkdir(parents=True)
    (house.output / ".well-known/acme-challenge/token").write_text("proof")
    (house.output / ".well-known/.lock").write_text("half a feed")
    return house.output


@pytest.fixture(scope="module")
def start(folder: Path, output: Path) -> Iterator[Start]:
    """Start a server when the first test needs it; it serves until the end of the module."""
    clients: dict[str, Client] = {}
    with ExitStack() as stack:

        def client(servers: Mapping[str, Configure], name: str) -> Client:
            place = f"{'deployed' if servers is DEPLOYED else 'installed'}-{name.replace(' ', '-')}"
            if place not in clients:
                command = servers[name](made(folder / place), output, free_port())
                stack.enter_context(started(command))
                clients[place] = Client(command.port)
            return clients[place]

        yield client


@pytest.fixture(params=DEPLOYED)
def server(start: Start, request: pytest.FixtureRequest) -> Client:
    return start(DEPLOYED, request.param)


def test_every_kind_of_document_has_its_media_type(server: Client, output: Path) -> None:
    for suffix, path in PATHS.items():
        got = server.get(path)

        assert (got.status, got.headers["content-type"]) == (200, TYPES[suffix])
        assert got.body == (output / path[1:]).read_bytes()
    assert server.get("/status.json").headers["content-type"] == JSON
    assert server.get("/").headers["content-type"] == TYPES["html"]
    assert server.get("/favicon.svg").headers["content-type"] == TYPES["svg"]


@pytest.mark.parametrize("path", PATHS.values())
def test_documents_are_compressed_for_clients_that_accept_it(server: Client, output: Path, path: str) -> None:
    plain, packed = server.get(path), server.get(path, Accept_Encoding="gzip")

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == (output / path[1:]).read_bytes()


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("path", PATHS.values())
def test_a_reader_that_has_the_document_gets_304(server: Client, path: str, coding: str) -> None:
    first = server.get(path, Accept_Encoding=coding)
    tag, date = first.headers["etag"], first.headers["last-modified"]

    for condition in ({"If_None_Match": tag}, {"If_Modified_Since": date}):
        again = server.get(path, Accept_Encoding=coding, **condition)
        assert (again.status, again.body) == (304, b""), condition
        assert again.headers["etag"] in (tag, tag.removeprefix("W/").replace("-gzip", ""))
    assert server.get(path, Accept_Encoding=coding, If_None_Match='"x"', If_Modified_Since=date).status == 200


@pytest.mark.parametrize("name", ["Apache", "lighttpd"])
def test_a_compressed_document_has_the_tag_that_serve_would_give_it(start: Start, name: str) -> None:
    forms = Document(b"feed" * 1000, TYPES["rss"], ()).forms
    ours = [form.etag.decode().strip('"') for form in forms]

    theirs = [
        start(DEPLOYED, name).get("/news.rss", Accept_Encoding=each).headers["etag"].strip('"')
        for each in ("identity", "gzip")
    ]

    assert theirs[1].removeprefix(theirs[0]) == ours[1].removeprefix(ours[0])


# lighttpd 1.4.69 knows the tag of a compressed document only if it is the first one, and strong.
@pytest.mark.parametrize("name", ["nginx", "Apache", "Caddy"])
def test_a_tag_counts_among_others(start: Start, name: str) -> None:
    server = start(DEPLOYED, name)
    for coding in ("identity", "gzip"):
        tag = server.get("/news.rss", Accept_Encoding=coding).headers["etag"]

        again = server.get("/news.rss", Accept_Encoding=coding, If_None_Match=f'{tag}, "x", {tag}')

        assert again.status == 304


@pytest.mark.parametrize("path", ["/news.rss", "/news.html", "/status.json", "/no-such-feed.rss"])
def test_headers_that_protect_readers_are_on_every_answer(server: Client, path: str) -> None:
    headers = server.get(path).headers

    assert headers["cache-control"] == "public, max-age=300"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["access-control-allow-origin"] == "*"
    assert "script" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "; img-src 'self';" in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/.news.rss.new", "/..%2f..%2fetc/passwd", "/.git/config", "/.well-known/.lock"])
def test_hidden_and_unfinished_files_are_not_served(server: Client, path: str) -> None:
    got = server.get(path)

    assert got.status in (400, 403, 404)
    assert b"half a feed" not in got.body


# Caddy gets its certificates itself.
@pytest.mark.parametrize("name", ["nginx", "Apache", "lighttpd"])
def test_a_certificate_authority_finds_its_proof(start: Start, name: str) -> None:
    got = start(DEPLOYED, name).get("/.well-known/acme-challenge/token")

    assert (got.status, got.body) == (200, b"proof")


def described(got: Got, expected: str) -> str:
    """Return how the type that a server sends is written in the table."""
    kind = got.headers.get("content-type", "no type").partition(";")[0]
    return "right" if kind == expected.partition(";")[0] else kind if kind == "no type" else f"`{kind}`"


def known_by(server: Client, documents: Mapping[str, Got], coding: str) -> str:
    """Return by which conditions all *documents*, by address, get 304."""
    found = []
    for name, header, condition in (
        ("tag", "etag", "If_None_Match"),
        ("date", "last-modified", "If_Modified_Since"),
    ):
        asked = {path: got.headers[header] for path, got in documents.items() if header in got.headers}
        answers = {
            server.get(path, Accept_Encoding=coding, **{condition: value}).status for path, value in asked.items()
        }
        found += [name] if answers == {304} else []
    return ", ".join(found)


def observed(server: Client) -> list[str]:
    """Return the cells of the table that describe how *server* answers."""
    plain = {path: server.get(path) for path in PATHS.values()}
    packed = {path: server.get(path, Accept_Encoding="gzip") for path in PATHS.values()}
    packed = {path: got for path, got in packed.items() if "content-encoding" in got.headers}
    conditions = {known_by(server, plain, "identity"), known_by(server, packed or plain, "gzip")}
    return [
        *(described(plain[path], TYPES[suffix]) for suffix, path in PATHS.items()),
        " ".join(f"`.{suffix}`" for suffix, path in PATHS.items() if path in packed) or "nothing",
        "; compressed: ".join(sorted(conditions, reverse=True)),
    ]


@pytest.mark.parametrize("name", INSTALLED)
def test_the_table_of_servers_is_what_they_do(start: Start, name: str) -> None:
    require_debian_12()

    server = start(INSTALLED, name)

    assert documented("Other web servers")[name][:-1] == observed(server)


def test_the_line_for_busybox_gives_feeds_their_type(folder: Path, output: Path) -> None:
    (line,) = re.findall(r"`(\.rss:\S+)`", " ".join(documented("Other web servers")["busybox httpd"]))
    command = INSTALLED["busybox httpd"](made(folder / "busybox"), output, free_port())
    (command.folder / "httpd.conf").write_text(f"{line}\n")

    with started(replace(command, words=[*command.words, "-c", command.folder / "httpd.conf"])):
        got = Client(command.port).get("/news.rss")

    assert got.headers["content-type"] == TYPES["rss"].partition(";")[0]
