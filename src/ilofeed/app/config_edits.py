"""Change config.toml from a running program, which goes on by the new one at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import load


def edit(app: Container, change: Callable[[Path], None]) -> None:
    """Change the configuration file of *app* by *change*, which gets its path, and reload it.

    One change is made at a time. Raises ConfigError, with the file unchanged.
    """
    path = Path(app.config.name)
    with app.editing:
        change(path)
        app.reload(load(path))
    use_cases.make_ready(app)
