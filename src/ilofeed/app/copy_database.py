"""Copy the whole database to another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ilofeed.app.container import Container
from ilofeed.store import copy_store

if TYPE_CHECKING:
    from ilofeed.store.copy import Copied


def copy_database(
    container: Container, to: str, progress: Callable[[str, int, int], None], *, ahead: bool = False
) -> tuple[tuple[Copied, ...], str]:
    """Copy the whole database to the one at *to*; see `ilofeed.store.copy_store`."""
    return copy_store(
        container.config.database, to, folder=container.config.folder, progress=progress, ahead=ahead
    )
