"""Check JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from msgspec import Struct

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Check, Problem
from ilofeed.publish.validate.html import fragment
from ilofeed.publish.validate.report import EntryFacts, Report
from ilofeed.publish.validate.rss import dated

VERSION = "https://jsonfeed.org/version/1.1"


class _Object(Struct, frozen=True, kw_only=True):
    """The allowed and the required keys of an object."""

    keys: Mapping[str, Check | _Object | _List | _Only | _Number]
    needed: tuple[str, ...] = ()


class _Only(Struct, frozen=True):
    """A key that is left out unless it has this value."""

    value: object

    def wrong(self, value: object) -> str:
        """Return what is wrong with *value*; empty if nothing is."""
        return "" if value is self.value else f"{value!r:.40} is not {self.value!r}"


class _Number(Struct, frozen=True):
    """A positive integer."""

    def wrong(self, value: object) -> str:
        """Return what is wrong with *value*; empty if nothing is."""
        return "" if type(value) is int and value > 0 else f"{value!r:.40} is not a positive integer"


class _List(Struct, frozen=True, kw_only=True):
    """A list of values of one kind, with its minimum length."""

    of: Check | _Object
    least: int = 1


_DATE = dated(checks.rfc_3339)
_AUTHORS = _List(of=_Object(keys={"name": checks.line, "url": checks.web_address}, needed=("name",)))


def _content(text: str) -> Problem | None:
    return Problem("empty", "it is empty") if not text.strip() else None


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
        "title": checks.line,
        "content_text": _content,
        "content_html": lambda text: _content(text) or fragment(text),
        "summary": _content,
        "image": checks.web_address,
        "date_published": _DATE,
        "date_modified": _DATE,
        "authors": _AUTHORS,
        "tags": _List(of=checks.line),
        "language": checks.language,
        "attachments": _List(
            of=_Object(
                keys={"url": checks.web_address, "mime_type": checks.media_type, "size_in_bytes": _Number()},
                needed=("url", "mime_type"),
            )
        ),
        "_ilofeed": _OWN,
    },
    needed=("id", "url", "title", "date_published", "date_modified"),
)
_FEED = _Object(
    keys={
        "version": checks.one_of(VERSION, rule="version"),
        "title": checks.line,
        "home_page_url": checks.web_address,
        "feed_url": checks.web_address,
        "next_url": checks.web_address,
        "description": checks.line,
        "language": checks.language,
        "expired": _Only(value=True),
        "authors": _AUTHORS,
        "hubs": _List(of=_HUB),
        "items": _List(of=_ITEM, least=0),
    },
    needed=("version", "title", "home_page_url", "authors", "items"),
)


class _Walk(Struct, frozen=True):
    """A walk through the document that checks each value."""

    report: Report

    def walk(self, value: object, allowed: Check | _Object | _List | _Only | _Number, where: str) -> None:
        if isinstance(allowed, _Object):
            self._object(value, allowed, where)
        elif isinstance(allowed, _List):
            if not isinstance(value, list):
                self.report.add("json_type", where, f"{value!r:.40} is not a list")
                return
            if len(value) < allowed.least:
                self.report.add("empty", where, "it is empty")
            for number, each in enumerate(value, start=1):
                self.walk(each, allowed.of, f"{where} {number}")
        elif isinstance(allowed, _Only | _Number):
            if problem := allowed.wrong(value):
                self.report.add("json_type", where, problem)
        elif not isinstance(value, str):
            self.report.add("json_type", where, f"{value!r:.40} is not a string")
        else:
            self.report.note(_wrong(value, allowed), where)

    def _object(self, value: object, allowed: _Object, where: str) -> None:
        if not isinstance(value, dict):
            self.report.add("json_type", where, f"{value!r:.40} is not an object")
            return
        for key, each in value.items():
            part = allowed.keys.get(key)
            if part is None:
                self.report.add("unknown", where, f"{key!r} is not allowed here")
            elif isinstance(each, str) and not isinstance(part, _Object | _List | _Only | _Number):
                if (problem := _wrong(each, part)) is not None:
                    self.report.note(problem, f"{where} > {key}")
            else:
                self.walk(each, part, f"{where} > {key}")
        for key in allowed.needed:
            if key not in value:
                self.report.add("missing", where, f"{key!r} is missing")


def _wrong(text: str, check: Check) -> Problem | None:
    return checks.characters(text.replace("\n", " ")) or check(text)


def examine(document: bytes, report: Report) -> None:
    """Check the document, and record its entries."""
    try:
        feed = json.loads(document.decode(), object_pairs_hook=_pairs, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        report.add("not_json", "document", str(error))
        return
    _Walk(report).walk(feed, _FEED, "feed")
    if not isinstance(feed, dict):
        return
    report.title = _text(feed, "title")
    report.location = _text(feed, "feed_url")
    if report.location and feed.get("next_url") == report.location:
        report.add("archive", "feed", "it is its own archive")
    if "hubs" in feed and not report.location:
        report.add("hub", "feed", "a feed with a hub must give its own address (WebSub section 4)")
    items = feed.get("items")
    for number, item in enumerate(items if isinstance(items, list) else (), start=1):
        if isinstance(item, dict):
            report.entries.append(_facts(item, number, feed, report))


def _facts(item: dict[str, Any], number: int, feed: dict[str, Any], report: Report) -> EntryFacts:
    where = f"item {number}"
    if "content_text" not in item and "content_html" not in item:
        report.add("missing", where, "it has neither content_text nor content_html")
    return EntryFacts(
        where=where,
        id=_text(item, "id"),
        title=_text(item, "title"),
        link=_text(item, "url"),
        author=_author(item) or _author(feed),
        published=_instant(item, "date_published"),
        updated=_instant(item, "date_modified"),
    )


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""


def _author(fields: Mapping[str, object]) -> str:
    authors = fields.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else None
    return _text(first, "name") if isinstance(first, dict) else ""


def _instant(fields: Mapping[str, object], key: str) -> datetime | None:
    instant = checks.rfc_3339(_text(fields, key))
    return instant if isinstance(instant, datetime) else None


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has the same key twice")
    return found


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
