"""Name the command that installs an extra: the packages that only some installations need."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec


def remedy(extra: str) -> str:
    """Return the shell command that adds the packages of *extra* to the environment of this process."""
    return command(extra, python=sys.executable, has_pip=find_spec("pip") is not None)


def command(extra: str, *, python: str, has_pip: bool) -> str:
    """Return the shell command that adds the packages of *extra* to the environment of the program *python*.

    pip and uv keep the ilofeed that is installed there and look for it nowhere else, so the command is the same for a
    clone, a wheel and pipx. Environments that uv made have no pip.
    """
    installer = [python, "-m", "pip", "install"] if has_pip else ["uv", "pip", "install", "--python", python]
    return shlex.join([*installer, f"ilofeed[{extra}]"])
