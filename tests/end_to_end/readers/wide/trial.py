"""Give the life of a feed to every program, side by side."""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from msgspec import convert

from end_to_end.readers.wide import drivers, follow, life
from end_to_end.readers.wide.assess import Entry, Kind, row
from end_to_end.readers.wide.table import Result
from fakes.real_parts import missing, program
from fakes.shelf import shelving

_ADAPTERS = Path(__file__).parent / "adapters"
#: Where `make readers` installs what PyPI and npm have.
INSTALLED = Path(__file__).parents[4] / "build" / "readers"

_ANNOUNCING = {"AnyEvent::Feed", "feed2exec", "feediverse", "feedsub", "rss2email", "rsstail", "scoutrss"}
# Some of them only wait.
_AT_ONCE = 2 + (os.cpu_count() or 1)

#: An entry as an adapter prints it, with its program, version, format and step.
Line = Mapping[str, str | None]


def results(folder: Path, documents: Path) -> list[Result]:
    """Return what each program made of the life in *documents*. Their own files are in *folder*."""
    _check_installed()
    folder.mkdir()
    with shelving(documents) as shelf, ThreadPoolExecutor(_AT_ONCE) as pool:
        jobs: list[tuple[str, Callable[[], Iterable[Line]]]] = [
            ("Debian", partial(_followed, format, documents)) for format in life.FORMATS
        ]
        jobs += [(origin, partial(_lines, command, folder)) for origin, command in _commands(documents, shelf.url)]
        jobs += [
            ("Debian", partial(_driven, name, format, folder, documents))
            for name in drivers.DRIVERS
            for format in life.FORMATS
        ]
        found = pool.map(lambda job: [(job[0], line) for line in job[1]()], jobs)
        return _assessed([pair for pairs in found for pair in pairs], documents)


def _check_installed() -> None:
    """Fail in CI and skip elsewhere if a part is missing."""
    for package in (Path(__file__).parent / "programs" / "debian.txt").read_text(encoding="utf-8").split():
        drivers.version(package)
    if not (INSTALLED / "installed").exists():
        missing("the readers of PyPI and npm are not installed: make readers")


def _commands(documents: Path, address: str) -> list[tuple[str, list[str | Path]]]:
    """Return the command of each adapter, and where its programs are from."""
    python, modules, wordpress = (INSTALLED / name for name in ("python", "npm", "wordpress"))
    found: list[tuple[str, list[str | Path]]] = [
        ("PyPI", [python / "bin" / "python", "-W", "ignore", _ADAPTERS / "programs.py", documents]),
        ("npm", [program("node", "nodejs"), _ADAPTERS / "programs.mjs", modules, documents]),
        ("Debian", [program("perl", "libxml-feed-perl"), _ADAPTERS / "programs.pl", documents, address]),
        ("Debian", [program("ruby", "ruby-feedparser"), _ADAPTERS / "programs.rb", documents]),
        ("Debian", [program("php", "php-cli"), _ADAPTERS / "programs.php", wordpress, documents]),
        ("Debian", [program("emacs", "emacs-nox"), "--batch", "--load", _ADAPTERS / "programs.el", documents]),
    ]
    return [(origin, [*command, *life.STEPS]) for origin, command in found]


def _lines(command: list[str | Path], folder: Path) -> list[Line]:
    """Run an adapter, whose programs keep their files in *folder*, and return what it prints."""
    home = {"HOME": str(folder), "TMPDIR": str(folder)}
    environment = {"PATH": os.environ["PATH"], "TZ": "UTC", "LC_ALL": "C.UTF-8", **home}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, (command, done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def _driven(name: str, format: str, folder: Path, documents: Path) -> list[Line]:
    """Run the program *name* after each step, as its user does."""
    home = folder / f"{name}-{format}"
    home.mkdir(parents=True)
    found: list[Line] = []
    with shelving(documents) as shelf:
        driver = drivers.DRIVERS[name](f"{shelf.url}news.{format}", home)
        before: list[Line] = []
        about = {"program": name, "version": drivers.version(name), "format": format}
        for step in life.STEPS:
            shelf.folder = documents / step
            driver.look()
            lines = [line for line in driver.entries() if line.get("title")]
            if not lines:
                break  # it does not read the format
            # Mails and printed lines stay: what it announced at this step are those beyond the ones before.
            new = [line for line in lines if line not in before] if name in _ANNOUNCING else lines
            found += [{**about, "step": step, **line} for line in new]
            before = lines
    return found


def _followed(format: str, documents: Path) -> list[Line]:
    """Run rsstail, which goes on from step to step."""
    about = {"program": "rsstail", "version": drivers.version("rsstail"), "format": format}
    with shelving(documents) as shelf:
        return [{**about, "step": step, **entry} for step, entry in follow.rsstail(shelf, documents, format)]


def _assessed(lines: Iterable[tuple[str, Line]], documents: Path) -> list[Result]:
    published = {step: life.published(documents, step) for step in life.STEPS}
    entries: dict[tuple[str, str], dict[str, dict[str, list[Entry]]]] = defaultdict(
        lambda: {format: defaultdict(list) for format in life.FORMATS}
    )
    versions: dict[tuple[str, str], str] = {}
    for origin, line in lines:
        name, format, step = (str(line[key]) for key in ("program", "format", "step"))
        versions[name, origin] = str(line["version"])
        fields = {key: value for key, value in line.items() if value and key in Entry.__struct_fields__}
        entries[name, origin][format][step].append(convert(fields, Entry, strict=False))
    return [
        Result(
            program=name,
            version=versions[name, origin],
            origin=origin,
            rows={format: row(steps, published, _kind(name)) for format, steps in found.items()},
        )
        for (name, origin), found in entries.items()
    ]


def _kind(name: str) -> Kind:
    return Kind.ANNOUNCES if name in _ANNOUNCING else Kind.KEEPS
