"""A worker with a quick pulse, in a process of its own.

With the argument "late" its leases are short, and it is stopped, as by SIGSTOP, when it first wants to save.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from fakes.cluster import QUICK
from ilofeed.app import logs
from ilofeed.app.cluster import worker
from ilofeed.app.cluster.leases import Leases
from ilofeed.app.container import Container
from ilofeed.config.loader import load
from ilofeed.core.models import Source
from ilofeed.core.state import Lease, PollResult
from ilofeed.store.postgres import PostgresStore

#: For which a source is leased.
LEASE = timedelta(seconds=1)


class _LateStore(PostgresStore):
    is_late = True

    def record(self, commit: PollResult, /, also: Callable[[], None] = lambda: None) -> bool:
        if self.is_late:
            self.is_late = False
            os.kill(os.getpid(), signal.SIGSTOP)
        return super().record(commit, also)


class _ShortLeases(Leases):
    def wish(self, source: Source) -> Lease:
        lease = super().wish(source)
        return replace(lease, until=lease.now + LEASE)


if __name__ == "__main__":
    logs.configure()
    with Container(load(Path("config.toml")), role="worker") as app:
        if "late" in sys.argv:
            app.__dict__["store"] = _LateStore(app.config.database)
            app.__dict__["leases"] = _ShortLeases(
                app.store, app.clock, app.holder, lambda: app.config.fetch.timeout
            )
        worker.run(app, concurrency=2, pulse=QUICK)
