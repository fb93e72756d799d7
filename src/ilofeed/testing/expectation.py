"""Write the expectation of a page: its present reading, or a skeleton for a page that is not read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from msgspec import Struct

from ilofeed.core import urls
from ilofeed.core.errors import ConfigError, ExtractError
from ilofeed.core.models import Page
from ilofeed.testing.differences import SETTINGS, Difference, differences
from ilofeed.testing.fixture import TO_DO, Fixture, reading_of
from ilofeed.testing.page_address import address_of

_ABOUT = f"{TO_DO} the purpose of this page: what it shows that no other fixture does"
_ITEM = {
    "title": f"{TO_DO} as people see it",
    "link": f"{TO_DO} the absolute address",
    "published": f"{TO_DO} the date as YYYY-MM-DD, or null without quotes",
    "summary": f"{TO_DO} the text below the title, or an empty text",
}

# Reasons that say nothing about a page.
_OF_PLUGINS = ("plugin_missing", "plugin_broken")


class Outcome(Enum):
    """How writing an expectation ended."""

    WRITTEN = auto()
    UNCHANGED = auto()  #: the page is read as the file says
    SKELETON = auto()  #: the page is not read, and its author has to fill in the file that was written
    NOT_READ = auto()  #: the page is not read, and the file names its items already
    DIFFERS = auto()  #: the file contains other values than the reading


class Expected(Struct, frozen=True, kw_only=True):
    """The result of `write`."""

    outcome: Outcome
    items: int = 0
    error: ExtractError | None = None  #: why the page is refused
    conflicts: tuple[Difference, ...] = ()  #: the values that differ


def write(
    fixture: Fixture, *, url: str = "", is_refused: bool = False, overwrites: bool = False, items: int = 1
) -> Expected:
    """Write the present reading of *fixture* as its expectation, and return the result.

    *url* is the address of the page, else that of the expectation, else that which the page names. The other values of
    the file that describe the page stay.

    A page that *is_refused* has to be refused. Another page that is not read gets a skeleton with a number of *items*.
    Values in the file that differ from the reading stay, and nothing is written, unless this *overwrites* them: the
    file may be right, and the reading wrong. Raises ConfigError.
    """
    before = _expected(fixture)
    page = _page(fixture, url, before)
    found, error = reading_of(page, fixture.profile)
    if is_refused and error is None:
        raise ConfigError(
            f"{fixture} is read, with {len(found['items'])} items by {found['profile']!r}: leave --refused out"
        )
    written = _written(before)
    if error is not None and error.reason in _OF_PLUGINS and (is_refused or "error" in written):
        raise ConfigError(str(error)) from error
    after = _settings(fixture, page, before)
    if error is not None and not is_refused and "error" not in written:
        if "items" in before:
            return Expected(outcome=Outcome.NOT_READ, error=error)
        _save(fixture, after | {"items": [_ITEM] * items})
        return Expected(outcome=Outcome.SKELETON, error=error)
    conflicts = [each for each in differences(written, found) if not each.is_unwritten] if written else []
    if conflicts and not overwrites:
        return Expected(outcome=Outcome.DIFFERS, error=error, conflicts=tuple(conflicts))
    outcome = Outcome.UNCHANGED
    if differences(before, found) or any(before.get(name) != after.get(name) for name in SETTINGS):
        outcome = Outcome.WRITTEN
        _save(fixture, after | found)
    return Expected(outcome=outcome, items=len(found.get("items", ())), error=error)


def _save(fixture: Fixture, expected: Mapping[str, object]) -> None:
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    fixture.expectation.write_text(f"{text}\n", encoding="utf-8")


def _expected(fixture: Fixture) -> dict[str, Any]:
    try:
        return fixture.expected()
    except (ValueError, TypeError) as error:
        raise ConfigError(f"{error}; correct or delete it") from error


def _page(fixture: Fixture, url: str, before: Mapping[str, Any]) -> Page:
    body = fixture.page.read_bytes()
    named = url or str(before.get("url") or "") or address_of(body)
    if not named:
        raise ConfigError(f"{fixture} names no address of its own: add --url URL")
    if (address := urls.absolute(named)) is None:
        raise ConfigError(f"{fixture}: its address is {named!r}, which is no http or https address")
    return Page(
        url=address if url else named,
        body=body,
        content_type=before.get("content_type") or "",
        date=fixture.date,
    )


def _written(before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of an expectation that describe the reading, without those that are still to be filled in."""
    written = {name: value for name, value in before.items() if name not in SETTINGS and not _is_to_do(value)}
    items = [
        {name: value for name, value in item.items() if not _is_to_do(value)} for item in written.pop("items", ())
    ]
    return written | ({"items": items} if any(items) else {})


def _is_to_do(value: object) -> bool:
    return isinstance(value, str) and value.startswith(TO_DO)


def _settings(fixture: Fixture, page: Page, before: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: before[name] for name in ("content_type", "date") if name in before}
    return {"about": fixture.about or _ABOUT, "url": page.url} | kept
