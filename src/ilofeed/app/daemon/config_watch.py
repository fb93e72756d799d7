"""Whether config.toml has changed since it was last looked at."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.config.loader import Config
from ilofeed.core.errors import ConfigError, StoreError

_logger = logging.getLogger(__name__)

_Look = tuple[int, int, int]


class Changes:
    """Call it for the configuration, where the file has changed or was asked for again; else None."""

    def __init__(self, path: Path, load: Callable[[Path], Config]) -> None:
        self._path = path
        self._load = load
        self._asked = threading.Event()
        self._known = self._look()

    def ask(self) -> None:
        """Have the file read again, changed or not."""
        self._asked.set()

    def __call__(self) -> Config | None:
        """Raises ConfigError once for each change that cannot be carried out."""
        looks = self._look()
        if looks == self._known and not self._asked.is_set():
            return None
        self._asked.clear()
        self._known = looks
        return self._load(self._path)

    def _look(self) -> _Look | None:
        """What tells one writing of the file from another; None where there is none."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def take_over(app: Container, changes: Changes | None) -> bool:
    """Whether *app* goes on by another configuration now: where it has changed, and can be carried out."""
    try:
        config = changes() if changes else None
        if config is None:
            return False
        app.take_over(config)
        use_cases.make_ready(app)
    except (ConfigError, StoreError) as error:
        _logger.error("%s; going on as before", error)  # noqa: TRY400 - expected
        return False
    _logger.info("%s is taken over, sources: %d", config.name, len(config.sources))
    return True
