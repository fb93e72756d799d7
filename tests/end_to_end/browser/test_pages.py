"""The pages in a real browser: what a person sees, with eyes, keyboard or ears, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from end_to_end.browser.conftest import Visitor, follow
from end_to_end.browser.newsroom import Newsroom
from fakes.served import Client

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1000, "height": 760}


def words(page: Page, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def test_the_page_shows_every_feed_with_those_that_need_attention_first(visitor: Visitor) -> None:
    page = visitor.visit("/")

    assert words(page, ".feeds h2")[:2] == ["Asia and the Pacific", "Publications on enterprises"]
    assert words(page, ".feeds .state") == ["quarantined", "failing", "ok", "ok", "ok", "ok"]
    assert page.locator(".timeline").count() == 6
    assert page.get_by_role("img", name="Entries per month").count() == 6


def test_a_click_leads_from_the_page_to_a_source_and_on_to_its_feed(visitor: Visitor) -> None:
    page = visitor.visit("/")

    follow(page.get_by_role("link", name="ILO newsroom"))

    assert page.url.endswith("/newsroom.html")
    assert page.get_by_role("heading", level=1).inner_text() == "ILO newsroom"
    assert page.locator('link[rel="alternate"]').count() == 3
    assert page.get_by_role("link", name="Atom").get_attribute("href") == "newsroom.atom"
    assert page.locator("ins").all_inner_texts() == ["very "]
    assert page.locator(".strip li").count() == 3


def test_titles_are_searched_and_kinds_chosen(visitor: Visitor) -> None:
    page = visitor.visit("/newsroom.html")

    page.get_by_label("In titles").fill("fishing")
    follow(page.get_by_role("button", name="Search"))

    titles = words(page, "#entries h3")
    assert len(titles) > 5
    assert all("Fishing" in title for title in titles)
    page.get_by_label("In titles").fill("")
    page.get_by_label("Category").select_option("Statement")
    follow(page.get_by_role("button", name="Search"))
    assert {text.split(" · ")[1] for text in words(page, "#entries .faint")} == {"Statement"}
    assert page.get_by_label("Category").input_value() == "Statement"


def test_a_quarantined_poll_is_shown_with_the_command(visitor: Visitor) -> None:
    page = visitor.visit("/asia-pacific.html")

    page.get_by_text("For the operator").click()

    assert words(page, "code") == [
        "ilofeed status asia-pacific",
        "ilofeed accept asia-pacific",
        "ilofeed accept asia-pacific --as-known",
    ]
    assert "known entries is on the page any more" in page.locator("header").inner_text()
    assert "Notice" not in page.locator("body").inner_text()  # the words of what is held are the operator's


def test_dark_mode_is_dark_and_its_text_light(visitor: Visitor) -> None:
    page = visitor.visit("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")

    page.emulate_media(color_scheme="dark")

    assert light == "rgb(246, 247, 249)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 27)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(230, 232, 235)"


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(visitor: Visitor) -> None:
    page = visitor.visit("/newsroom.html")
    expected = page.eval_on_selector_all("a, input, select, button", "found => found.map(each => each.outerHTML)")

    reached, outlined = [], []
    for _ in expected:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML"))
        outlined.append(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))

    assert reached == expected
    assert set(outlined) == {"solid"}


def test_the_first_tab_offers_to_skip_to_the_entries(visitor: Visitor) -> None:
    page = visitor.visit("/newsroom.html")

    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    page.keyboard.press("Enter")

    assert box is not None
    assert box["x"] >= 0
    assert page.url.endswith("#entries")


def test_a_search_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.visit("/newsroom.html")

    page.get_by_label("In titles").focus()
    page.keyboard.type("heat")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert all("Heat" in title for title in words(page, "#entries h3"))


def test_without_script_all_is_there(browser: Browser, client: Client) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{client.port}/newsroom.html")
        page.get_by_label("In titles").fill("fishing")
        follow(page.get_by_role("button", name="Search"))

        assert page.locator("#entries h3").first.inner_text().startswith("Fishing")


@contextmanager
def static(folder: Path) -> Iterator[str]:
    """*folder* on a plain file server; its origin."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_same_pages_as_plain_files(browser: Browser, newsroom: Newsroom) -> None:
    with static(newsroom.house.output) as origin, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}/index.html")
        front = words(page, ".feeds h2")
        follow(page.get_by_role("link", name="ILO newsroom"))

        assert front[0] == "Asia and the Pacific"
        assert page.get_by_role("heading", level=1).inner_text() == "ILO newsroom"
        assert page.locator("#entries h3").count() == 50


@pytest.mark.parametrize(
    ("name", "path", "scheme", "size"),
    [
        ("front", "/", "light", DESK),
        ("front-dark", "/", "dark", DESK),
        ("source", "/newsroom.html", "light", DESK),
        ("phone", "/arab-states.html", "light", PHONE),
    ],
)
def test_pictures_for_the_documentation(
    browser: Browser, client: Client, pictures: Path | None, name: str, path: str, scheme: Any, size: Any
) -> None:
    with browser.new_context(color_scheme=scheme, viewport=size) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{client.port}{path}")
        # Where the made-up site was in this run is no part of the picture.
        foreign = "[...document.querySelectorAll('header a')].filter(each => each.host !== location.host)"
        page.evaluate(f"{foreign}.forEach(each => each.remove())")
        taken = page.screenshot(scale="css")
        if pictures:
            (pictures / f"{name}.png").write_bytes(taken)

    kept = (Path(__file__).parents[3] / "docs" / "images" / f"{name}.png").read_bytes()
    # Fonts differ from machine to machine; whether it is the same page at the same size does not.
    assert kept[:8] == b"\x89PNG\r\n\x1a\n"
    assert kept[16:24] == taken[16:24]
    assert len(kept) < 150_000
