"""A whole program with a configuration, a clock and a site, without its command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fakes.clock import FakeClock
from fakes.postgres import lose
from fakes.site import Site
from ilofeed.app import publish_all, use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import parse
from ilofeed.core.state import PollReport


class House:
    """A configuration, a clock and a site; a new Container for every call, as after every start."""

    def __init__(self, folder: Path, site: Site, database: str = "sqlite:///ilofeed.db") -> None:
        self.folder = folder
        self.database = database
        self.site = site
        self.clock = FakeClock()
        self.sources = {"news": site.url}
        self.more = ""
        self.source_keys = ""
        self.general = ""
        self.base_url = "https://feeds.example.org/"

    @property
    def output(self) -> Path:
        return self.folder / "feeds"

    def app(self) -> Container:
        text = (
            f'[ilofeed]\nbase_url = "{self.base_url}"\nauthority = "feeds.example.org,2026"\n'
            f'database = "{self.database}"\n{self.general}\n'
            '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        )
        for slug, url in self.sources.items():
            text += f'[[source]]\nslug = "{slug}"\nurl = "{url}"\n{self.source_keys}\n'
        # The file does not exist: what would change it must not change one in the folder of the tests.
        name = str(self.folder / "config.toml")
        return Container(parse(text + self.more, name=name, folder=self.folder), clock=self.clock)

    def lose_database(self) -> None:
        lose(self.database, self.folder)

    def poll(self) -> list[PollReport]:
        self.clock.pass_by(hours=1)
        with self.app() as app:
            reports = list(use_cases.poll_sources(app, app.config.sources))
            shared = dict(publish_all.publish_shared(app))
            assert all(isinstance(changed, bool) for changed in shared.values()), shared
            assert {name: found for name, found in use_cases.validate(app) if found} == {}
        return reports

    def feed(self, name: str) -> Any:
        return json.loads((self.output / f"{name}.json").read_bytes())

    def titles(self, name: str) -> list[str]:
        return [each["title"] for each in self.feed(name)["items"]]

    def ids(self, name: str) -> dict[str, str]:
        return {each["title"]: each["id"] for each in self.feed(name)["items"]}

    def files(self) -> dict[str, tuple[bytes, int]]:
        # How the sources are changes with every poll, and these say so.
        found = [path for path in self.output.iterdir() if path.name not in ("index.html", "status.json")]
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}
