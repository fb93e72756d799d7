"""Change config.toml from a running program, which goes on by the new one at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import load
from ilofeed.core.errors import ConfigError

_Result = TypeVar("_Result")


def edit(app: Container, change: Callable[[Path], _Result]) -> _Result:
    """Change the configuration file of *app* by *change*, which gets its path, and reload it; return its result.

    One change is made at a time. Raises ConfigError, with the file unchanged.
    """
    path = Path(app.config.name)
    with app.editing:
        if app.config.sources and not path.exists():
            # A new file would have none of the sources that are polled now.
            raise ConfigError(f"{path}: is not there any more; put it back, then try again")
        result = change(path)
        app.reload(load(path))
    use_cases.make_ready(app)
    return result
