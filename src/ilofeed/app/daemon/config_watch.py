"""Watch config.toml, and reload it when it has changed."""

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
    """Returns the configuration when called, if the file has changed or `ask` was called; else None."""

    def __init__(self, path: Path, load: Callable[[Path], Config]) -> None:
        self._path = path
        self._load = load
        self._asked = threading.Event()
        self._known = self._look()

    def ask(self) -> None:
        """Have the file read again, even if it has not changed."""
        self._asked.set()

    def __call__(self) -> Config | None:
        """Return the configuration if it is new. Raises ConfigError once for each invalid change."""
        looks = self._look()
        if looks == self._known and not self._asked.is_set():
            return None
        self._asked.clear()
        self._known = looks
        return self._load(self._path)

    def _look(self) -> _Look | None:
        """Return what differs between two versions of the file; None if there is no file."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def reload_if_changed(app: Container, changes: Changes | None) -> bool:
    """Reload the configuration of *app* if it has changed and is valid; return whether it was reloaded."""
    try:
        config = changes() if changes else None
        if config is None:
            return False
        app.reload(config)
        use_cases.make_ready(app)
    except (ConfigError, StoreError) as error:
        _logger.error("%s; going on as before", error)  # noqa: TRY400 - expected
        return False
    _logger.info("%s reloaded, sources: %d", config.name, len(config.sources))
    return True
