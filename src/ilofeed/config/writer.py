"""Change config.toml and keep every byte outside of the changed table as the operator wrote it.

The text is edited in place (`toml_spans`). Before anything is written, `tomllib` must read the wanted values from it,
and no other value may have changed.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from ilofeed.config.documents import documents_of, toml_values
from ilofeed.config.loader import build
from ilofeed.config.messages import Location
from ilofeed.config.toml_spans import Statement, comma_behind, members, statements
from ilofeed.config.toml_values import SourceKeys, inline, lines_of, lines_of_source, quoted
from ilofeed.core.disk_errors import reason
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
_MARK = "\ufeff"

#: A replacement of a part of a text: start, end, and the new text.
_Edit = tuple[int, int, str]


def add_source(path: Path, keys: SourceKeys) -> None:
    """Add a ``[[source]]`` with *keys* to the file at *path*, which is created if it does not exist.

    Raises ConfigError, with the file unchanged.
    """
    _write(path, path, with_source(_text(path) if path.exists() else _TEMPLATE, keys, name=str(path)))


def create(path: Path, contact: str) -> None:
    """Create the file at *path* with the *contact* of the operator. Raises ConfigError, also if it exists."""
    if path.exists():
        raise ConfigError(f"{path}: exists already")
    _write(path, path, _TEMPLATE.replace(_NO_CONTACT, f"contact = {quoted(contact)}"))


def set_selectors(path: Path, slug: str, selectors: Selectors) -> None:
    """Set the *selectors* of the source *slug*, in the file of the configuration at *path* that has it.

    Raises ConfigError, with the file unchanged.
    """
    given = {name: css for name, css in asdict(selectors).items() if css}
    file = file_with(path, slug)
    _write(path, file, with_selectors(_text(file), slug, given, name=str(file)))


def file_with(path: Path, slug: str) -> Path:
    """Return the file with the source *slug* of the configuration at *path*. Raises ConfigError if there is none."""
    file = documents_of(path).file_of(slug)
    if file is None:  # the file was edited while the page was read
        raise ConfigError(f"{path}: names no source {slug!r} any more")
    return file


def with_source(text: str, keys: SourceKeys, *, name: str = "config.toml") -> str:
    """Return *text* with one more ``[[source]]`` and no other change. Raises ConfigError."""
    mark, bare = _unmarked(text)
    before = toml_values(bare, name)
    there = before.get("source", [])
    if not isinstance(there, list):
        raise Location(name, ("source",)).wrong("is no list; write it as [[source]]")
    array = next(
        (statement for statement in statements(bare) if statement.path == ("source",) and statement.value), None
    )
    if array is not None and array.value is not None:
        changed = _edited(bare, _new_member(bare, *array.value, inline(keys)))
    else:
        # At the end, so that no comment about another table precedes it.
        lines = ["", "[[source]]", *lines_of_source(keys)]
        end = _line_break(bare, len(bare))
        gap = "" if not bare or bare.endswith("\n") else end
        changed = bare + gap + "".join(f"{line}{end}" for line in lines)
    wanted = deepcopy(before)
    wanted.setdefault("source", []).append(
        {name: value if isinstance(value, str) else dict(value) for name, value in keys.items()}
    )
    return mark + _checked(
        changed, wanted, f"{name}: a [[source]] cannot be added by a program here; add it by hand"
    )


def with_selectors(text: str, slug: str, selectors: Mapping[str, str], *, name: str = "config.toml") -> str:
    """Return *text* with *selectors* for the source *slug* and no change to other tables. Raises ConfigError."""
    mark, bare = _unmarked(text)
    wanted = deepcopy(toml_values(bare, name))
    named = wanted["source"] if isinstance(wanted.get("source"), list) else []
    slugs = [source.get("slug") for source in named if isinstance(source, dict)]
    if slug not in slugs:  # the file was edited while the page was read
        raise ConfigError(f"{name}: names no source {slug!r} any more")
    at = slugs.index(slug)
    wanted["source"][at] |= {"profile": "selectors", "selectors": dict(selectors)}
    written = list(statements(bare))
    array = next(
        (statement.value for statement in written if statement.path == ("source",) and statement.value), None
    )
    if array is not None:
        member = list(members(bare, *array))[at]
        edits = [(member.start, member.end, _with_keys(bare, member.start, member.end, selectors))]
    else:
        edits = list(_edits(bare, written, at, selectors))
    remedy = f"{name}: [source.selectors] of {slug!r} cannot be written by a program here; write it by hand"
    return mark + _checked(_edited(bare, edits), wanted, remedy)


def _edits(text: str, found: Sequence[Statement], at: int, selectors: Mapping[str, str]) -> Iterator[_Edit]:
    """Yield the edits for the source number *at*, where sources are written as ``[[source]]``."""
    headers = [place for place, each in enumerate(found) if each.value is None]
    start = [place for place in headers if found[place].path == ("source",)][at]
    head, *body = _section(found, start)
    profile = next((each for each in body if each.path == ("profile",)), None)
    own = [each for each in body if each.path[0] == "selectors"]
    header = _header_of_selectors(found, start)
    last = body[-1] if body else head
    new = [] if profile else ['profile = "selectors"']
    if profile and profile.value:
        yield (*profile.value, '"selectors"')
    if header is not None:
        keys = _section(found, header)
        yield from _replaced(text, keys, selectors, depth=0)
    elif own and own[0].path == ("selectors",) and own[0].value:
        yield (*own[0].value, inline(selectors))
    elif own:
        yield from _replaced(text, own, selectors, depth=1)
    else:
        new += ["[source.selectors]", *lines_of(selectors)]
    if new:
        yield _lines_behind(text, last, new)


def _section(found: Sequence[Statement], start: int) -> list[Statement]:
    """Return the header at place *start* and the keys below it."""
    end = next((at for at in range(start + 1, len(found)) if found[at].value is None), len(found))
    return list(found[start:end])


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
) -> Iterator[_Edit]:
    """Yield the edits that turn the keys *there* into *selectors*; names begin at part *depth* of the key."""
    known = {statement.path[depth]: statement for statement in there if statement.value}
    for name, statement in known.items():
        if name in selectors and statement.value:
            yield (*statement.value, quoted(selectors[name]))
        else:
            yield (_line_start(text, statement.start), statement.end, "")
    prefix = "selectors." if depth else ""
    new = [
        f"{prefix}{line}" for line in lines_of({name: css for name, css in selectors.items() if name not in known})
    ]
    if new:
        yield _lines_behind(text, there[-1], new)


def _lines_behind(text: str, statement: Statement, lines: Sequence[str]) -> _Edit:
    """Return the edit that inserts *lines* after *statement*."""
    end = _line_break(text, statement.end)
    gap = "" if text[: statement.end].endswith("\n") else end
    return statement.end, statement.end, gap + "".join(f"{line}{end}" for line in lines)


def _with_keys(text: str, start: int, end: int, selectors: Mapping[str, str]) -> str:
    """Return the inline table from *start* to *end* with the profile and the *selectors*."""
    kept = [member for member in members(text, start, end) if member.path[0] not in ("profile", "selectors")]
    parts = [text[member.start : member.end] for member in kept]
    parts += ['profile = "selectors"', f"selectors = {inline(selectors)}"]
    return f"{{{', '.join(parts)}}}"


def _new_member(text: str, start: int, end: int, value: str) -> list[_Edit]:
    """Return the edits that append *value* to the array from *start* to *end*.

    It gets a line of its own if the last value has one.
    """
    there = list(members(text, start, end))
    if not there:
        return [(start + 1, start + 1, value)]
    last = there[-1]
    comma = comma_behind(text, last.end)
    edits = [] if comma else [(last.end, last.end, ",")]
    place, tail = comma or last.end, "," if comma else ""
    line = _line_start(text, last.start)
    indent = text[line : last.start]
    if indent.strip() or line <= start:
        return [*edits, (place, place, f" {value}{tail}")]
    line_end = text.find("\n", place)
    if 0 <= line_end < end:  # after a comment on the same line
        place = line_end - (text[line_end - 1] == "\r")
    return [*edits, (place, place, f"{_line_break(text, last.start)}{indent}{value}{tail}")]


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_break(text: str, at: int) -> str:
    """Return the line break that ends the line before the position *at*, else the first one of *text*."""
    place = text.rfind("\n", 0, at)
    place = text.find("\n") if place < 0 else place
    return "\r\n" if place > 0 and text[place - 1] == "\r" else "\n"


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        parts += [text[at:start], new]
        at = end
    return "".join((*parts, text[at:]))


def _checked(changed: str, wanted: Mapping[str, Any], remedy: str) -> str:
    """Return *changed* if its values are those *wanted*. Raises ConfigError."""
    try:
        is_wanted = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        is_wanted = False
    if not is_wanted:
        raise ConfigError(remedy)
    return changed


def _unmarked(text: str) -> tuple[str, str]:
    """Return the byte order mark of *text*, if it has one, and the rest."""
    return (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)


def _text(path: Path) -> str:
    """Return the text of the file with its own line breaks. Raises ConfigError."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _write(path: Path, file: Path, text: str) -> None:
    """Write *text* to *file*, one of those of the configuration at *path*, if that is valid with it.

    Raises ConfigError, with the file unchanged.
    """
    build(documents_of(path, edited={file.resolve(): text.removeprefix(_MARK)}))
    try:
        _put(file.resolve(), text)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written: {reason(error)}") from error


def _put(path: Path, text: str) -> None:
    """Replace the file at *path* by *text*, or leave it. Keep its permissions, and its owner if possible."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    # It may contain secrets: no other user may read it until it has the permissions of the old file.
    rights = 0o600 if path.exists() else 0o666
    try:
        with open(aside, "xb", opener=lambda name, flags: os.open(name, flags, rights)) as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, aside)
            with suppress(PermissionError):
                os.chown(aside, path.stat().st_uid, path.stat().st_gid)
        aside.replace(path)
    finally:
        with suppress(OSError):
            aside.unlink()
