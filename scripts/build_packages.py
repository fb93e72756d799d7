"""Build the sdist and the wheel of the last commit, for `make dist`: the same commit gives the same bytes.

    python scripts/build_packages.py [FOLDER]    FOLDER is dist/ unless given

Nothing but the commit is in them: neither changes that are not committed nor other files of the clone. The times of
their files are that of the commit. The wheel is built from the sdist, as an installation without the wheel does it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(folder: Path = ROOT / "dist", root: Path = ROOT) -> None:
    """Build both into *folder*, in place of older ones there, and print their digests."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    for older in [*folder.glob("ilofeed-*.tar.gz"), *folder.glob("ilofeed-*.whl")]:
        older.unlink()
    at = _run("git", "show", "--no-show-signature", "--no-patch", "--format=%ct", "HEAD", cwd=root).strip()
    with tempfile.TemporaryDirectory() as temporary:
        commit = Path(temporary, "commit")
        # With the ends of lines that are committed, also where git is told to change them in clones.
        _run(
            "git", "-c", "core.autocrlf=false", "archive", "--output", f"{temporary}/commit.tar", "HEAD", cwd=root
        )
        _unpack(Path(temporary, "commit.tar"), commit)
        _build("sdist", commit, folder, at)
        (sdist,) = folder.glob("ilofeed-*.tar.gz")
        _unpack(sdist, Path(temporary, "sdist"))
        _build("wheel", Path(temporary, "sdist", sdist.name.removesuffix(".tar.gz")), folder, at)
    for path in sorted(folder.glob("ilofeed-*")):
        print(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}")


def _build(target: str, source: Path, folder: Path, at: str) -> None:
    """Build the *target* of *source* into *folder*, with the time *at* for its files, in seconds since 1970."""
    command = (sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder))
    _run(*command, cwd=source, SOURCE_DATE_EPOCH=at)


def _unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as packed:
        # It came with Python 3.11.4; newer ones warn without it.
        packed.extraction_filter = getattr(tarfile, "data_filter", None)
        packed.extractall(folder)  # noqa: S202 - made by git or by us


def _run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(  # noqa: S603 - commands of ours
        command, cwd=cwd, env=os.environ | environment, capture_output=True, check=False, text=True
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
