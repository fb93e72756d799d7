"""An installation that compares a list with the sitemap of its site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fakes.house import House
from fakes.pages import Listed, ilo_cards
from fakes.site import Answer, Site
from fakes.sitemaps import index, urlset
from ilofeed.app import queries, use_cases
from ilofeed.core.state import Health, Outcome

ROOT = "/sitemap.xml"


def items(*numbers: int) -> list[Listed]:
    """Return the items of the list, the newest on top."""
    return [
        Listed(number=number, title=f"Report number {number} on work", day=f"{number + 10} November 2026")
        for number in sorted(numbers, reverse=True)
    ]


def page(number: int) -> str:
    return f"/resource/news/document-{number}"


class Watched(House):
    """An installation whose only source has a witness: an index of three parts."""

    def __init__(self, folder: Path, site: Site) -> None:
        super().__init__(folder, site)
        self.source_keys = f'witness = "{site.origin}{ROOT}"'
        self.more = '[alerts]\ncommand = ["true"]\n'
        self.show(items(*range(1, 11)))
        self.list_pages(*range(11))

    def show(self, listed: list[Listed]) -> None:
        self.site.show(ilo_cards(listed))

    def list_pages(self, *numbers: int) -> None:
        """Have the last part of the sitemap list these pages."""
        parts = [f"{self.site.origin}{ROOT}?page={number}" for number in (1, 2, 3)]
        self.site.answer(Answer(body=index(parts)), ROOT)
        self.site.answer(Answer(body=urlset([f"{self.site.origin}/about"])), f"{ROOT}?page=1")
        self.site.answer(Answer(body=urlset([f"{self.site.origin}/contact"])), f"{ROOT}?page=2")
        pages = [f"{self.site.origin}{page(number)}" for number in numbers]
        self.site.answer(Answer(body=urlset(pages)), f"{ROOT}?page=3")

    def poll_later(self, hours: float) -> Outcome:
        self.clock.pass_by(hours=hours - 1)
        (report,) = self.poll()
        return report.outcome

    def asked(self) -> list[str]:
        """Return the requests for the sitemap since the last call."""
        found = [request.path for request in self.site.requests if request.path.startswith(ROOT)]
        self.site.requests.clear()
        return found

    def health(self) -> Health:
        with self.app() as app:
            (found,) = queries.healths(app, app.config.sources)
        return found

    def feeds(self) -> dict[str, tuple[bytes, int]]:
        """Return the published feeds, without pages, which also show the time of the next poll."""
        return {name: found for name, found in self.files().items() if not name.endswith(".html")}

    def unseen(self) -> list[str]:
        return [each.url.removeprefix(self.site.origin) for each in self.health().unseen]

    def problem(self) -> str:
        found = self.health().witness
        assert found is not None
        return found.problem

    def alerts(self) -> list[dict[str, Any]]:
        """Return the alerts that are sent to the operator now."""
        self.clock.pass_by(minutes=11)
        with self.app() as app:
            letters = [json.loads(letter.document) for letter, _ in use_cases.send_alerts(app)]
        return [each for letter in letters for each in letter["data"]["alerts"]]
