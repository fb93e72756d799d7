"""Find what a page contains for programs: JSON-LD, and the state that frameworks leave for their scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.extract.data.devalue import revived
from ilofeed.extract.data.json_text import JsonError, parse, parse_beginning

if TYPE_CHECKING:
    from ilofeed.extract.document import Document

_JSON_LD = "application/ld+json"
_JSON = "application/json"
_NUXT = "__NUXT_DATA__"
# "window.__INITIAL_STATE__ = {…}", and the same as a text: "= JSON.parse("{…}")".
_ASSIGNED = LazyPattern(
    r"\b(?:window|self|globalThis)(?:\.|\[[\"'])(__\w{1,40})[\"'\]]{0,2}\s{0,9}=\s{0,9}(JSON\.parse\(\s{0,9}(?=[\"])|(?=[{\[]))"
)
# A piece of the answer that React streams into a page, as Next.js writes it.
_STREAMED = LazyPattern(r'\b__next_f\.push\(\[1,\s*("[^"\\]*(?:\\.[^"\\]*)*")\]\)', re.DOTALL)
_ROW = LazyPattern(r"^[0-9a-f]{1,8}:(?=[\[{])", re.MULTILINE)

# Of one page. Each is parsed to its end.
_MAX_SCRIPTS = 300
_MAX_ASSIGNED = 20
_MAX_ROWS = 3000


class PageData(Struct, frozen=True, kw_only=True):
    """One value that a page contains for programs."""

    name: str
    value: object
    is_described: bool = False  #: whether it is JSON-LD, which describes the page in the terms of schema.org


class _Script(Struct, frozen=True):
    type: str
    attributes: Mapping[str, str]
    text: str


def page_data(document: Document) -> Iterator[PageData]:
    """Yield the data of the page. What is no JSON, or beyond the limits, is left out."""
    streamed: list[str] = []
    assigned = 0
    for script in _scripts(document):
        if script.type in (_JSON_LD, _JSON):
            yield from _parsed(script)
            continue
        streamed += [piece[1] for piece in _STREAMED.finditer(script.text)]
        for found in _ASSIGNED.finditer(script.text):
            if assigned == _MAX_ASSIGNED:
                break
            assigned += 1
            yield from _assigned(script.text, found)
    yield from _rows(streamed)
    yield from _attributes(document)


def _scripts(document: Document) -> Iterator[_Script]:
    count = 0
    if document.tree is not None:
        found = ((dict(each.attrib), each.text or "") for each in document.tree.iter("script"))
    else:
        tags = document.soup.find_all("script")
        found = (({name: str(tag[name]) for name in tag.attrs}, tag.string or "") for tag in tags)
    for attributes, text in found:
        if text.strip() and count < _MAX_SCRIPTS:
            count += 1
            kind = str(attributes.get("type", "")).partition(";")[0].strip().lower()
            yield _Script(kind, {str(name): str(value) for name, value in attributes.items()}, text)


def _parsed(script: _Script) -> Iterator[PageData]:
    """Yield the data of a script that contains only JSON."""
    try:
        value = parse(script.text)
        if script.type == _JSON_LD:
            yield PageData(name="JSON-LD", value=value, is_described=True)
            return
        name = script.attributes.get("id") or next(
            (each for each in script.attributes if each.startswith("data-")), _JSON
        )
        body = value.get("body") if isinstance(value, dict) else None
        if isinstance(body, str) and body.lstrip()[:1] in ("{", "["):  # an answer that SvelteKit keeps
            value = parse(body)
    except JsonError:
        return
    yield PageData(name=name, value=revived(value) if name == _NUXT else value)


def _assigned(text: str, found: re.Match[str]) -> Iterator[PageData]:
    """Yield the data that a script assigns to a variable."""
    try:
        value, _ = parse_beginning(text, found.end())
        if isinstance(value, str):
            value = parse(value)
    except JsonError:
        return
    yield PageData(name=found[1], value=value)


def _rows(pieces: list[str]) -> Iterator[PageData]:
    """Yield the rows of the answer that was streamed in *pieces*, each a string of JavaScript."""
    texts = []
    for piece in pieces:
        try:
            texts.append(str(parse(piece)))
        except JsonError:
            return
    text = "".join(texts)
    for count, row in enumerate(_ROW.finditer(text)):
        if count == _MAX_ROWS:
            return
        end = text.find("\n", row.end())
        try:
            value = parse(text[row.end() : end if end >= 0 else len(text)])
        except JsonError:
            continue
        yield PageData(name="__next_f", value=value)


def _attributes(document: Document) -> Iterator[PageData]:
    """Yield the data that Inertia keeps in an attribute."""
    if document.tree is None:
        return
    for element in document.tree.iterfind(".//div[@data-page]"):
        try:
            yield PageData(name="data-page", value=parse(element.get("data-page", "")))
        except JsonError:
            continue
        return
