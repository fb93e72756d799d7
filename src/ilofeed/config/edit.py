"""config.toml changed by the program, with all that the operator wrote in it as it was."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import tomlkit
from msgspec.structs import asdict
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array

from ilofeed.config import parse
from ilofeed.errors import ConfigError
from ilofeed.model import Selectors

_START = """\
# The configuration of ilofeed; what each key means stands in docs/configuration.md.

[ilofeed]
# Who you are, so that a site can write to you before it blocks you.
# contact = "you@example.org"
# Where the folder "feeds" is published; readers look for it.
# base_url = "https://feeds.example.org/"
# Ids are made with this, and kept for ever: set it before the first poll, or never.
# authority = "feeds.example.org,2026"
"""
_MARK = "\ufeff"


def add_source(path: Path, keys: Mapping[str, str]) -> None:
    """Write a ``[[source]]`` with *keys* to the file at *path*, which is made where there is none.

    Raises ConfigError, the file as it was.
    """
    _write(path, with_source(_text(path) if path.exists() else _START, keys, name=str(path)))


def set_selectors(path: Path, slug: str, selectors: Selectors) -> None:
    """Let the source *slug* be read by *selectors*. Raises ConfigError, the file then as it was."""
    text = _text(path)
    try:
        document = tomlkit.parse(text.removeprefix(_MARK))
    except TOMLKitError as error:
        raise ConfigError(f"{path}: cannot be changed: {error}") from error
    table = next(each for each in document["source"] if each["slug"] == slug)
    table["profile"] = "selectors"
    table["selectors"] = {name: css for name, css in asdict(selectors).items() if css}
    _write(path, (_MARK if text.startswith(_MARK) else "") + document.as_string())


def with_source(text: str, keys: Mapping[str, str], *, name: str = "config.toml") -> str:
    """*text* with one more ``[[source]]``, and nothing else changed. Raises ConfigError where that cannot be."""
    mark, bare = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    line_break = "\r\n" if "\r\n" in bare else "\n"
    try:
        document = tomlkit.parse(bare)
    except TOMLKitError as error:
        raise ConfigError(f"{name}: is not valid TOML: {error}") from error
    there = document.get("source")
    if there is None or isinstance(there, AoT):
        # At the end, where no comment can come to stand above it that is about something else.
        table = tomlkit.table()
        table.update(keys)
        block = f"\n[[source]]\n{table.as_string()}"
        gap = "" if not bare or bare.endswith("\n") else line_break
        changed = bare + gap + block.replace("\n", line_break)
    elif isinstance(there, Array):
        inline = tomlkit.inline_table()
        inline.update(keys)
        there.append(inline)
        changed = document.as_string()
    else:
        raise ConfigError(f"{name}: source is no list; write it as [[source]]")
    before, after = tomllib.loads(bare), tomllib.loads(changed)
    before.setdefault("source", []).append(dict(keys))
    if before != after:
        raise ConfigError(f"{name}: a [[source]] cannot be added by a program here; add it by hand")
    return mark + changed


def _text(path: Path) -> str:
    """What the file says, line breaks and all. Raises ConfigError."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _write(path: Path, text: str) -> None:
    """Have *text* in the file at *path*, if it can be carried out. Raises ConfigError, the file as it was."""
    parse(text.removeprefix(_MARK), name=str(path), folder=path.resolve().parent)
    try:
        _put(path.resolve(), text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error


def _put(path: Path, text: str) -> None:
    """Have *text* in the file at *path*, whole or not at all, readable to those who could read it before."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("xb") as file:
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
