"""Propose the table ``[source.json]`` for an answer in JSON: the one list of objects with titles, links and dates."""

from __future__ import annotations

import json
from collections.abc import Iterator

from msgspec import Struct

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.json_paths import JsonPaths
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.extract.data.fields import Fields, Path, find_fields, lists_in, value_at
from ilofeed.extract.data_document import DataDocument

_IDENTIFIER = LazyPattern(r"[A-Za-z_][A-Za-z0-9_]*")
# The factor by which the chosen list must be longer than the next.
_MIN_RATIO = 1.2
_MAX_DESCRIBED = 12
_MAX_READ = 200

# Names of the key with the address of the next page, or beside which it is.
_NEXT = ("next", "nextUrl", "next_url", "nextPage", "next_page_url", "nextLink", "@odata.nextLink")
_AROUND_NEXT = ("", "links", "_links", "meta", "paging", "pagination")


class _Candidate(Struct, frozen=True, kw_only=True):
    path: Path
    count: int
    fields: Fields

    @property
    def problem(self) -> str:
        """The reason why it is no list of items; empty if it is one."""
        missing = [name for name in ("title", "link", "date") if name not in self.fields.keys]
        return f"no {' and no '.join(missing)} in most objects" if missing else ""

    def __str__(self) -> str:
        known = ", ".join(f"{name} = {expression(path)}" for name, path in self.fields.keys.items())
        facts = "; ".join(filter(None, (known, self.problem)))
        return f"{expression(self.path) or '@'} ({self.count}): {facts}"


def propose(document: DataDocument, value: object) -> JsonPaths:
    """Return the places of the only list in *value*. Raises ExtractError if there is none, or no clear best one."""
    candidates = sorted(_candidates(document, value), key=lambda each: (-each.fields.dated, -each.count))
    fit = [each for each in candidates if not each.problem]
    described = tuple(map(str, candidates))[:_MAX_DESCRIBED]
    if not fit:
        raise ExtractError("no_items", _no_list(document.url, candidates), candidates=described)
    rival = next((each for each in fit if not each.fields.links <= fit[0].fields.links), None)
    if rival is not None and fit[0].fields.dated < _MIN_RATIO * rival.fields.dated:
        raise ExtractError(
            "no_items",
            f"{document.url} has two lists, {expression(fit[0].path)!r} and {expression(rival.path)!r};"
            " name one in [source.json]",
            candidates=described,
        )
    keys = {name: expression(path) for name, path in fit[0].fields.keys.items()}
    return JsonPaths(items=expression(fit[0].path) or "@", next=_next(document.url, value), **keys)


def described(document: DataDocument, value: object) -> tuple[str, ...]:
    """Return a line for each list of objects in *value*, the longest first, up to a limit."""
    found = sorted(_candidates(document, value), key=lambda each: -each.count)
    return tuple(map(str, found))[:_MAX_DESCRIBED]


def expression(path: Path) -> str:
    """Return the JMESPath expression of *path*."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            name = key if _IDENTIFIER.fullmatch(key) else json.dumps(key, ensure_ascii=False)
            text += f".{name}" if text else name
    return text


def _candidates(document: DataDocument, value: object) -> Iterator[_Candidate]:
    def link_of(href: str) -> str | None:
        return urls.absolute(href, document.base) if href.startswith(("/", "http://", "https://")) else None

    for _, (path, records) in zip(range(_MAX_READ), lists_in(value), strict=False):
        fields = find_fields(records, document.date_context, link_of)
        if fields.keys:
            yield _Candidate(path=path, count=len(records), fields=fields)


def _no_list(url: str, candidates: list[_Candidate]) -> str:
    message = f"{url} has no list of at least three objects with title, link and date"
    closest = next((each for each in candidates if {"title", "date"} <= each.fields.keys.keys()), None)
    if closest is None:
        return f"{message}; name their places in [source.json]"
    return (
        f"{message}. {expression(closest.path) or '@'!r} has titles and dates, but no addresses: write"
        ' [source.json] with a link such as "/news/{slug}"'
    )


def _next(url: str, value: object) -> str:
    """Return the expression of the address of the next page, if the answer has such an address of its own host."""
    for around in _AROUND_NEXT:
        inner = value_at(value, (around,)) if around else value
        for name in _NEXT:
            found = value_at(inner, (name,))
            path: Path = (*filter(None, [around]), name)
            if isinstance(found, dict) and isinstance(found.get("href"), str):
                found, path = found["href"], (*path, "href")
            if isinstance(found, str) and found.startswith(("/", "?", "http://", "https://")):
                target = urls.absolute(found, url)
                if target is not None and urls.site(target) == urls.site(url):
                    return expression(path)
    return ""
