"""Suggest the slug of a new source and its table in config.toml. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, count
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from ilofeed.config.feeds import RESERVED
from ilofeed.core import host_names, layout_names, urls
from ilofeed.core.language import primary_subtag
from ilofeed.core.models import Extraction

#: No slug is taken, of a first source.
NONE_TAKEN: Mapping[str, str] = MappingProxyType({})

_LONGEST = 40
# Segments of nearly every path, which distinguish no page from another.
_NOISE = re.compile(
    r"(index|default|home|lang(-\w+)?|[a-z]{2}|page|www|public|web|resource|resources|list|lists|htm|html|php|aspx?)"
    r"|\d+|wcms.*"
)
_PLAIN = re.compile(
    r"(news|newsroom|latest|all|press|press-releases|stories|articles|events|publications|updates|media|blog"
    r"|feeds?|rss2?|atom|xml|json|api|sitemaps?)"
)
_MOST_PARTS = 3


def slug(url: str, title: str = "", *, language: str = "", taken: Mapping[str, str] = NONE_TAKEN) -> str:
    """Return a slug for the page at *url* with the title *title* that is neither among those *taken* nor reserved.

    It contains the last words of its path that distinguish it from others. If these are as plain as "news", or
    reserved, the name of its site precedes them; also if another site has the slug. *taken* has the address of the
    page of each slug, which is empty for a feed over several sources.
    """
    parts = urlsplit(url)
    segments = [_slug(unquote(re.sub(r"\.\w{2,5}$", "", segment))) for segment in parts.path.split("/")]
    distinctive = [segment for segment in segments if segment and not _NOISE.fullmatch(segment)]
    chosen: list[str] = []
    for segment in reversed(distinctive):
        chosen.insert(0, segment)
        if not _is_plain(segment) or len(chosen) == _MOST_PARTS:
            break
    if all(map(_is_plain, chosen)):
        chosen.insert(0, _site(url, is_whole=not chosen))
    name = _joined(chosen) or _cut(_slug(title)) or "source"
    taken = {**dict.fromkeys(RESERVED, ""), **taken}
    spoken = primary_subtag(language or urls.language(url))
    further = [f"{name}-{spoken}"] if spoken else []
    if taken.get(name) and urls.site(taken[name]) != urls.site(url):
        further.insert(0, _joined([_site(url, is_whole=True), name]))
    return next((found for found in (name, *further) if found not in taken), "") or unused(name, taken)


def slug_of_list(page: str, heading: str, taken: Collection[str]) -> str:
    """Return a slug that is not *taken* for the list under *heading* on the page with the suggested slug *page*."""
    return unused(_joined([page, _slug(heading)]), {*RESERVED, *taken})


def _joined(words: Iterable[str]) -> str:
    return _cut("-".join(dict.fromkeys(filter(None, words))))


def _is_plain(segment: str) -> bool:
    return segment in RESERVED or _PLAIN.fullmatch(segment) is not None


def unused(name: str, taken: Collection[str]) -> str:
    """Return *name*, with the first number after it that makes it differ from all *taken* names, if needed."""
    numbered = (f"{name}-{number}" for number in count(2))
    return next(candidate for candidate in chain([name], numbered) if candidate not in taken)


def json_paths(extraction: Extraction) -> Mapping[str, str] | None:
    """Return the table ``[source.json]`` by which *extraction* was read; None if it was read otherwise."""
    if extraction.profile != layout_names.JSON:
        return None
    return {name: rule for name, rule in extraction.rules.items() if isinstance(rule, str)}


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _cut(found: str) -> str:
    """Return *found*, cut between words if it is too long."""
    if len(found) <= _LONGEST:
        return found
    return found[: _LONGEST + 1].rpartition("-")[0] or found[:_LONGEST]


def _site(url: str, *, is_whole: bool) -> str:
    """Return what names the host of *url*: "ilo" for www.ilo.org, "s12-example" for s12.example.org.

    Labels as plain as "news" count only if the host *is_whole* that the slug is made of.
    """
    *below, main = host_names.labels(url)
    names = (*(label for label in below if is_whole or not _PLAIN.fullmatch(label)), main)
    return "-".join(filter(None, map(_slug, names)))
