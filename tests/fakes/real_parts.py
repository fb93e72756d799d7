"""The programs beside Python that tests need. CI must have them all; elsewhere the tests that need one are skipped."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Fail in CI and skip elsewhere, because *what* is missing."""
    if "ILOFEED_REAL_PARTS" in os.environ:
        pytest.fail(f"{what}, and CI has to have it")
    pytest.skip(what)


def program(name: str, package: str) -> str:
    """Return the path of the program *name* from Debian's *package*; see `missing`."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    return found or missing(f"{name} is not installed: apt-get install {package}")
