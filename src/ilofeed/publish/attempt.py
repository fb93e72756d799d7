"""Publish one feed in isolation: its failure does not stop the others."""

from __future__ import annotations

from collections.abc import Callable

from ilofeed.core import bug_report
from ilofeed.core.errors import IlofeedError, PublishError


def attempted(name: str, publish: Callable[[], object]) -> bool | PublishError:
    """Return the result of *publish*, or the error of the feed *name*.

    Raises StoreError.
    """
    try:
        return bool(publish())
    except PublishError as error:
        return error
    except IlofeedError:
        raise
    except Exception as error:  # noqa: BLE001 - reported, and a failure of this feed
        return PublishError(bug_report.REASON, bug_report.report(error, f"feed {name}"))
