"""``ilofeed``, with leases of seconds where they are of minutes: so that a show need not last for minutes."""

from __future__ import annotations

from datetime import timedelta

from ilofeed import app

if __name__ == "__main__":
    app._LEAST_LEASE = timedelta(seconds=10)  # the constant is read at each poll
    from ilofeed.cli import main

    main()
