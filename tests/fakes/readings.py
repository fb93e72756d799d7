"""A record of what every page in `fixtures/` is read as, beside the number of that reading.

The input of `fixtures/reading.json` are the bytes of a page, its address and content type, and the keys of its source;
what is made of it is what a poll saves.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import msgspec

from fakes.fixtures import FOLDER, POLLS, cases
from fakes.numbered import Made, Record, pair
from ilofeed.config import loader
from ilofeed.core import ids, layout_names
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page, Source
from ilofeed.extract import registry


def current() -> Made:
    """Return what the code makes of all pages."""
    results = {name: pair(_input(source, page), _reading(source, page)) for name, source, page in _pages()}
    return Made(number=layout_names.READING, results=results)


READINGS = Record(
    file=FOLDER / "reading.json",
    number="READING",
    results="pages",
    verb="read",
    module="src/ilofeed/core/layout_names.py",
    reason="so that the first poll of each source saves silently what only the reading changed",
    current=current,
)


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
