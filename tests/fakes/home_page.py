"""A home page with three lists, and an operator's program that begins without a configuration file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fakes.clock import FakeClock
from fakes.served import Client, served
from fakes.site import Site
from ilofeed.app.config_edits import edit
from ilofeed.app.container import Container
from ilofeed.config.loader import parse

PATH = "/home"
#: Settings of a program that may request pages on loopback.
NETWORK = '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'


def home_page(more: str = "") -> str:
    """A page of eight news, three events and five books, which have no dates; *more* is in its main part."""
    news = "".join(
        f"<li><h3><a href=/news/{n}>News item number {n} of the office</a></h3><time>{n} May 2024</time>"
        for n in range(8, 0, -1)
    )
    events = "".join(
        f"<li><a href=/events/{n}>Meeting number {n} of experts</a> <b>{n} May 2024</b>" for n in (3, 2, 1)
    )
    books = "".join(f"<p class=book><a href=/books/{n}>Publication number {n} on work</a>" for n in range(1, 6))
    return (
        f"<html lang=en><title>An office</title><body><main><h1>An office</h1>{more}<h2>News</h2><ul>{news}</ul>"
        f"<h2>Events</h2><ul class=events>{events}</ul><h2>Books</h2><div>{books}</div></main></body></html>"
    )


class Beginner:
    """A program in an empty folder, and a site with the home page."""

    def __init__(self, folder: Path, site: Site, more: str = "") -> None:
        self.file = folder / "config.toml"
        self.site = site
        self.url = site.origin + PATH
        site.show(home_page(more), PATH)

    @contextmanager
    def running(self) -> Iterator[tuple[Container, Client]]:
        """Run it, with its admin site, for as long as the block lasts."""
        config = parse(NETWORK, name=str(self.file), folder=self.file.parent)
        with Container(config, clock=FakeClock()) as app, served(app, admin=True) as client:
            yield app, client

    def allow_site(self, app: Container) -> None:
        """Let a file that the program has made name the site of the tests."""

        def name_it(file: Path) -> None:
            file.write_text(file.read_text() + NETWORK)

        edit(app, name_it)
