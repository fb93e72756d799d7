"""Fixtures in a folder of their own, as an author of a layout has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ilofeed.testing import Fixture, fixtures

URL = "https://harbour.example/news"
ABOUT = "A list without dates of its own."
TITLES = ("The crane lifts again", "A lock closes in June", "Ferries sail at night")

#: How `auto` reads `page()`.
READ: dict[str, Any] = {
    "about": ABOUT,
    "url": URL,
    "profile": "auto",
    "language": "en",
    "title": "News",
    "items": [
        {
            "number": number,
            "key": f"harbour.example/news/{number}",
            "title": title,
            "link": f"{URL}/{number}",
            "language": "en",
            "published": f"2026-05-0{number}",
            "date_text": f"{number} May 2026",
        }
        for number, title in enumerate(TITLES, 1)
    ],
    "next": None,
}


def page(about: str = ABOUT) -> str:
    """Return a page that `auto` reads."""
    items = "".join(
        f'<li><a href="/news/{number}">{title}</a> <time>{number} May 2026</time></li>\n'
        for number, title in enumerate(TITLES, 1)
    )
    return f'<!-- {about} -->\n<html lang="en"><h1>News</h1>\n<ul>\n{items}</ul></html>\n'


def unread_page() -> str:
    """Return the same page without its dates, which `auto` therefore does not read."""
    return page().replace("May 2026", "points")


def saved(folder: Path, body: str, expected: object = None, name: str = "auto/news.html") -> Fixture:
    """Save a page below *folder*, with an expectation if there is one, and return it as a fixture."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")
    if expected is not None:
        path.with_suffix(".expected.json").write_text(json.dumps(expected), encoding="utf-8")
    (found,) = (each for each in fixtures(folder) if each.name == name)
    return found
