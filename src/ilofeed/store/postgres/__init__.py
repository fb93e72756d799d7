"""The store in PostgreSQL, for any number of machines."""

from __future__ import annotations

from ilofeed.store.alerts import AlertTable
from ilofeed.store.feeds import Feeds
from ilofeed.store.hosts import Hosts
from ilofeed.store.polls import Polls
from ilofeed.store.postgres.maintenance import PostgresUpkeep
from ilofeed.store.postgres.search import PostgresSearch
from ilofeed.store.postgres.shared_state import PostgresCommons


class PostgresStore(Polls, Hosts, Feeds, AlertTable, PostgresSearch, PostgresCommons, PostgresUpkeep):
    """`ilofeed.core.protocols.Store` in a PostgreSQL database, which threads, processes and machines may share."""

    @property
    def commons(self) -> PostgresCommons:
        """The state that the machines of this store share."""
        return self
