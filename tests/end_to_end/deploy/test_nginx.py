"""The nginx snippet: real nginx, real requests."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from end_to_end.deploy.parts import DEPLOY, run
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.real_parts import program
from fakes.served import Client
from fakes.site import serving
from ilofeed.serve.file_cache import TYPES

SNIPPET = DEPLOY / "nginx/ilofeed.conf"
FEEDS = ["rss", "atom", "json"]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Published feeds, and what may lie beside them for a moment."""
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path_factory.mktemp("house"), site)
        house.poll()
    (house.output / ".news.rss.new").write_text("half a feed")
    return house.output


@pytest.fixture(scope="module")
def nginx(output: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """nginx with the snippet, on a socket that is open before it begins: nobody has to wait for it."""
    path, folder = program("nginx", "nginx-light"), tmp_path_factory.mktemp("nginx")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        snippet = SNIPPET.read_text().replace("/var/lib/ilofeed/feeds", str(output))
        (folder / "snippet").write_text(snippet.replace("listen 80;", f"listen 127.0.0.1:{port};"))
        user = "user root;\n" if os.geteuid() == 0 else ""
        places = "".join(
            f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"{user}pid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{places}include {folder}/snippet;\n}}\n"
        )
        command = [path, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
        tried = run(*command, "-t", folder=folder)
        assert tried.returncode == 0, tried.stderr
        assert "warn" not in tried.stderr
        process = subprocess.Popen(
            [*command, "-g", "daemon off;"],
            env={**os.environ, "NGINX": f"{listening.fileno()};"},
            pass_fds=[listening.fileno()],
            stderr=subprocess.DEVNULL,
        )
    yield Client(port)
    process.terminate()
    process.wait(30)


@pytest.mark.parametrize("suffix", [*FEEDS, "html"])
def test_a_feed_has_its_media_type(nginx: Client, output: Path, suffix: str) -> None:
    got = nginx.get(f"/news.{suffix}")

    assert got.status == 200
    assert got.headers["content-type"] == TYPES[suffix]
    assert got.body == (output / f"news.{suffix}").read_bytes()


def test_other_documents_have_their_media_types(nginx: Client) -> None:
    assert nginx.get("/feeds.opml").headers["content-type"] == TYPES["opml"]
    assert nginx.get("/status.json").headers["content-type"] == "application/json; charset=utf-8"
    assert nginx.get("/").headers["content-type"] == TYPES["html"]


@pytest.mark.parametrize("suffix", FEEDS)
def test_feeds_are_compressed_for_clients_that_accept_it(nginx: Client, output: Path, suffix: str) -> None:
    plain, packed = nginx.get(f"/news.{suffix}"), nginx.get(f"/news.{suffix}", Accept_Encoding="gzip")

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == (output / f"news.{suffix}").read_bytes()


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_reader_that_has_the_feed_gets_304(nginx: Client, coding: str) -> None:
    first = nginx.get("/news.rss", Accept_Encoding=coding)

    for name, value in (("If_None_Match", "etag"), ("If_Modified_Since", "last-modified")):
        again = nginx.get("/news.rss", Accept_Encoding=coding, **{name: first.headers[value]})
        assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/news.rss", "/news.html", "/status.json", "/no-such-feed.rss"])
def test_the_same_is_said_of_everything(nginx: Client, path: str) -> None:
    headers = nginx.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["access-control-allow-origin"] == "*"
    assert "script" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/.news.rss.new", "/..%2f..%2fetc/passwd", "/.git/config", "/archives/.x"])
def test_hidden_and_unfinished_files_are_not_served(nginx: Client, path: str) -> None:
    got = nginx.get(path)

    assert got.status in (400, 404)
    assert b"half a feed" not in got.body
