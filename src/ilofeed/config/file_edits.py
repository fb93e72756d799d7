"""Edit the text of a configuration file in place, and write it if it is still valid.

Every byte outside of the edits stays as the operator wrote it. Before anything is written, `tomllib` must read the
wanted values from the text, and no other value may have changed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from ilofeed.config.documents import documents_of
from ilofeed.config.loader import build
from ilofeed.config.toml_spans import Statement
from ilofeed.core.disk_errors import reason
from ilofeed.core.errors import ConfigError

_MARK = "\ufeff"

#: A replacement of a part of a text: start, end, and the new text.
Edit = tuple[int, int, str]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let no other program change the files of the configuration at *path* during the block.

    It begins with their reading: a change between reading and writing would be lost. The system releases the lock of
    a killed process. Editors do not take it.
    """
    try:
        # A file that is replaced can have no lock.
        descriptor = os.open(path.resolve().parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # writing reports a folder that is missing
        yield
        return
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def text_of(path: Path) -> str:
    """Return the text of the file with its own line breaks. Raises ConfigError."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def write(path: Path, file: Path, text: str) -> None:
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


def unmarked(text: str) -> tuple[str, str]:
    """Return the byte order mark of *text*, if it has one, and the rest."""
    return (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)


def section(found: Sequence[Statement], start: int) -> list[Statement]:
    """Return the header at place *start* and the keys below it."""
    end = next((at for at in range(start + 1, len(found)) if found[at].value is None), len(found))
    return list(found[start:end])


def lines_behind(text: str, statement: Statement, lines: Sequence[str]) -> Edit:
    """Return the edit that inserts *lines* after *statement*."""
    end = line_break(text, statement.end)
    gap = "" if text[: statement.end].endswith("\n") else end
    return statement.end, statement.end, gap + "".join(f"{line}{end}" for line in lines)


def line_start(text: str, at: int) -> int:
    """Return the start of the line with the position *at*."""
    return text.rfind("\n", 0, at) + 1


def line_break(text: str, at: int) -> str:
    """Return the line break that ends the line before the position *at*, else the first one of *text*."""
    place = text.rfind("\n", 0, at)
    place = text.find("\n") if place < 0 else place
    return "\r\n" if place > 0 and text[place - 1] == "\r" else "\n"


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Return *text* with all *edits*, which do not overlap."""
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        parts += [text[at:start], new]
        at = end
    return "".join((*parts, text[at:]))


def checked(changed: str, wanted: Mapping[str, Any], remedy: str) -> str:
    """Return *changed* if its values are those *wanted*. Raises ConfigError."""
    try:
        is_wanted = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        is_wanted = False
    if not is_wanted:
        raise ConfigError(remedy)
    return changed
