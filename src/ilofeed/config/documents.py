"""The documents of a configuration: config.toml, the files that it includes, and the environment.

Their values are merged into one. So the rest of the program knows one configuration, and messages still name the
file and the line, or the variable, of each value.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from ilofeed.config.environment import general_values
from ilofeed.config.messages import Location
from ilofeed.config.value_types import INCLUDE
from ilofeed.core.errors import ConfigError

#: The tables that an included file can have.
LISTS = ("source", "feed")
_INCLUDE = "include"


class Document(Struct, frozen=True, kw_only=True):
    """One file: its text, and the TOML values in it."""

    name: str  #: name for messages
    text: str
    values: dict[str, Any]
    path: Path | None = None  #: None: a text without a file


class Documents(Struct, frozen=True, kw_only=True):
    """The files of a configuration, config.toml first, and the values that the environment sets."""

    files: tuple[Document, ...]
    folder: Path = Path()  #: folder to which all paths in them are relative
    variables: Mapping[str, str] = {}  #: name of the variable by key of ``[ilofeed]``
    values: dict[str, Any] = {}  #: those of all documents

    def __str__(self) -> str:
        """Return the absolute path of the file for the log, and what else the configuration is made of."""
        main = self.files[0]
        parts = [str(main.path.absolute() if main.path else main.name)]
        if count := len(self.files) - 1:
            parts.append(f"{count} included {'file' if count == 1 else 'files'}")
        if self.variables:
            parts.append(f"{', '.join(self.variables.values())} of the environment")
        return ", ".join(parts)

    def where(self, path: tuple[str | int, ...]) -> str:
        """Return the file and the line of what is at *path*, such as "config.toml:12", or its variable."""
        match path:
            case ("ilofeed", str(key), *_) if key in self.variables:
                return self.variables[key]
        from ilofeed.config.toml_lines import line_of  # noqa: PLC0415 - for a mistake

        file, own = self.origin(path)
        return f"{file.name}:{line_of(file.text, own)}"

    def owner(self, path: tuple[str | int, ...]) -> str:
        """Return the source or feed to which *path* belongs, as "source news"; empty if it belongs to none."""
        match path:
            case (str(name), int(number), *_) if name in LISTS:
                table = self.values[name][number]
                slug = table.get("slug") if isinstance(table, dict) else None
                if isinstance(slug, str):
                    return f"{name} {slug if re.fullmatch('[a-z0-9-]+', slug) else repr(slug)}"
                _, (_, own, *_) = self.origin(path)
                return f"{name} number {int(own) + 1}"
        return ""

    def origin(self, path: tuple[str | int, ...]) -> tuple[Document, tuple[str | int, ...]]:
        """Return the document of what is at *path*, and its path there."""
        match path:
            case (str(name), int(number), *rest) if name in LISTS:
                for file in self.files:
                    count = len(file.values.get(name, ()))
                    if number < count:
                        return file, (name, number, *rest)
                    number -= count
        return self.files[0], path

    def file_of(self, slug: str) -> Path | None:
        """Return the file with the source *slug*; None if there is none."""
        for file in self.files:
            tables = file.values.get("source", ())
            if any(isinstance(table, dict) and table.get("slug") == slug for table in tables):
                return file.path
        return None


def documents_of(
    path: Path, environ: Mapping[str, str] = os.environ, *, edited: Mapping[Path, str] = {}
) -> Documents:
    """Return the documents of the configuration in the file *path*, and in *environ*. Raises ConfigError.

    *edited* are new texts of its files, by their resolved paths, which are not written yet.
    """
    place = path.resolve()
    text = edited[place] if place in edited else text_of(path)
    variables = general_values(environ)
    return of_text(text, name=str(path), folder=place.parent, path=path, variables=variables, edited=edited)


def of_text(
    text: str,
    *,
    name: str,
    folder: Path,
    path: Path | None = None,
    variables: Mapping[str, tuple[str, Any]] = {},
    edited: Mapping[Path, str] = {},
) -> Documents:
    """Return the documents of the configuration *text*, which is in *folder*. Raises ConfigError.

    *variables* are the names and values of environment variables, by key of ``[ilofeed]``, which replace those of
    the text. *edited* are new texts of included files, by their resolved paths.
    """
    main = Document(name=name, text=text, values=toml_values(text, name), path=path)
    files = (main, *_included(main, folder, edited))
    values = dict(main.values)
    for table in LISTS:
        parts = [file.values[table] for file in files if table in file.values]
        if all(isinstance(part, list) for part in parts) and parts:
            values[table] = [entry for part in parts for entry in part]
    if variables and isinstance(general := values.get("ilofeed", {}), dict):
        values["ilofeed"] = general | {key: value for key, (_, value) in variables.items()}
    names = {key: variable for key, (variable, _) in variables.items()}
    return Documents(files=files, folder=folder, variables=names, values=values)


def toml_values(text: str, name: str) -> dict[str, Any]:
    """Return the TOML values in *text* of the file *name*. Raises ConfigError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        line = at[1] if at else str(max(1, len(text.splitlines())))
        what = f"{str(error)[: at.start()]}, in column {at[2]}" if at else str(error)
        raise ConfigError(f"{name}:{line}: is not valid TOML: {what}") from error
    except ValueError as error:  # Python reads no number with thousands of digits
        raise ConfigError(f"{name}: has a number with more digits than any configuration needs") from error
    except RecursionError as error:
        raise ConfigError(f"{name}: has values within values deeper than any configuration needs") from error


def text_of(path: Path, name: str = "") -> str:
    """Return the text of the file *path*, called *name* in messages. Raises ConfigError."""
    try:
        return path.read_text(encoding="utf-8-sig")  # editors on Windows begin with a byte order mark
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: there is no such file; `ilofeed add URL`, `ilofeed add ilo:news` or, in a browser,"
            " `ilofeed run --admin` begins one; --config or ILOFEED_CONFIG name another"
        ) from error
    except OSError as error:
        raise ConfigError(f"{name or path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name or path}: is not UTF-8; save it as UTF-8") from error


def patterns_in(path: Path, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Return the patterns of included files in the file *path*, or *otherwise* if it is not valid now."""
    try:
        return _patterns(toml_values(text_of(path), str(path)))
    except ConfigError:
        return otherwise


def _patterns(values: Mapping[str, Any]) -> tuple[str, ...]:
    patterns = values.get(_INCLUDE, ())
    is_list = isinstance(patterns, list) and all(
        isinstance(pattern, str) and re.match(INCLUDE, pattern) for pattern in patterns
    )
    return tuple(patterns) if is_list else ()  # another shape is reported when the values are checked


def included(patterns: Sequence[str], folder: Path) -> list[tuple[int, str]]:
    """Return the files that *patterns* find, each once, with the number of its pattern.

    They are relative to *folder*, or absolute, in the order of the patterns and sorted for each. Names that begin
    with a dot are left out. A pattern without wildcards is returned as it is, also if there is no such file.
    """
    import glob  # noqa: PLC0415 - most configurations are one file

    found: dict[Path, tuple[int, str]] = {}
    for number, pattern in enumerate(patterns):
        # Path.glob finds hidden files too, and no absolute paths.
        names = sorted(glob.glob(pattern, root_dir=folder)) if glob.has_magic(pattern) else [pattern]  # noqa: PTH207
        for name in names:
            found.setdefault((folder / name).resolve(), (number, name))
    return list(found.values())


def _included(main: Document, folder: Path, edited: Mapping[Path, str]) -> list[Document]:
    """Return the documents that *main* includes, some of them as they were *edited*. Raises ConfigError."""
    documents: list[Document] = []
    patterns = _patterns(main.values)
    if not patterns:
        return documents
    base = Path(main.name).parent
    for number, name in included(patterns, folder):
        path, shown = folder / name, str(base / name)
        if main.path is not None and path.resolve() == main.path.resolve():
            continue
        # A pipe may never end. A Path raises OSError for a name that is too long.
        if not os.path.isfile(path):  # noqa: PTH113 - see above
            verb = "is" if name == patterns[number] else "finds"
            problem = "which is no file" if os.path.exists(path) else "and there is no such file"  # noqa: PTH110 - see above
            raise _own_location(main, "include", number).wrong(f"{verb} {name!r}, {problem}")
        new = edited.get(path.resolve())
        text = text_of(path, shown) if new is None else new
        document = Document(name=shown, text=text, values=toml_values(text, shown), path=path)
        _check_tables(document)
        documents.append(document)
    return documents


def _check_tables(document: Document) -> None:
    """Raise ConfigError if the included *document* has anything but sources and feeds."""
    for key, value in document.values.items():
        here = _own_location(document, key)
        if key not in LISTS:
            raise here.wrong("can only be in config.toml; an included file can have [[source]] and [[feed]]")
        if not isinstance(value, list):
            raise here.wrong(f"is no list; write it as [[{key}]]")


def _own_location(document: Document, *path: str | int) -> Location:
    alone = Documents(files=(document,), values=document.values)
    return Location(document.name, path, alone)
