"""Somebody who has never seen it gets from the address of a page to a feed, by the pages of a browser alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from end_to_end.browser.conftest import follow
from end_to_end.browser.newsroom import Newsroom
from fakes.home_page import Beginner
from fakes.served import Client
from fakes.site import serving

PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1200, height=900)

#: What a page may try, each harmless here: nothing may be asked of another host, and no page may be left.
HOSTILE = (
    "<base href='http://127.0.0.2:9/' target=_top><meta http-equiv=refresh content='0;url=http://127.0.0.2:9/refresh'>"
    "<link rel=stylesheet href=http://127.0.0.2:9/style><style>body { display: none } @import 'http://127.0.0.2:9/i'"
    "</style><script>top.location = 'http://127.0.0.2:9/script'</script>"
    "<img src=http://127.0.0.2:9/image onerror=\"top.location = 'http://127.0.0.2:9/error'\">"
    "<form action=add method=post target=_top><input name=slug value=stolen><input name=list value=1>"
    "<button class=trap>Press here</button></form><a class=trap target=_top href=http://127.0.0.2:9/link"
    " style='position: fixed; inset: 0; z-index: 9'>Click here</a><iframe src=http://127.0.0.2:9/frame></iframe>"
    "<svg><a href=http://127.0.0.2:9/svg><text>Or here</text></a></svg><p data-list=3 data-item=1>Or on this</p>"
)


@contextmanager
def beginning(folder: Path, more: str = "") -> Iterator[tuple[Beginner, Client, str]]:
    """Run a program that has a configuration file without sources; yield its address, too."""
    with serving() as site:
        beginner = Beginner(folder, site, more)
        with beginner.running() as (app, client):
            beginner.file.write_text("# Ours.\n")
            beginner.allow_site(app)
            yield beginner, client, f"http://127.0.0.1:{client.port}"


def look(page: Page, url: str) -> None:
    page.get_by_label("Address of the page").fill(url)
    follow(page.get_by_role("button", name="Show its lists"))


@pytest.mark.parametrize(
    ("size", "has_script"), [(DESK, True), (PHONE, False)], ids=["desk", "phone without script"]
)
def test_from_an_empty_folder_to_a_feed_in_a_reader(
    browser: Browser, tmp_path: Path, size: ViewportSize, *, has_script: bool
) -> None:
    with (
        serving() as site,
        browser.new_context(viewport=size, java_script_enabled=has_script) as context,
        (beginner := Beginner(tmp_path, site)).running() as (app, client),
    ):
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{client.port}{client.admin}")
        page.get_by_label("Your mail address").fill("ops@feeds.example")
        follow(page.get_by_role("button", name="Begin"))
        beginner.allow_site(app)

        look(page, beginner.url)
        page.frame_locator("iframe").locator("[data-list='2']").nth(2).click()
        page.wait_for_url("**#list-2")
        assert page.get_by_role("heading", name="Events").is_visible()
        assert page.locator(".list:visible").count() == 1
        page.get_by_label("Name in the address").locator("visible=true").fill("meetings")
        follow(page.get_by_role("button", name="Add this feed"))

        address = page.get_by_label("Address of the feed").input_value()
        feed = feedparser.parse(client.get(address.partition(str(client.port))[2]).body)
        assert feed.bozo == 0
        assert feed.feed.title == "Events · An office"
        assert [entry.title for entry in feed.entries] == [f"Meeting number {n} of experts" for n in (3, 2, 1)]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"] if has_script else True


def test_a_click_in_the_copy_of_the_page_sends_nothing(browser: Browser, tmp_path: Path) -> None:
    with beginning(tmp_path) as (beginner, client, here), browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(here + client.preview)
        look(page, beginner.url)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))

        for number, name in ((3, "Books"), (2, "Events"), (1, "News")):
            page.frame_locator("iframe").locator(f"[data-list='{number}']").nth(1).click()
            page.wait_for_url(f"**#list-{number}")
            assert name in page.locator(".list:visible h3").inner_text()

        assert asked == []


def test_the_lists_are_reached_by_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    with beginning(tmp_path) as (beginner, client, here), browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(here + client.preview)
        look(page, beginner.url)

        page.frame_locator("iframe").locator("[data-list='3'] a").first.focus()
        page.keyboard.press("Enter")

        page.wait_for_url("**#list-3")
        assert "Books" in page.locator(".list:visible h3").inner_text()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "feed_title-3"


def test_a_hostile_page_can_neither_act_nor_ask_nor_lead_away(browser: Browser, tmp_path: Path) -> None:
    with beginning(tmp_path, HOSTILE) as (beginner, client, here), browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(here + client.preview)
        look(page, beginner.url)
        frame = page.frame_locator("iframe")

        for words in ("Press here", "Click here", "Or here", "Or on this"):
            for found in frame.get_by_text(words).all():
                found.click()
        frame.locator("[data-list='2']").first.click()

        page.wait_for_url("**#list-2")
        assert frame.get_by_text("Click here").is_visible()
        assert [url for url in asked if not url.startswith((here, "about:"))] == []
        assert page.url.startswith(here + client.preview)
        assert beginner.file.read_text().count("[[source]]") == 0
        assert len(context.pages) == 1


def test_a_refused_name_is_shown_where_it_was_typed(browser: Browser, tmp_path: Path) -> None:
    with beginning(tmp_path) as (beginner, client, here), browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(here + client.preview)
        look(page, beginner.url)
        page.get_by_role("link", name="3 · Books").click()

        page.get_by_label("Name in the address").locator("visible=true").fill("No good")
        follow(page.get_by_role("button", name="Add this feed"))

        assert "Books" in page.locator(".list:visible h3").inner_text()
        assert page.evaluate("document.activeElement.id") == "slug-3"
        assert page.get_by_text("Only small letters").is_visible()


def test_selectors_of_ones_own_are_tried(browser: Browser, client: Client, newsroom: Newsroom) -> None:
    with browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{client.port}{client.preview}")
        page.get_by_text("Read it in another way").click()
        page.get_by_label("Profile").select_option("selectors")
        page.get_by_text("Selectors, for the profile").click()
        page.get_by_label("Each item, on the page").fill("ol > li")
        page.get_by_label("Title, within the item").fill("h5")

        look(page, f"{newsroom.site.origin}/newsroom")

        assert page.locator("tbody tr").count() == 90
        page.get_by_text("How it is read").click()
        assert 'profile = "selectors"' in page.locator("pre").inner_text()
        inside = page.frame_locator("iframe")
        assert inside.locator("[data-item]").count() == 90
        colour = inside.locator("mark").first.evaluate("each => getComputedStyle(each).backgroundColor")
        assert colour == "rgb(138, 90, 0)"
