"""Pages with a quarantined poll: all clients see the fact and the reason, only the operator sees its items."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from fakes.house import House
from fakes.pages import Listed, ilo_list, some
from fakes.served import Client, served
from fakes.site import serving

SPAM = "Buy cheap pills"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Make a house whose last poll is quarantined."""
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path, site)
        house.poll()
        site.show(ilo_list([Listed(number=number, title=f"{SPAM} {number}") for number in range(20)]))
        (report,) = house.poll()
        assert report.outcome == "quarantined"
        yield house


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    with house.app() as app, served(app, admin=True) as client:
        yield client


PUBLIC = (
    *("/", "/news.html", "/news.html?q=pills", "/news", "/status.json", "/healthz", "/metrics"),
    *("/feeds.opml", "/sources.opml"),
)


@pytest.mark.parametrize("path", [*PUBLIC, "/news.rss", "/news.atom", "/news.json"])
def test_no_public_page_shows_a_quarantined_item(client: Client, path: str) -> None:
    got = client.get(path, Accept="text/html" if path == "/news" else "*/*")

    assert got.status == 200
    assert SPAM not in got.text


def test_no_file_holds_it_either(house: House) -> None:
    for path in house.output.iterdir():
        assert SPAM not in path.read_text(), path.name


def test_the_page_shows_the_quarantine_its_reason_and_the_command(client: Client) -> None:
    found = html.document_fromstring(client.get("/news.html").body)

    (notice,) = found.cssselect("header .notice")
    assert "A poll has been quarantined since 2026-11-23 11:30 UTC (disjoint" in notice.text_content()
    assert "none of 7 known entries is on the page any more" in notice.text_content()
    assert [each.text_content() for each in notice.cssselect("code")] == [
        "ilofeed status news",
        "ilofeed accept news",
        "ilofeed accept news --as-known",
    ]
    assert len(found.cssselect(".entries h3")) == 7


def test_the_operator_sees_the_quarantined_changes_with_admin(client: Client) -> None:
    got = client.get(f"{client.admin}source/news")

    assert got.status == 200
    assert f"<ins>{SPAM} 3</ins>" in got.text
    assert "none of 7 known entries" in got.text
    assert "7 known entries are not on the page" in got.text
    assert f'href="{client.admin}source/news#held"' in client.get(client.admin).text


def test_it_is_not_served_without_the_secret_address(client: Client) -> None:
    for path in ("/admin/", "/admin/guess/", f"{client.admin[:-1]}x/", f"{client.admin}news/news"):
        assert client.get(path).status == 404
    assert client.get(client.admin, X_Forwarded_For="192.0.2.1").status == 403
    assert client.get(client.admin, Host="feeds.example.org").status == 403
    assert client.post(client.admin, {"url": "x"}).status == 405


def test_while_nothing_is_held_the_page_for_the_operator_says_so(house: House, client: Client) -> None:
    house.site.show(ilo_list(some(7)))
    house.poll()

    assert "1 source is in order." in client.get(client.admin).text
    assert "A poll is quarantined" not in client.get(f"{client.admin}source/news").text
