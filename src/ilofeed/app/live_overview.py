"""The overview of a running installation, which is read again only if it may have changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed.app.container import Container
from ilofeed.app.overview import Overview
from ilofeed.config.loader import Config
from ilofeed.core.errors import ConfigError, StoreError
from ilofeed.core.state import Condition
from ilofeed.core.state_changes import Mark

# Sources become overdue and quiet with time alone, so everything is read again after this.
_REREAD = timedelta(minutes=1)


class LiveOverview:
    """Call it for the present overview; close it when done.

    A call asks the database if a state has changed, one statement, and reads more only then. A configuration that
    has changed is loaded, and its database opened. So is one that had no polls: perhaps there was no file yet.
    """

    def __init__(
        self,
        config: Config,
        changes: Callable[[], Config | None],
        read: Callable[[Container], Overview],
        open_container: Callable[[Config], Container],
    ) -> None:
        """Begin with *config*; *changes* returns the configuration if it is new, *read* reads the overview."""
        self._changes = changes
        self._read = read
        self._open = open_container
        self._config = config
        self._container: Container | None = None
        self._mark: Mark | None = None
        self._found: Overview | None = None
        self._read_at: datetime | None = None
        self.problem = ""  #: why the present configuration file cannot be loaded; the one before stays in use

    def __call__(self) -> Overview:
        """Return the present overview. Raises StoreError; the next call opens the database again then."""
        self._load()
        if self._found is not None and all(each.condition is Condition.NEW for each in self._found.healths):
            self.close()
        try:
            return self._look()
        except StoreError:
            self.close()
            raise

    def _load(self) -> None:
        try:
            config = self._changes()
        except ConfigError as error:
            self.problem = f"{error}; going on as before"
            return
        if config is not None:
            self._config, self.problem = config, ""
            self.close()

    def _look(self) -> Overview:
        container = self._container = self._container or self._open(self._config)
        now = container.clock.now()
        changes = container.store.states_since(self._mark)
        is_stale = self._read_at is None or not self._read_at <= now < self._read_at + _REREAD
        if self._found is None or is_stale or changes.is_whole or changes.states or changes.gone:
            self._found, self._read_at = self._read(container), now
        self._mark = changes.mark
        return replace(self._found, now=now)

    def close(self) -> None:
        """Close the database; the next call opens it again."""
        if self._container is not None:
            self._container.close()
        self._container = self._mark = self._found = None
