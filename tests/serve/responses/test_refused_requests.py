"""Requests for what is not served, and requests that the server does not trust."""

from __future__ import annotations

import socket

import pytest

from fakes.house import House
from fakes.served import Client
from ilofeed.core.errors import ConfigError
from ilofeed.serve.server import listen


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/nothing.rss", "/news.xml", "/news.rss/", "//news.rss", "/../config.toml",
        "/%2e%2e/config.toml",
        "/ilofeed.db", "/feeds/news.rss", "/.news.rss.new", "/news%00.rss", "/news.rss%00", "/news.revisions.html",
        "/\\..\\config.toml", "/" + "a" * 5000, "/%ff%fe.rss", "/nothing.html?q=x", "/.", "/..",
    ],
)  # fmt: skip
def test_every_other_path_is_404(client: Client, path: str) -> None:
    assert client.get(path).status == 404


@pytest.mark.parametrize("path", ["/news.html", "/", "/healthz", "/news", "/news.rss", "/status.json"])
def test_a_query_of_many_parameters_is_answered(client: Client, path: str) -> None:
    query = "&".join(f"name{number}=value" for number in range(200))

    assert client.get(f"{path}?{query}").status == 200


@pytest.mark.parametrize("path", ["/status", "/index", "/feeds", "/gone", "/metrics.json", "/healthz.rss"])
def test_only_a_configured_feed_has_an_address_without_a_format(house: House, client: Client, path: str) -> None:
    (house.output / "gone.json").write_text("{}")
    (house.output / "status.json").write_text("{}")
    (house.output / "index.html").write_text("an old page")
    house.clock.pass_by(seconds=2)

    assert client.get(path, Accept="application/json").status == 404


def test_a_document_of_no_configured_feed_is_served_without_the_headers_of_feeds(
    house: House, client: Client
) -> None:
    (house.output / "gone.json").write_text("{}")
    house.clock.pass_by(seconds=2)

    got = client.get("/gone.json")

    assert (got.status, got.text) == (200, "{}")
    assert "link" not in got.headers
    assert "max-age=3600" in got.headers["cache-control"]


def test_a_symbolic_link_in_the_folder_is_not_followed(house: House, client: Client) -> None:
    (house.folder / "secret").write_text("secret")
    (house.output / "secret.rss").symlink_to(house.folder / "secret")
    house.clock.pass_by(seconds=2)

    assert client.get("/secret.rss").status == 404


@pytest.mark.parametrize("end", [b"", b"\r\n\r\n"], ids=["without an end", "complete"])
def test_a_head_that_is_too_long_is_refused(client: Client, end: bytes) -> None:
    with socket.create_connection(("127.0.0.1", client.port), timeout=30) as raw:
        raw.sendall(b"GET /news.rss HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"a" * 20_000 + end)
        answer = raw.recv(100)

    assert answer.startswith(b"HTTP/1.1 400")


def test_a_host_header_is_not_believed(client: Client) -> None:
    got = client.get(
        "/news.rss", Host="evil.example.org", X_Forwarded_Host="evil.example.org", Forwarded="host=evil"
    )

    assert "evil" not in str(got.headers)
    assert "evil" not in client.get("/", Host="evil.example.org").text


def test_a_port_in_use_is_an_error_with_a_remedy(client: Client) -> None:
    with pytest.raises(ConfigError, match=r"is taken by another program; name another with --host and --port"):
        listen("127.0.0.1", client.port)
