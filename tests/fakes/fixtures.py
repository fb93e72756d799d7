"""The pages in `fixtures/`, and what is expected of them.

A case is two files beside each other: the page, and ``<name>.expected.json`` with

- ``about``: what the case is for;
- ``url``, and ``content_type`` and ``date`` (ISO 8601) where they matter: how and when the page came;
- either what ``ilofeed preview --json`` prints, or ``error``: the reason why nothing is read.

The folder names the profile, which has to be the one that ``auto`` chooses too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ilofeed.cli.preview import document
from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import JSON
from ilofeed.core.models import Page
from ilofeed.extract import registry

FOLDER = Path(__file__).parent.parent.parent / "fixtures"

#: Not a profile: pages that change from poll to poll, for `fakes.polled`.
POLLS = "polls"

#: Not a profile: configurations.
CONFIGS = "configs"


@dataclass(frozen=True)
class Case:
    """One page of `fixtures/`."""

    page: Path

    @property
    def name(self) -> str:
        return self.page.relative_to(FOLDER).as_posix()

    @property
    def profile(self) -> str:
        return self.page.parent.name

    @property
    def expectation(self) -> Path:
        return self.page.with_name(f"{self.page.stem}.expected.json")

    def expected(self) -> dict[str, Any]:
        expected: dict[str, Any] = json.loads(self.expectation.read_text(encoding="utf-8"))
        return expected

    @property
    def date(self) -> datetime | None:
        """When the page came; None if that does not matter."""
        written = self.expected().get("date") if self.expectation.exists() else None
        return datetime.fromisoformat(written) if written else None

    def read(self, profile: str, url: str, content_type: str = "") -> dict[str, Any]:
        """What *profile* makes of the page, in the form of an expectation."""
        page = Page(url=url, body=self.page.read_bytes(), content_type=content_type, date=self.date)
        try:
            found: dict[str, Any] = json.loads(json.dumps(document(registry.extract(page, profile))))
            del found["rules"], found["fields"]
            for item in found["items"]:
                if item["author"] is None:  # on most pages; expectations leave it out
                    del item["author"]
        except ExtractError as error:
            found = {"error": error.reason}
        return found


def _is_page(path: Path) -> bool:
    """Return whether the file is a page, and not what is expected of one."""
    return path.suffix != ".json" or (path.parent.name == JSON and not path.name.endswith(".expected.json"))


def cases() -> list[Case]:
    """Every page that has an expectation or should have one."""
    return [
        Case(path)
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file() and path.parent.name not in (POLLS, CONFIGS) and _is_page(path)
    ]
