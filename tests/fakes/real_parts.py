"""The programs beside Python that tests need. CI must have them all; elsewhere the tests that need one are skipped."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from babel.core import get_cldr_version


def missing(what: str) -> NoReturn:
    """Fail in CI and skip elsewhere, because *what* is missing."""
    if "ILOFEED_REAL_PARTS" in os.environ:
        pytest.fail(f"{what}, and CI has to have it")
    pytest.skip(what)


def cldr(version: str) -> str:
    """Return *version*, that of the CLDR from which a committed table was made, if Babel has it; see `missing`.

    A newer Babel has other names and formats, which the table need not know.
    """
    installed = get_cldr_version()
    return (
        version if installed == version else missing(f"Babel has CLDR {installed}, and the table is of {version}")
    )


def program(name: str, package: str) -> str:
    """Return the path of the program *name* from Debian's *package*; see `missing`."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    return found or missing(f"{name} is not installed: apt-get install {package}")


def debian_file(path: str, package: str) -> Path:
    """Return *path* from Debian's *package*; see `missing`."""
    found = Path(path)
    return found if found.exists() else missing(f"{path} is not there: apt-get install {package}")


def require_debian_12() -> None:
    """Go on only where the programs are those of Debian 12, which the documentation describes; see `missing`."""
    release = platform.freedesktop_os_release().get("VERSION_CODENAME")
    if release != "bookworm":
        missing(f"the programs are those of {release}")
