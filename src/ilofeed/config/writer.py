"""Change config.toml and keep every byte outside of the changed table as the operator wrote it.

The text is edited in place (`toml_spans`). Before anything is written, `tomllib` must read the wanted values from it,
and no other value may have changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path

from msgspec.structs import asdict

from ilofeed.config.documents import documents_of, toml_values
from ilofeed.config.file_edits import (
    Edit,
    alone,
    checked,
    edited,
    line_break,
    line_start,
    lines_behind,
    section,
    text_of,
    unmarked,
    write,
)
from ilofeed.config.messages import Location
from ilofeed.config.toml_spans import Statement, comma_behind, members, statements
from ilofeed.config.toml_values import SourceKeys, inline, lines_of, lines_of_source, quoted
from ilofeed.core.errors import ConfigError
from ilofeed.core.selectors import Selectors

_NO_CONTACT = '# contact = "you@example.org"'
_TEMPLATE = f"""\
# The configuration of ilofeed; docs/configuration.md explains each key.

[ilofeed]
# Your mail address, sent to each site, so that its operator can write to you before blocking you.
{_NO_CONTACT}
# The address at which the folder "feeds" is published; readers look for it.
# base_url = "https://feeds.example.org/"
# Ids are made with this and never change: set it before the first poll, or never.
# authority = "feeds.example.org,2026"
"""


def add_source(path: Path, keys: SourceKeys) -> None:
    """Add a ``[[source]]`` with *keys* to the file at *path*, which is created if it does not exist.

    Raises ConfigError, with the file unchanged.
    """
    with alone(path):
        write_sources(path, [keys])


def write_sources(path: Path, added: Sequence[SourceKeys]) -> None:
    """Add a ``[[source]]`` with the keys of each of *added* to the file at *path*, all in one step.

    The file is created if it does not exist. The caller has it `alone`. Raises ConfigError, with the file unchanged.
    """
    write(path, path, with_sources(text_of(path) if path.exists() else _TEMPLATE, added, name=str(path)))


def create(path: Path, contact: str) -> None:
    """Create the file at *path* with the *contact* of the operator. Raises ConfigError, also if it exists."""
    with alone(path):
        if path.exists():
            raise ConfigError(f"{path}: exists already")
        write(path, path, _TEMPLATE.replace(_NO_CONTACT, f"contact = {quoted(contact)}"))


def set_selectors(path: Path, slug: str, selectors: Selectors) -> None:
    """Set the *selectors* of the source *slug*, in the file of the configuration at *path* that has it.

    Raises ConfigError, with the file unchanged.
    """
    given = {name: css for name, css in asdict(selectors).items() if css}
    with alone(path):
        file = file_with(path, slug)
        write(path, file, with_selectors(text_of(file), slug, given, name=str(file)))


def file_with(path: Path, slug: str) -> Path:
    """Return the file with the source *slug* of the configuration at *path*. Raises ConfigError if there is none."""
    file = documents_of(path).file_of(slug)
    if file is None:  # the file was edited while the page was read
        raise ConfigError(f"{path}: names no source {slug!r} any more")
    return file


def with_source(text: str, keys: SourceKeys, *, name: str = "config.toml") -> str:
    """Return *text* with one more ``[[source]]`` and no other change. Raises ConfigError."""
    return with_sources(text, [keys], name=name)


def with_sources(text: str, added: Sequence[SourceKeys], *, name: str = "config.toml") -> str:
    """Return *text* with a ``[[source]]`` for each of *added* and no other change. Raises ConfigError."""
    if not added:
        return text
    mark, bare = unmarked(text)
    wanted = deepcopy(toml_values(bare, name))
    there = wanted.setdefault("source", [])
    if not isinstance(there, list):
        raise Location(name, ("source",)).wrong("is no list; write it as [[source]]")
    changed = bare
    array = _array_of_sources(bare)
    if array is None:
        # At the end, so that no comment about another table precedes it.
        lines = [line for keys in added for line in ("", "[[source]]", *lines_of_source(keys))]
        end = line_break(bare, len(bare))
        gap = "" if not bare or bare.endswith("\n") else end
        changed += gap + "".join(f"{line}{end}" for line in lines)
    else:
        changed = edited(bare, _new_members(bare, *array, list(map(inline, added))))
    there += ({name: v if isinstance(v, str) else dict(v) for name, v in keys.items()} for keys in added)
    return mark + checked(
        changed, wanted, f"{name}: a [[source]] cannot be added by a program here; add it by hand"
    )


def _array_of_sources(text: str) -> tuple[int, int] | None:
    """Return where the array of all sources begins and ends, if *text* has them as one: ``source = [{…}]``."""
    found = (statement for statement in statements(text) if statement.path == ("source",) and statement.value)
    return next((statement.value for statement in found), None)


def with_selectors(text: str, slug: str, selectors: Mapping[str, str], *, name: str = "config.toml") -> str:
    """Return *text* with *selectors* for the source *slug* and no change to other tables. Raises ConfigError."""
    mark, bare = unmarked(text)
    wanted = deepcopy(toml_values(bare, name))
    named = wanted["source"] if isinstance(wanted.get("source"), list) else []
    slugs = [source.get("slug") for source in named if isinstance(source, dict)]
    if slug not in slugs:  # the file was edited while the page was read
        raise ConfigError(f"{name}: names no source {slug!r} any more")
    at = slugs.index(slug)
    wanted["source"][at] |= {"profile": "selectors", "selectors": dict(selectors)}
    if (array := _array_of_sources(bare)) is not None:
        member = list(members(bare, *array))[at]
        edits = [(member.start, member.end, _with_keys(bare, member.start, member.end, selectors))]
    else:
        edits = list(_edits(bare, list(statements(bare)), at, selectors))
    remedy = f"{name}: [source.selectors] of {slug!r} cannot be written by a program here; write it by hand"
    return mark + checked(edited(bare, edits), wanted, remedy)


def _edits(text: str, found: Sequence[Statement], at: int, selectors: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the edits for the source number *at*, where sources are written as ``[[source]]``."""
    headers = [place for place, each in enumerate(found) if each.value is None]
    start = [place for place in headers if found[place].path == ("source",)][at]
    head, *body = section(found, start)
    profile = next((each for each in body if each.path == ("profile",)), None)
    own = [each for each in body if each.path[0] == "selectors"]
    header = _header_of_selectors(found, start)
    last = body[-1] if body else head
    new = [] if profile else ['profile = "selectors"']
    if profile and profile.value:
        yield (*profile.value, '"selectors"')
    if header is not None:
        keys = section(found, header)
        yield from _replaced(text, keys, selectors, depth=0)
    elif own and own[0].path == ("selectors",) and own[0].value:
        yield (*own[0].value, inline(selectors))
    elif own:
        yield from _replaced(text, own, selectors, depth=1)
    else:
        new += ["[source.selectors]", *lines_of(selectors)]
    if new:
        yield lines_behind(text, last, new)


def _header_of_selectors(found: Sequence[Statement], start: int) -> int | None:
    """Return the index of the header ``[source.selectors]`` of the source whose header is at *start*."""
    for at in range(start + 1, len(found)):
        if found[at].value is None and found[at].path == ("source",):
            return None
        if found[at].value is None and found[at].path == ("source", "selectors"):
            return at
    return None


def _replaced(
    text: str, there: Sequence[Statement], selectors: Mapping[str, str], *, depth: int
) -> Iterator[Edit]:
    """Yield the edits that turn the keys *there* into *selectors*; names begin at part *depth* of the key."""
    known = {statement.path[depth]: statement for statement in there if statement.value}
    for name, statement in known.items():
        if name in selectors and statement.value:
            yield (*statement.value, quoted(selectors[name]))
        else:
            yield (line_start(text, statement.start), statement.end, "")
    prefix = "selectors." if depth else ""
    new = [
        f"{prefix}{line}" for line in lines_of({name: css for name, css in selectors.items() if name not in known})
    ]
    if new:
        yield lines_behind(text, there[-1], new)


def _with_keys(text: str, start: int, end: int, selectors: Mapping[str, str]) -> str:
    """Return the inline table from *start* to *end* with the profile and the *selectors*."""
    kept = [member for member in members(text, start, end) if member.path[0] not in ("profile", "selectors")]
    parts = [text[member.start : member.end] for member in kept]
    parts += ['profile = "selectors"', f"selectors = {inline(selectors)}"]
    return f"{{{', '.join(parts)}}}"


def _new_members(text: str, start: int, end: int, values: Sequence[str]) -> list[Edit]:
    """Return the edits that append *values* to the array from *start* to *end*.

    Each gets a line of its own if the last value has one.
    """
    there = list(members(text, start, end))
    if not there:
        return [(start + 1, start + 1, ", ".join(values))]
    last = there[-1]
    comma = comma_behind(text, last.end)
    edits = [] if comma else [(last.end, last.end, ",")]
    place, tail = comma or last.end, "," if comma else ""
    line = line_start(text, last.start)
    indent = text[line : last.start]
    if indent.strip() or line <= start:
        return [*edits, (place, place, f" {', '.join(values)}{tail}")]
    line_end = text.find("\n", place)
    if 0 <= line_end < end:  # after a comment on the same line
        place = line_end - (text[line_end - 1] == "\r")
    between = f"{line_break(text, last.start)}{indent}"
    return [*edits, (place, place, f"{between}{f',{between}'.join(values)}{tail}")]
