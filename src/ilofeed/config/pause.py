"""Pause and resume a source in config.toml."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from ilofeed.config.documents import toml_values
from ilofeed.config.file_edits import (
    Edit,
    alone,
    checked,
    edited,
    line_start,
    lines_behind,
    section,
    text_of,
    unmarked,
    write,
)
from ilofeed.config.toml_spans import Member, Statement, members, statements
from ilofeed.config.writer import file_with
from ilofeed.core.errors import ConfigError

_KEY = ("paused",)


def set_paused(path: Path, slug: str, *, paused: bool) -> bool:
    """Set or remove ``paused = true`` of the source *slug*, in the file of the configuration at *path* that has it.

    Return whether that changed the file. Raises ConfigError, with the file unchanged.
    """
    with alone(path):
        file = file_with(path, slug)
        text = text_of(file)
        changed = with_paused(text, slug, paused=paused, name=str(file))
        if changed != text:
            write(path, file, changed)
    return changed != text


def with_paused(text: str, slug: str, *, paused: bool, name: str = "config.toml") -> str:
    """Return *text* with or without ``paused = true`` for the source *slug*, and no other change.

    A line with a comment stays, with the value false. Raises ConfigError.
    """
    mark, bare = unmarked(text)
    wanted = deepcopy(toml_values(bare, name))
    source = _source(wanted, slug, name)
    at = wanted["source"].index(source)
    written = list(statements(bare))
    array = next((each.value for each in written if each.path == ("source",) and each.value), None)
    if array is not None:
        edit = _in_member(bare, list(members(bare, *array))[at], paused=paused)
    else:
        headers = [place for place, each in enumerate(written) if each.value is None and each.path == ("source",)]
        edit = _in_section(bare, section(written, headers[at]), paused=paused)
    source.pop("paused", None)
    if edit is not None and edit[2]:
        source["paused"] = paused
    remedy = f"{name}: `paused` of {slug!r} cannot be written by a program here; write it by hand"
    return mark + checked(edited(bare, [edit] if edit else []), wanted, remedy)


def _source(values: dict[str, Any], slug: str, name: str) -> dict[str, Any]:
    """Return the table of the source *slug* in *values*. Raises ConfigError."""
    named = values["source"] if isinstance(values.get("source"), list) else []
    found = next((source for source in named if isinstance(source, dict) and source.get("slug") == slug), None)
    if found is None:  # the file was edited meanwhile
        raise ConfigError(f"{name}: names no source {slug!r} any more")
    return found


def _in_section(text: str, statements: Sequence[Statement], *, paused: bool) -> Edit | None:
    """Return the edit of a ``[[source]]`` with these *statements*, the header first; None if there is none to make."""
    there = next((each for each in statements if each.path == _KEY and each.value), None)
    if there is not None and there.value is not None:
        has_comment = bool(text[there.value[1] : there.end].strip())
        if paused or has_comment:
            return (*there.value, _toml(paused))
        return (line_start(text, there.start), there.end, "")
    if not paused:
        return None
    before = next((each for each in statements if each.path == ("url",)), statements[-1])
    indent = text[line_start(text, before.start) : before.start]
    return lines_behind(text, before, [f"{indent}paused = true"])


def _in_member(text: str, table: Member, *, paused: bool) -> Edit | None:
    """Return the edit of the inline *table* of a source; None if there is none to make."""
    keys = list(members(text, table.start, table.end))
    there = next((each for each in keys if each.path == _KEY), None)
    if there is not None:
        return (*there.value, _toml(paused))
    return (keys[-1].end, keys[-1].end, ", paused = true") if paused else None


def _toml(value: bool) -> str:  # noqa: FBT001 - a value of TOML
    return "true" if value else "false"
