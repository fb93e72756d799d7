"""Cut a release, for `make release`: set the version, and close the section "Unreleased" of CHANGELOG.md.

    python scripts/release.py                 prints what changed since the last release, and the smallest next version
    python scripts/release.py 1.2.0           changes src/ilofeed/__init__.py and CHANGELOG.md
    python scripts/release.py --check v1.2.0  exit status 1 if the tag is not that of this version
    python scripts/release.py --notes         prints the section of this version

It commits nothing: docs/releasing.md has the steps before and after. What a version number promises is in
docs/stability.md; of that, the names in docs/interfaces.txt are compared with those of the last release.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parents[1]
#: The one place of the version.
VERSION = Path("src/ilofeed/__init__.py")
CHANGELOG = Path("CHANGELOG.md")
INTERFACES = Path("docs/interfaces.txt")

_UNRELEASED = "## Unreleased\n"
_VERSION = re.compile(r"^__version__ = \"([^\"]*)\"$", re.MULTILINE)
_SECTION = re.compile(r"^## (\d\S*) \(\d{4}-\d\d-\d\d\)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
#: A line that another one goes on: GitHub would end it there.
_WRAPPED = re.compile(r"(?<=\S)\n *(?![-*] |\s)")
_LINK = re.compile(r"\[([^\]]*)\]\((?!https?://)([^)]*)\)")
#: Lines of docs/interfaces.txt of these kinds are no names: a changed one takes nothing away.
_COUNTED = ("needs ", "number ")
_FROZEN = "migration "


class ReleaseError(Exception):
    """The reason why there is no such release, for people."""


def main(arguments: Sequence[str], root: Path = ROOT, today: date | None = None) -> int:
    """Do what the arguments say, and return the exit status."""
    try:
        match list(arguments):
            case []:
                print(_since_the_last_release(root))
            case ["--check", tag]:
                _check_tag(root, tag)
            case ["--notes"]:
                print(for_github(_read(root, CHANGELOG), version_of(_read(root, VERSION)), _repository(root)))
            case [text]:
                cut(root, text, today or datetime.now(UTC).date())
                print(
                    f"{CHANGELOG} and {VERSION} are those of {text}: see `git diff`, then docs/releasing.md, step 3"
                )
            case _:
                print((__doc__ or "").partition("\n\n")[2].partition("\n\n")[0], file=sys.stderr)
                return 2
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def cut(root: Path, text: str, today: date) -> None:
    """Set the version *text* and close the section of unreleased changes, or refuse and change nothing."""
    _refuse_changes(root)
    before = _read(root, CHANGELOG)
    old, new = version_of(_read(root, VERSION)), parsed(text)
    last = last_release(before)
    if new < old or new == last:
        raise ReleaseError(f"{new} is not newer than {last or old}")
    if last is not None:
        _refuse_too_small(root, last, new)
    after = closed(before, new, today)
    (root / CHANGELOG).write_text(after, encoding="utf-8")
    module = _VERSION.sub(f'__version__ = "{new}"', _read(root, VERSION))
    (root / VERSION).write_text(module, encoding="utf-8")


def parsed(text: str) -> Version:
    """Return the version *text*: of PEP 440, and three numbers."""
    try:
        version = Version(text)
    except InvalidVersion:
        raise ReleaseError(f"{text!r} is no version of PEP 440; a version is three numbers, as 1.2.0") from None
    if str(version) != text or not re.fullmatch(r"\d+\.\d+\.\d+", text):
        raise ReleaseError(f"{text!r} is not three numbers, as 1.2.0")
    return version


def version_of(module: str) -> Version:
    """Return the version that the text of *module* sets."""
    (text,) = _VERSION.findall(module)
    return Version(text)


def last_release(changelog: str) -> Version | None:
    """Return the newest version that has a section of its own."""
    return max((Version(name) for name, _ in _SECTION.findall(changelog)), default=None)


def closed(changelog: str, version: Version, today: date) -> str:
    """Return *changelog* with all unreleased changes under *version*."""
    before, heading, after = changelog.partition(_UNRELEASED)
    if not heading:
        raise ReleaseError(f'{CHANGELOG} has no section "{_UNRELEASED.strip()}"')
    changes, older, rest = f"\n{after}".partition("\n## ")
    if not changes.strip():
        raise ReleaseError(f'the section "{_UNRELEASED.strip()}" of {CHANGELOG} is empty')
    return f"{before}{heading}\n## {version} ({today})\n\n{changes.strip()}\n{older}{rest}"


def notes(changelog: str, version: Version) -> str:
    """Return the changes of *version*."""
    for name, changes in _SECTION.findall(changelog):
        if Version(name) == version:
            return str(changes).strip()
    raise ReleaseError(f"{CHANGELOG} has no section of {version}")


def for_github(changelog: str, version: Version, repository: str) -> str:
    """Return the changes of *version* as GitHub shows a release: outside of the clone, and with each end of a line."""
    text = _WRAPPED.sub(" ", notes(changelog, version))
    return _LINK.sub(rf"[\1]({repository}/blob/v{version}/\2)" if repository else r"\1", text)


def smallest(last: Version, before: Sequence[str], now: Sequence[str]) -> tuple[Version, list[str]]:
    """Return the smallest version after *last* with these interfaces, and the changed lines, signed as in a diff."""
    lost, added = sorted({*before} - {*now}), sorted({*now} - {*before})
    changes = [f"- {line}" for line in lost] + [f"+ {line}" for line in added]
    altered = [line for line in lost if line.startswith(_FROZEN)]
    if altered:
        raise ReleaseError(f"a released migration was changed or removed: {altered[0]}")
    if any(not line.startswith(_COUNTED) for line in lost):
        # Before 1.0.0 the second number is for what the first is for afterwards.
        return Version(f"{last.major + 1}.0.0" if last.major else f"0.{last.minor + 1}.0"), changes
    if changes:
        return Version(f"{last.major}.{last.minor + 1}.0"), changes
    return Version(f"{last.major}.{last.minor}.{last.micro + 1}"), changes


def _since_the_last_release(root: Path) -> str:
    last = last_release(_read(root, CHANGELOG))
    if last is None:
        return f"Nothing was released yet; the version is {version_of(_read(root, VERSION))}."
    least, changes = _compared(root, last)
    return "\n".join([*changes, f"The last release is {last}. The next one is {least} or greater."])


def _refuse_too_small(root: Path, last: Version, new: Version) -> None:
    least, changes = _compared(root, last)
    if new < least:
        shown = "\n".join(changes)
        raise ReleaseError(f"{shown}\n{new} promises less change than that since {last}: it is {least} or greater")


def _compared(root: Path, last: Version) -> tuple[Version, list[str]]:
    if _git(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise ReleaseError(
            "this is no full clone: the last release is not in it. Get it with: git fetch --unshallow"
        )
    # The tag is what was published: a correction may lie between the cut and it.
    released = _git(root, "tag", "--list", f"v{last}").strip()
    if not released:
        log = ("log", "--no-show-signature", "-1", "--format=%H", f"-S## {last} (", "--", str(CHANGELOG))
        released = _git(root, *log).strip()
    before = _git(root, "show", f"{released}:{INTERFACES.as_posix()}")
    return smallest(last, before.splitlines(), _read(root, INTERFACES).splitlines())


def _check_tag(root: Path, tag: str) -> None:
    version = version_of(_read(root, VERSION))
    if tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, but this is version {version}")
    notes(_read(root, CHANGELOG), version)


def _refuse_changes(root: Path) -> None:
    found = _git(root, "status", "--porcelain").splitlines()
    if found:
        raise ReleaseError(f"commit or remove these first: {', '.join(line[3:] for line in found)}")


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(  # noqa: S603 - commands of ours
        ["git", *words],  # noqa: S607 - that on PATH
        cwd=root,
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise ReleaseError(f"git {words[0]}: {done.stderr.strip()}")
    return done.stdout


def _repository(root: Path) -> str:
    urls = tomllib.loads(_read(root, Path("pyproject.toml")))["project"].get("urls", {})
    return str(urls.get("Repository", "")).rstrip("/")


def _read(root: Path, name: Path) -> str:
    return (root / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
