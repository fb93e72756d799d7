"""Watch config.toml and the files that it includes, and reload them when they have changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.config.documents import included, patterns_in
from ilofeed.config.loader import Config
from ilofeed.core.errors import ConfigError, StoreError

_logger = logging.getLogger(__name__)

_Look = tuple[int, int, int]
_Looks = dict[Path, _Look | None]


class Changes:
    """Returns the configuration when called, if a file has changed or `ask` was called; else None."""

    def __init__(self, path: Path, load: Callable[[Path], Config]) -> None:
        self._path = path
        self._load = load
        self._asked = threading.Event()
        self._patterns: tuple[str, ...] = ()
        self._known: _Looks = {}
        self._known = self._look()

    def ask(self) -> None:
        """Have the files read again, even if they have not changed."""
        self._asked.set()

    def __call__(self) -> Config | None:
        """Return the configuration if it is new. Raises ConfigError once for each invalid change."""
        looks = self._look()
        if looks == self._known and not self._asked.is_set():
            return None
        self._asked.clear()
        self._known = looks
        return self._load(self._path)

    def _look(self) -> _Looks:
        """Return what differs between two versions of each file, those that are new or missing included."""
        looks = {self._path: _look_at(self._path)}
        if looks[self._path] != self._known.get(self._path):
            self._patterns = patterns_in(self._path, self._patterns)
        if self._patterns:
            folder = self._path.resolve().parent
            for _, name in included(self._patterns, folder):
                looks[folder / name] = _look_at(folder / name)
        return looks


def _look_at(path: Path) -> _Look | None:
    """Return what differs between two versions of the file at *path*; None if there is none."""
    try:
        found = path.stat()
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
    _logger.info("%s reloaded, sources: %d", config.documents, len(config.sources))
    return True
