"""Try the wheel and the sdist in a fresh environment of each Python, for CI and releases.

    python scripts/try_packages.py FOLDER PYTHON...

FOLDER has one of each, as scripts/build_packages.py makes them. In each environment pip installs first the wheel, with
all that it needs, then the sdist in its place. After each, the command must run away from the clone, go through its
demonstration, and write feeds in which `ilofeed validate` finds nothing. It needs nothing but the standard library.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from shutil import which
from time import monotonic

ROOT = Path(__file__).parents[1]

#: Printed by an environment in which `ilofeed` is installed, and not imported from anywhere else.
_INSTALLED = """
import importlib.metadata, ilofeed, pathlib, sys
assert pathlib.Path(ilofeed.__file__).is_relative_to(sys.prefix), ilofeed.__file__
assert importlib.metadata.version("ilofeed") == ilofeed.__version__, ilofeed.__version__
print(*(getattr(ilofeed, name) and name for name in ilofeed.__all__))
"""


def main(arguments: Sequence[str]) -> int:
    """Try both with each Python, side by side, and return the exit status."""
    if len(arguments) < 2:
        print((__doc__ or "").partition("\n\n")[2].partition("\n\n")[0], file=sys.stderr)
        return 2
    folder, *pythons = arguments
    wheels, sdists = [*Path(folder).glob("ilofeed-*.whl")], [*Path(folder).glob("ilofeed-*.tar.gz")]
    if (len(wheels), len(sdists)) != (1, 1):
        print(
            f"{folder} has {len(wheels)} wheels and {len(sdists)} sdists, not one of each: make dist",
            file=sys.stderr,
        )
        return 2
    with ThreadPoolExecutor() as pool:
        problems = list(pool.map(partial(tried, wheels[0].resolve(), sdists[0].resolve()), pythons))
    for problem in filter(None, problems):
        print(problem, file=sys.stderr)
    return int(any(problems))


def tried(wheel: Path, sdist: Path, python: str) -> str:
    """Return the problem of the two packages with *python*; empty: none."""
    began = monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        bin_folder = place / "env" / "bin"
        pip = [str(bin_folder / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        pinned = ["--constraint", str(ROOT / "constraints.txt")]
        try:
            _run([str(Path(which(python) or python).absolute()), "-m", "venv", str(place / "env")], place)
            _run([*pip, "install", *pinned, str(wheel)], place)
            _use(bin_folder, place / "by-wheel", wheel.name.split("-")[1])
            _run([*pip, "install", "--force-reinstall", "--no-deps", str(sdist)], place)
            _run([*pip, "check"], place)
            _use(bin_folder, place / "by-sdist", wheel.name.split("-")[1])
        except subprocess.CalledProcessError as error:
            return f"{python}: {' '.join(error.cmd)}\n{error.stdout}{error.stderr}"
        except OSError as error:
            return f"{python}: {error}"
    print(f"{wheel.name} and {sdist.name}: ok with {python}, {monotonic() - began:.0f} s")
    return ""


def _use(bin_folder: Path, folder: Path, version: str) -> None:
    """Run the command and the library that are installed in *bin_folder*."""
    folder.mkdir()
    ilofeed = str(bin_folder / "ilofeed")
    shown = _run([ilofeed, "--version"], folder)
    if shown != f"ilofeed {version}\n":
        raise subprocess.CalledProcessError(1, [ilofeed, "--version"], shown, f"not {version}\n")
    _run([str(bin_folder / "python"), "-I", "-c", _INSTALLED], folder)
    _run([ilofeed, "demo", "--output", "demo"], folder)
    _run([ilofeed, "--config", "demo/config.toml", "validate", "--all"], folder)


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True)  # noqa: S603 - ours
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
