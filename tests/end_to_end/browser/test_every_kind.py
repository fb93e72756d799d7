"""Pages of every kind with the widest words, checked by the programs that others check pages with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from end_to_end.browser.checkers import axe_violations, broken_links, nu_messages
from end_to_end.browser.conftest import follow
from end_to_end.browser.hostile_house import PASTED, REFUSED, HostileHouse
from fakes.served import Client, served
from fakes.site import serving

PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)
HOST = "http://127.0.0.1:{}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileHouse]:
    with serving() as site:
        yield HostileHouse(tmp_path_factory.mktemp("hostile"), site)


@pytest.fixture(scope="module")
def client(hostile: HostileHouse) -> Iterator[Client]:
    with hostile.house.app() as app, served(app, admin=True) as client:
        yield client


def shown(page: Page, hostile: HostileHouse, client: Client) -> Iterator[str]:
    """Show pages of all kinds in *page*, and yield the name of each."""
    host = HOST.format(client.port)
    for name, path in hostile.paths(client):
        page.goto(host + path)
        yield name
    for name, pasted in (("previewed", PASTED), ("refused", REFUSED)):
        page.goto(host + client.preview)
        page.get_by_text("Read it in another way").click()
        page.get_by_label("HTML source of the page").fill(pasted)
        follow(page.get_by_role("button", name="Show its lists"))
        yield name
    page.goto(host + client.preview)
    page.get_by_label("Address of the page").fill(hostile.url_of_lists)
    follow(page.get_by_role("button", name="Show its lists"))
    yield "several lists"
    page.locator("#found").get_by_role("link").nth(1).click()
    yield "another list"
    page.get_by_label("Name in the address").locator("visible=true").fill(f"{'W' * 200}")
    follow(page.get_by_role("button", name="Add this feed"))
    yield "refused addition"


def test_nothing_is_wider_than_a_phone_whatever_the_words(
    browser: Browser, hostile: HostileHouse, client: Client
) -> None:
    widths = {}

    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        for name in shown(page, hostile, client):
            widths[name] = page.evaluate("document.documentElement.scrollWidth")
        for path in hostile.files():
            page.goto(path.as_uri())
            widths[path.name] = page.evaluate("document.documentElement.scrollWidth")

    assert len(widths) > 20
    assert {name: width for name, width in widths.items() if width > PHONE["width"]} == {}


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESK)], ids=["phone", "desk"])
def test_axe_finds_no_fault_on_any_page(
    browser: Browser, hostile: HostileHouse, client: Client, scheme: Literal["light", "dark"], size: Any
) -> None:
    # Our policy forbids axe's own script, so it is lifted here and nowhere else.
    with browser.new_context(bypass_csp=True, color_scheme=scheme, viewport=size) as context:
        page = context.new_page()
        found = {
            name: axe_violations(page) for name in shown(page, hostile, client) if name != "missing"
        }  # the browser makes a page of plain text itself

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_nu_checker_has_nothing_to_say_about_any_page(
    tmp_path: Path, hostile: HostileHouse, client: Client
) -> None:
    bodies = {name: client.get(path).body for name, path in hostile.paths(client) if name != "missing"}
    for name, pasted in (("previewed", PASTED), ("refused", REFUSED)):
        bodies[name] = client.post(client.preview, {"html": pasted, "url": "https://www.ilo.org/"}).body
    bodies["lists"] = client.post(client.preview, {"url": hostile.url_of_lists}).body
    refused = {"url": hostile.url_of_lists, "list": "1", "slug": "W"}
    bodies["refused addition"] = client.post(f"{client.admin}add", refused).body
    written = [tmp_path / f"{at}-{name.replace(' ', '-')}.html" for at, name in enumerate(bodies)]
    for path, body in zip(written, bodies.values(), strict=True):
        path.write_bytes(body)

    messages = nu_messages([*written, *hostile.files()])

    assert messages == []


def test_every_link_between_the_served_pages_leads_somewhere(client: Client) -> None:
    host = HOST.format(client.port)

    def read(address: str) -> bytes | None:
        got = client.get(address.removeprefix(host))
        return got.body if got.status == 200 else None

    assert list(broken_links(f"{host}/", read)) == []
    assert list(broken_links(host + client.preview, read)) == []


def test_every_link_between_the_files_leads_somewhere(hostile: HostileHouse) -> None:
    base = hostile.house.base_url

    def read(address: str) -> bytes | None:
        path = hostile.house.output / address.removeprefix(base)
        return path.read_bytes() if path.is_file() else None

    assert list(broken_links(f"{base}index.html", read)) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["held", "found"])
def test_the_first_screen_shows_an_entry(browser: Browser, client: Client, size: Any, name: str) -> None:
    path = "/held.html" if name == "held" else "/held.html?q=time"
    with browser.new_context(viewport=size) as context:
        page = context.new_page()
        page.goto(HOST.format(client.port) + path)
        box = page.locator(".entries h3").first.bounding_box()

    assert box is not None
    assert box["y"] + box["height"] < size["height"]


def test_paper_shows_the_entries_in_dark_ink_and_no_controls(browser: Browser, client: Client) -> None:
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(HOST.format(client.port) + "/held.html")
        page.emulate_media(media="print")
        colours = page.evaluate("(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))")

        assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
        assert page.locator(".entries h3").first.is_visible()
        assert not page.get_by_role("button", name="Search").is_visible()


@pytest.mark.parametrize(
    ("slug", "direction"), [("arabic", "rtl"), ("hebrew", "rtl"), ("held", "ltr"), ("all", "ltr")]
)
def test_a_page_has_the_direction_of_its_language(
    browser: Browser, client: Client, slug: str, direction: str
) -> None:
    with browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(f"{HOST.format(client.port)}/{slug}.html")
        of = "each => getComputedStyle(each).direction"
        directions = {
            selector: page.locator(selector).first.evaluate(of) for selector in ("body", "h1", ".entries")
        }
        titles = page.locator(".entries li").evaluate_all(f"found => found.map({of})")

    assert directions == dict.fromkeys(("body", "h1", ".entries"), direction)
    assert set(titles) == {direction} if slug != "all" else {"ltr", "rtl"}
