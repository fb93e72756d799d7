"""Debian's Chromium, driven by Playwright, before the real server and a newsroom with some years behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, sync_playwright

from end_to_end.browser.newsroom import Newsroom
from fakes.real_parts import program
from fakes.served import Client, served
from fakes.site import serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = program("chromium", "chromium")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # it has none for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with serving() as site:
        yield Newsroom(tmp_path_factory.mktemp("newsroom"), site)


@pytest.fixture(scope="module")
def client(newsroom: Newsroom) -> Iterator[Client]:
    with newsroom.house.app() as app, served(app, admin=True) as client:
        yield client


@dataclass
class Visitor:
    """Somebody with a browser, and what went on in it."""

    origin: str
    context: BrowserContext
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def visit(self, path: str) -> Page:
        """A tab with the page at *path*."""
        page = self.context.new_page()
        page.on("request", self._asks)
        page.on("console", self._says)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto(self.origin + path)
        return page

    def _asks(self, request: Request) -> None:
        self.asked.append(request.url)

    def _says(self, message: ConsoleMessage) -> None:
        self.said.append(message.text)


@pytest.fixture
def visitor(browser: Browser, client: Client) -> Iterator[Visitor]:
    """Whatever a test looks at: nothing is asked of another host, and the console stays empty."""
    with browser.new_context(viewport={"width": 1000, "height": 900}) as context:
        visitor = Visitor(f"http://127.0.0.1:{client.port}", context)
        yield visitor
        assert visitor.said == []
        assert [url for url in visitor.asked if not url.startswith((visitor.origin, "about:"))] == []


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where pictures of the pages go, where they are to be made."""
    folder = Path(__file__).parents[3] / "docs" / "images"
    return folder if request.config.getoption("--write-pictures") else None


def follow(control: Locator) -> None:
    """Click *control*, which leads to another page, and wait for that page: a click alone does not."""
    with control.page.expect_navigation():
        control.click()
