"""Preview of how a page would be read, over real sockets."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from fakes.admin_site import FROM_ELSEWHERE
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, Got, served
from fakes.site import Answer, serving

PAGE = """<html lang="en"><title>Notices</title><body><h1>Notices</h1>
<script>alert(1)</script><style>body { display: none }</style><img src="https://tracker.example.net/x.gif">
<div class="row"><h3><a href="/a" onclick="alert(2)">Report on decent work in Kenya</a></h3><i>3 May 2023</i></div>
<div class="row"><h3><a href="/b">Statement on wages in Peru</a></h3><i>2 May 2023</i></div>
<p data-item="9" class="wide" id="x"><mark>9</mark> an advertisement</p><iframe src="https://ads.example.net/"></iframe>
<div class="row"><h3><a href="/c">Meeting of experts on safety</a></h3><i>1 May 2023</i></div></body></html>"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        yield House(tmp_path, site)


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    with house.app() as app, served(app, admin=True) as client:
        yield client


def within(got: Got) -> html.HtmlElement:
    """Return the page that is shown beside the result."""
    srcdoc = html.document_fromstring(got.body).cssselect("iframe")[0].get("srcdoc")
    return html.document_fromstring(srcdoc or "")


def test_an_address_is_read_as_a_poll_would_and_nothing_is_kept(house: House, client: Client) -> None:
    got = client.post(client.preview, {"url": house.site.url, "profile": "auto"})

    found = html.document_fromstring(got.body)
    rows = [row.text_content() for row in found.cssselect("tbody tr")]
    assert got.status == 200
    assert len(rows) == 7
    assert "Report number 7 on work" in rows[0]
    assert "2023-05-07" in rows[0]
    block = tomllib.loads(found.cssselect("pre")[0].text_content())
    assert block["source"][0]["url"] == house.site.url
    assert "profile" not in block["source"][0]  # auto is the default profile
    assert "/robots.txt" in [request.path for request in house.site.requests]
    with house.app() as app:
        assert app.store.states() == {}
    assert not house.output.exists()


def test_a_page_is_asked_for_once_while_its_selectors_are_tried(house: House, client: Client) -> None:
    for profile in ("auto", "ilo-list", "auto"):
        client.post(client.preview, {"url": house.site.url, "profile": profile})

    assert len([request for request in house.site.requests if request.path != "/robots.txt"]) == 1

    house.clock.pass_by(minutes=6)
    client.post(client.preview, {"url": house.site.url, "profile": "auto"})

    assert len([request for request in house.site.requests if request.path != "/robots.txt"]) == 2


def test_selectors_are_tried_on_a_pasted_page_and_come_back_as_a_block(client: Client) -> None:
    form = {"html": PAGE, "url": "https://example.org/notices", "profile": "selectors"}
    form |= {"item": "div.row", "title": "h3", "date": "i"}

    got = client.post(client.preview, form)

    found = html.document_fromstring(got.body)
    assert len(found.cssselect("tbody tr")) == 3
    assert "https://example.org/b" in found.cssselect("tbody tr")[1].text_content()
    (source,) = tomllib.loads(found.cssselect("pre")[0].text_content())["source"]
    assert source == {
        "slug": "notices",
        "url": "https://example.org/notices",
        "title": "Notices · example.org",
        "profile": "selectors",
        "selectors": {"item": "div.row", "title": "h3", "date": "i"},
    }
    assert found.cssselect("input[name=item]")[0].get("value") == "div.row"


def test_each_item_is_marked_on_the_page_with_its_number(client: Client) -> None:
    form = {"html": PAGE, "profile": "selectors", "item": "div.row", "title": "h3"}

    shown = within(client.post(client.preview, form))

    marks = {each.get("data-item"): each.text_content().split("\n")[0] for each in shown.cssselect("[data-item]")}
    assert {number: text[1:30].strip() for number, text in marks.items()} == {
        "1": "Report on decent work in Kenya"[:29],
        "2": "Statement on wages in Peru2 M"[:29],
        "3": "Meeting of experts on safety1"[:29],
    }


def test_the_mark_of_a_row_is_in_its_first_cell(client: Client) -> None:
    rows = "".join(
        f'<tr><td>{day} May 2023</td><td><a href="/{day}">Report {day}</a></td></tr>' for day in (3, 2, 1)
    )
    form = {"html": f"<table>{rows}</table>", "profile": "selectors", "item": "tr", "title": "a"}

    shown = within(client.post(client.preview, form))

    assert [each.text_content() for each in shown.cssselect("tr > td:first-child > mark")] == ["1", "2", "3"]


def test_a_shown_page_runs_nothing_and_reaches_nowhere(client: Client) -> None:
    got = client.post(client.preview, {"html": PAGE, "profile": "selectors", "item": "div.row", "title": "h3"})

    shown = within(got)
    frame = html.document_fromstring(got.body).cssselect("iframe")[0]
    assert frame.get("sandbox") == ""
    assert not shown.cssselect("script, img, iframe, link, [href], [src], [onclick], [style], [class], [id]")
    assert len(shown.cssselect("style")) == 1  # our own
    assert "alert" not in shown.text_content()
    policy = got.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert got.headers["cache-control"] == "no-store"


def test_a_page_without_items_is_shown_with_the_reason(client: Client) -> None:
    page = "<html><body><h1>About us</h1><ul><li>one</li><li>two</li><li>three</li></ul></body></html>"

    got = client.post(client.preview, {"html": page, "profile": "auto"})

    found = html.document_fromstring(got.body)
    assert got.status == 200
    assert found.cssselect(".state")[0].text_content() == "no_items"
    assert found.cssselect("iframe")


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"url": "file:///etc/passwd"}, "not_possible"),
        ({"url": ""}, "not_possible"),
        ({"url": "http://169.254.169.254/latest/meta-data"}, "forbidden_address"),
        ({"url": "http://[::1]:1/"}, "forbidden_address"),
        ({"html": PAGE, "profile": "selectors", "item": "div:has(", "title": "a"}, "no_selectors"),
        ({"html": PAGE, "profile": "selectors", "item": "div"}, "no_selectors"),
        ({"html": PAGE, "profile": "selectors", "item": "div", "title": "a", "span": "two"}, "no_selectors"),
        ({"html": PAGE, "profile": "selectors", "item": "div", "title": "a", "date_format": "%Q"}, "no_selectors"),
        ({"html": "<p>" * 60_000, "profile": "auto"}, "too_complex"),
        ({"html": PAGE, "url": "javascript:alert(1)"}, "not_possible"),
    ],
)
def test_a_page_that_cannot_be_read_is_reported_with_the_reason(
    client: Client, form: dict[str, str], reason: str
) -> None:
    got = client.post(client.preview, form)

    assert got.status == 200
    assert html.document_fromstring(got.body).cssselect(".state")[0].text_content() == reason
    assert "root:" not in got.text


def test_a_page_that_is_missing_is_said_to_be(house: House, client: Client) -> None:
    house.site.answer(Answer(status=404))

    got = client.post(client.preview, {"url": house.site.url})

    assert html.document_fromstring(got.body).cssselect(".state")[0].text_content() == "status_404"


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=str)
def test_requests_from_outside_the_machine_are_refused(
    house: House, client: Client, headers: dict[str, str]
) -> None:
    got = client.post(client.preview, {"url": house.site.url}, **headers)

    assert got.status == 403
    assert house.site.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:8000", "[::1]:8000"])
def test_the_machine_goes_by_several_names(client: Client, host: str) -> None:
    assert client.get(client.preview, Host=host, Sec_Fetch_Site="none").status == 200
    assert client.post(client.preview, {"html": PAGE}, Host=host, Origin=f"http://{host}").status == 200


def test_other_methods_and_other_forms_are_refused(client: Client) -> None:
    assert client.get(client.preview, method="PUT").status == 405
    assert client.send("POST", client.preview, b"{}", {"Content-Type": "application/json"}).status == 415
    assert client.post(client.preview, {"html": "a" * 10_000_001}).status == 413
    assert client.send("HEAD", client.preview, b"", {}).body == b""
    many = {f"field{number}": "x" for number in range(100)}
    assert client.post(client.preview, many).status == 400


def test_it_is_not_found_by_guessing(house: House, client: Client) -> None:
    for path in ("/admin", "/admin/", "/admin/x", f"{client.preview}x", client.preview[:-1], "/admin/x/try"):
        assert client.get(path).status == 404
    with house.app() as app, served(app, admin=True) as other:
        assert other.preview != client.preview


def test_without_admin_there_is_none(house: House) -> None:
    with house.app() as app, served(app) as client:
        assert client.preview == ""
        assert client.get("/admin/").status == 404


def test_a_form_larger_than_a_head_may_be_is_read_in_one_piece(client: Client) -> None:
    page = PAGE.replace("<h1>", f"<p>{'word ' * 20_000}</p><h1>")

    got = client.post(client.preview, {"html": page, "profile": "selectors", "item": "div.row", "title": "h3"})

    assert len(html.document_fromstring(got.body).cssselect("tbody tr")) == 3
