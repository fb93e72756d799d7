"""Find the profiles that other installed packages offer, by their entry points, without importing them.

    folders of sys.path ─► *.dist-info/entry_points.txt with our group ─► name and version of the package ─► Plugin

`importlib.metadata` does the same, and takes 30 ms to load, at each start of a poll from cron. To look into the files
of a hundred packages takes a millisecond. A process looks once.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from ilofeed.core import layout_names

#: The group of entry points in which packages offer profiles, one an entry.
GROUP = "ilofeed.profiles"

_NAME = re.compile(layout_names.PLUGIN_NAME)
_FOLDERS = (".dist-info", ".egg-info")
# A larger file is none that a package builder writes.
_MAX_BYTES = 1_000_000


class Plugin(Struct, frozen=True, kw_only=True, order=True):
    """A profile that an installed package offers."""

    name: str  #: value of a source's ``profile``
    package: str
    version: str = ""
    target: str = ""  #: its module and attribute, "package.module:attribute"
    problem: str = ""  #: why it cannot be used, as far as its metadata show, with the remedy

    @property
    def origin(self) -> str:
        """Its package with the version, for messages and recipes."""
        return f"{self.package} {self.version}".strip()


class Installed(Struct, frozen=True, kw_only=True):
    """The plugins that are installed, in alphabetical order, whatever was installed first."""

    by_name: Mapping[str, Plugin]
    nameless: tuple[Plugin, ...] = ()  #: those that no source can name; each has a problem


def installed(path: Sequence[str] | None = None, group: str = GROUP) -> Installed:
    """Return the plugins in the folders *path*, else in those of this Python, with entry points in *group*."""
    return _installed(tuple(sys.path if path is None else path), group)


def shown() -> str:
    """Return the names of the installed plugins with their packages, for messages; empty if there are none."""
    return ", ".join(f"{name} ({plugin.origin})" for name, plugin in installed().by_name.items())


def origin(name: str) -> str:
    """Return package and version of the plugin with the profile *name*; empty if it is not installed."""
    plugin = installed().by_name.get(name)
    return plugin.origin if plugin else ""


@lru_cache(maxsize=8)
def _installed(path: tuple[str, ...], group: str) -> Installed:
    offers = sorted(_offers(path, group))
    usable = (each for each in offers if not each.problem)
    by_name = {name: _only(tuple(same)) for name, same in groupby(usable, key=attrgetter("name"))}
    return Installed(by_name=MappingProxyType(by_name), nameless=tuple(each for each in offers if each.problem))


def _only(same: Sequence[Plugin]) -> Plugin:
    """Return the one plugin of a name, or one with a problem if several packages offer it."""
    if len(same) == 1:
        return same[0]
    origins = " and ".join(each.origin for each in same)
    problem = f"it is offered twice, by {origins}; uninstall one of them"
    return Plugin(name=same[0].name, package=origins, problem=problem)


def _offers(path: Sequence[str], group: str) -> Iterator[Plugin]:
    """Yield the plugins of each package. Of two versions of a package, Python imports the first on *path*."""
    seen: set[str] = set()
    for folder in path:
        for metadata in sorted(_metadata(folder, group)):
            found = list(_read(metadata, group))
            names = {re.sub(r"[-_.]+", "-", each.package).lower() for each in found}
            if seen.isdisjoint(names):
                yield from found
            seen |= names


def _metadata(folder: str, group: str) -> Iterator[Path]:
    """Yield the folders of metadata in *folder* whose entry points name *group*."""
    try:
        entries = os.listdir(folder or ".")  # noqa: PTH208 - a Path for each of a hundred names costs as much again
    except OSError:
        return
    for name in entries:
        if name.endswith(_FOLDERS):
            at = f"{folder or '.'}/{name}/entry_points.txt"
            try:
                with open(at, "rb", buffering=0) as file:  # noqa: PTH123 - as above
                    if group.encode() in file.read(_MAX_BYTES):
                        yield Path(at).parent
            except OSError:
                continue


def _read(metadata: Path, group: str) -> Iterator[Plugin]:
    """Yield the plugins of the package with the folder *metadata*."""
    from ilofeed.core.text import clean  # noqa: PLC0415 - for few installations

    package, version = metadata.stem.partition("-")[0], ""
    try:
        headers = _headers(metadata)
        package, version = headers.get("name", package), headers.get("version", "")
        entries = list(_entries((metadata / "entry_points.txt").read_text(encoding="utf-8"), group))
    except (OSError, ValueError) as error:
        problem = f"its entry points cannot be read ({clean(repr(error), 100)}); install it again"
        yield Plugin(name="", package=clean(package, 100), version=clean(version, 100), problem=problem)
        return
    for name, target in entries:
        yield Plugin(
            name=clean(name, 100),
            package=clean(package, 100),
            version=clean(version, 100),
            target=target,
            problem=_problem(name, group),
        )


def _headers(metadata: Path) -> dict[str, str]:
    """Return the headers of the core metadata, by their names in small letters; of several, the first one."""
    file = metadata / ("METADATA" if metadata.suffix == ".dist-info" else "PKG-INFO")
    headers: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").split("\n\n", 1)[0].splitlines():
        name, _, value = line.partition(":")
        headers.setdefault(name.lower(), value.strip())
    return headers


def _entries(text: str, group: str) -> Iterator[tuple[str, str]]:
    """Yield the names and the values in *group* of a file of entry points. Raises ValueError for a line without "="."""
    section = ""
    for line in map(str.strip, text.splitlines()):
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif section == group:
            name, sign, value = line.partition("=")
            if not sign:
                raise ValueError(f"no '=' in {line[:60]!r}")
            yield name.strip(), value.partition("[")[0].strip()


def _problem(name: str, group: str) -> str:
    if group != GROUP:
        return ""
    if name in layout_names.NAMES:
        return (
            f"the profile {name!r} is one of ilofeed, which is used; the package must name its profile otherwise"
        )
    if not _NAME.fullmatch(name):
        return "its name must be of small letters, digits and hyphens, at most 64"
    return ""
