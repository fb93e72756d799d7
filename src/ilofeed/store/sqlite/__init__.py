"""The store in one SQLite file, for one machine."""

from __future__ import annotations

from ilofeed.store.alerts import AlertTable
from ilofeed.store.feeds import Feeds
from ilofeed.store.hosts import Hosts
from ilofeed.store.polls import Polls
from ilofeed.store.sqlite.maintenance import SqliteUpkeep
from ilofeed.store.sqlite.search import SqliteSearch


class SqliteStore(Polls, Hosts, Feeds, AlertTable, SqliteSearch, SqliteUpkeep):
    """`ilofeed.core.protocols.Store` in an SQLite file, which threads and processes may share."""

    #: None: the file belongs to one machine.
    commons = None
