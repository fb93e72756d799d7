"""An administrator of forty sources at the admin site, in Chromium: three need attention."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from end_to_end.browser.conftest import follow
from fakes.forty import BROKEN, HELD, Forty
from fakes.home_page import home_page
from fakes.served import Client, served

PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=900)


@pytest.fixture
def client(forty: Forty) -> Iterator[Client]:
    with forty.app() as app, served(app, admin=True) as client:
        yield client


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a browser without script: the site needs none."""
    with browser.new_context(viewport=DESK, java_script_enabled=False) as context:
        yield context


def front(context: BrowserContext, client: Client) -> Page:
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{client.port}{client.admin}")
    return page


def test_a_held_poll_is_approved_with_three_clicks(context: BrowserContext, client: Client) -> None:
    page = front(context, client)

    follow(page.get_by_role("row").filter(has_text=HELD).get_by_role("link", name="Look at the changes"))
    assert page.locator(".changes ins").all_inner_texts()[0].strip() == "Archive:"
    follow(page.get_by_role("button", name="Approve", exact=True))
    assert page.get_by_role("status").inner_text() == "Approved: 0 new, 4 revised, 0 moved."
    follow(page.get_by_role("link", name="Sources"))

    assert "2 sources need attention" in page.locator("main").inner_text()


def test_a_source_is_paused_and_resumed(forty: Forty, context: BrowserContext, client: Client) -> None:
    page = front(context, client)

    follow(page.get_by_role("row").filter(has_text=BROKEN).get_by_role("link").first)
    follow(page.get_by_role("button", name="Pause"))

    assert page.locator(".state").inner_text() == "paused"
    assert "paused = true" in forty.config_file.read_text()
    follow(page.get_by_role("button", name="Resume"))
    assert page.locator(".state").inner_text() == "failing"
    assert "paused" not in forty.config_file.read_text()


def test_a_form_of_another_site_is_refused_by_browser_and_server(
    forty: Forty, browser: Browser, client: Client
) -> None:
    target = f"http://127.0.0.1:{client.port}{client.admin}source/{BROKEN}/pause"
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content(f"<form method=post action='{target}'><input name=token value={client.token}><button>")

        with page.expect_response(target) as answer:
            page.get_by_role("button").click()

    assert answer.value.status == 403
    assert "paused" not in forty.config_file.read_text()


def test_the_keyboard_reaches_the_problems_first_and_shows_where_it_is(browser: Browser, client: Client) -> None:
    with browser.new_context(viewport=DESK) as context:
        page = front(context, client)
        seen = []
        for _ in range(6):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.getAttribute('href')").removeprefix(client.admin))
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    assert seen == ["#main", "", "try", "/", f"source/{HELD}", f"source/{HELD}#held"]


def test_forty_sources_fit_a_phone(browser: Browser, client: Client) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = front(context, client)

        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert page.get_by_role("link", name="Look at the changes").bounding_box() is not None


@pytest.mark.parametrize("name", ["admin", "add"])
def test_pictures_for_the_documentation(
    forty: Forty, browser: Browser, client: Client, pictures: Path | None, name: str
) -> None:
    with browser.new_context(viewport=DESK) as context:
        page = front(context, client)
        if name == "add":
            forty.site.show(home_page(), "http://www.office.example/home")
            follow(page.get_by_role("link", name="Add a feed"))
            page.get_by_label("Address of the page").fill("http://www.office.example/home")
            follow(page.get_by_role("button", name="Show its lists"))

        taken = page.screenshot(path=pictures / f"{name}.png" if pictures else None)

    assert taken
