"""JSON Feed 1.1 as we publish it (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from msgspec import Struct, field

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Check, Problem
from ilofeed.publish.validate.html import fragment
from ilofeed.publish.validate.report import EntryFacts, Report
from ilofeed.publish.validate.rss import dated

VERSION = "https://jsonfeed.org/version/1.1"


class _Object(Struct, frozen=True, kw_only=True):
    """The keys that an object may have, and those that it must."""

    keys: Mapping[str, Check | _Object | _List]
    needed: tuple[str, ...] = ()


class _List(Struct, frozen=True, kw_only=True):
    """A list of one kind of thing, at least so many."""

    of: Check | _Object
    least: int = 1


_DATE = dated(checks.rfc_3339)
_AUTHORS = _List(of=_Object(keys={"name": checks.plain, "url": checks.web_address}, needed=("name",)))


def _content(text: str) -> Problem | None:
    return Problem("empty", "nothing is said") if not text.strip() else None


_HUB = _Object(
    keys={"type": checks.one_of("WebSub", rule="hub"), "url": checks.web_address}, needed=("type", "url")
)
_OWN = _Object(
    keys={
        "place": checks.line,
        "date_text": checks.line,
        "date_ahead": checks.line,
        "first_seen": _DATE,
        "source": checks.line,
    }
)
_ITEM = _Object(
    keys={
        "id": checks.permanent_id,
        "url": checks.web_address,
        "title": checks.plain,
        "content_text": _content,
        "content_html": lambda text: _content(text) or fragment(text),
        "summary": _content,
        "image": checks.web_address,
        "date_published": _DATE,
        "date_modified": _DATE,
        "authors": _AUTHORS,
        "tags": _List(of=checks.plain),
        "language": checks.language,
        "_ilofeed": _OWN,
    },
    needed=("id", "url", "title", "date_published", "date_modified"),
)
_FEED = _Object(
    keys={
        "version": checks.one_of(VERSION, rule="version"),
        "title": checks.plain,
        "home_page_url": checks.web_address,
        "feed_url": checks.web_address,
        "next_url": checks.web_address,
        "description": checks.plain,
        "language": checks.language,
        "authors": _AUTHORS,
        "hubs": _List(of=_HUB),
        "items": _List(of=_ITEM, least=0),
    },
    needed=("version", "title", "home_page_url", "authors", "items"),
)


class _Walk(Struct, frozen=True):
    """Holds a value against what is allowed there."""

    examined: Report
    said: set[str] = field(default_factory=set)

    def walk(self, value: object, allowed: Check | _Object | _List, where: str) -> None:
        if isinstance(allowed, _Object):
            self._object(value, allowed, where)
        elif isinstance(allowed, _List):
            if not isinstance(value, list):
                self.examined.say("json_type", where, f"{value!r:.40} is no list")
                return
            if len(value) < allowed.least:
                self.examined.say("empty", where, "nothing is in it")
            for number, each in enumerate(value, start=1):
                self.walk(each, allowed.of, f"{where} {number}")
        elif not isinstance(value, str):
            self.examined.say("json_type", where, f"{value!r:.40} is no text")
        else:
            self.examined.note(_wrong(value, allowed), where)

    def _object(self, value: object, allowed: _Object, where: str) -> None:
        if not isinstance(value, dict):
            self.examined.say("json_type", where, f"{value!r:.40} is no object")
            return
        for key, each in value.items():
            part = allowed.keys.get(key)
            if part is None:
                self.examined.say("unknown", where, f"{key!r} has no place there")
            elif isinstance(each, str) and not isinstance(part, _Object | _List):
                if (fault := _wrong(each, part)) is not None:
                    self.examined.note(fault, f"{where} > {key}")
            else:
                self.walk(each, part, f"{where} > {key}")
        for key in allowed.needed:
            if key not in value:
                self.examined.say("missing", where, f"{key!r} is missing")


def _wrong(text: str, check: Check) -> Problem | None:
    return checks.characters(text.replace("\n", " ")) or check(text)


def examine(document: bytes, examined: Report) -> None:
    """Hold the document against what JSON Feed and we allow, and keep what it says of its entries."""
    try:
        feed = json.loads(document.decode(), object_pairs_hook=_pairs, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        examined.say("not_json", "document", str(error))
        return
    _Walk(examined).walk(feed, _FEED, "feed")
    if not isinstance(feed, dict):
        return
    examined.title = _text(feed, "title")
    examined.location = _text(feed, "feed_url")
    if examined.location and feed.get("next_url") == examined.location:
        examined.say("archive", "feed", "it is its own archive")
    if "hubs" in feed and not examined.location:
        examined.say("hub", "feed", "a hub needs to know the feed's own address (WebSub section 4)")
    items = feed.get("items")
    for number, item in enumerate(items if isinstance(items, list) else (), start=1):
        if isinstance(item, dict):
            examined.entries.append(_told(item, number, examined))


def _told(item: dict[str, Any], number: int, examined: Report) -> EntryFacts:
    where = f"item {number}"
    if "content_text" not in item and "content_html" not in item:
        examined.say("missing", where, "there is neither content_text nor content_html")
    return EntryFacts(
        where=where,
        id=_text(item, "id"),
        title=_text(item, "title"),
        link=_text(item, "url"),
        published=_instant(item, "date_published"),
        updated=_instant(item, "date_modified"),
    )


def _text(found: Mapping[str, object], key: str) -> str:
    value = found.get(key)
    return value if isinstance(value, str) else ""


def _instant(found: Mapping[str, object], key: str) -> datetime | None:
    instant = checks.rfc_3339(_text(found, key))
    return instant if isinstance(instant, datetime) else None


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands in one object twice")
    return found


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
