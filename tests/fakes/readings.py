"""A record of what every page in `fixtures/` is read as, beside the number of that reading.

`fixtures/reading.json` holds ``READING`` and two digests for each page: one of the input (bytes, address, content
type, keys of its source), one of what a poll saves of it. So a change of the code that reads a known page
otherwise cannot be committed without increasing ``READING``; a new or changed page can.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct, field

from fakes.fixtures import FOLDER, POLLS, cases
from ilofeed.config import loader
from ilofeed.core import ids, layout_names
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page, Source
from ilofeed.extract import registry

RECORD = FOLDER / "reading.json"

_RECORD_ANEW = "run `.venv/bin/python scripts/expect.py`, which records what all pages are read as"
_LENGTH = 16


class Readings(Struct, frozen=True, kw_only=True):
    """A reading by its number, and what it makes of each page."""

    reading: int = field(name="READING")
    pages: dict[str, str]  #: name -> digest of what came, blank, digest of what is read


def recorded() -> Readings:
    """Return what was recorded last."""
    return msgspec.json.decode(RECORD.read_bytes(), type=Readings)


def current() -> Readings:
    """Return what the code makes of all pages."""
    pages = {
        name: f"{_digest(_input(source, page))} {_digest(_reading(source, page))}"
        for name, source, page in _pages()
    }
    return Readings(reading=layout_names.READING, pages=pages)


def obstacle(before: Readings, now: Readings) -> str:
    """Return why *now* must not be recorded in the place of *before*, and what to do; empty if it may."""
    if now.reading < before.reading:
        return f"READING was {before.reading} already and is {now.reading}; it may only increase"
    read_as = dict(pair.split() for pair in before.pages.values())
    changed = [
        name
        for name, pair in sorted(now.pages.items())
        if read_as.get(pair.split()[0], pair.split()[1]) != pair.split()[1]
    ]
    if changed and now.reading == before.reading:
        return (
            f"read otherwise than before: {', '.join(changed)}. If that is meant,"
            " increase READING in src/ilofeed/core/layout_names.py, so that the first poll of each source saves"
            f" silently what only the reading changed; then {_RECORD_ANEW}"
        )
    return ""


def problem(before: Readings, now: Readings) -> str:
    """Return what is wrong with the record *before*, and what to do; empty where nothing is."""
    found = obstacle(before, now)
    if found or before == now:
        return found
    return f"fixtures/reading.json is stale; {_RECORD_ANEW}"


def record() -> str:
    """Record what all pages are read as; return why that was refused, empty if it was not."""
    now = current()
    refusal = obstacle(recorded(), now) if RECORD.exists() else ""
    if not refusal:
        RECORD.write_text(json.dumps(msgspec.to_builtins(now), indent=1) + "\n", encoding="utf-8")
    return refusal


def _pages() -> Iterator[tuple[str, Source, Page]]:
    """Yield each page with its name, and with a source that has it: some are read by selectors."""
    for case in cases():
        how = case.expected()
        page = Page(
            url=how["url"], body=case.page.read_bytes(), content_type=how.get("content_type", ""), date=case.date
        )
        yield case.name, Source(slug="page", url=page.url), page
    for file in sorted((FOLDER / POLLS).glob("*.toml")):
        for source in loader.load(file).sources:
            for path in sorted(file.parent.glob(f"{file.stem}.p*.html")):
                page = Page(url=source.url, body=path.read_bytes(), content_type="text/html; charset=utf-8")
                yield f"{POLLS}/{path.name} {source.slug}", source, page


def _input(source: Source, page: Page) -> Any:
    return [source.digest, page.url, page.content_type, sha256(page.body).hexdigest()]


def _reading(source: Source, page: Page) -> Any:
    """Return what a poll saves of the page; without empty fields, so that a new one changes only who has it."""
    try:
        found = registry.read(page, source)
    except ExtractError as error:
        return error.reason
    items = [
        {name: value for name, value in msgspec.to_builtins(item).items() if value not in ("", None)}
        | {"aliases": sorted(ids.aliases(item)), "title_name": ids.title_name(item)}
        for item in found.items
    ]
    return [found.title, found.language, found.next, items]


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:_LENGTH]
