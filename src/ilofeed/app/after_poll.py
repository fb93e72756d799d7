"""Describe, for logs and for people, the results of the steps after polls.

The steps are feeds over several sources, hubs and alerts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from ilofeed.app import publish_all, use_cases
from ilofeed.app.container import Container
from ilofeed.app.logs import log_event
from ilofeed.core.errors import NotifyError, PublishError
from ilofeed.core.state import Notification
from ilofeed.publish.websub import HubRound


class SharedFeed(NamedTuple):
    """The result for a feed over several sources."""

    feed: str
    published: bool = False
    reason: str | None = None
    message: str = ""


class StepResult(Struct, frozen=True, kw_only=True):
    """The result of one step after polls."""

    facts: Mapping[str, str | int]
    is_ok: bool = True
    is_news: bool = True  #: true if the result belongs in a log
    text: str = ""  #: the text for people; empty if the result needs no line
    feed: SharedFeed | None = None  #: the result for a feed, if the step was to publish one


def results(container: Container) -> Iterator[StepResult]:
    """Publish the feeds over several sources, notify hubs and operator, and yield the results.

    Raises StoreError.
    """
    return chain(
        shared_results(publish_all.publish_shared(container)),
        hub_results(use_cases.notify_hubs(container)),
        alert_results(use_cases.send_alerts(container)),
    )


def log_results(logger: logging.Logger, found: Iterable[StepResult]) -> None:
    """Log the results *found* that belong in a log."""
    for result in found:
        if result.is_news:
            log_event(logger, logging.INFO if result.is_ok else logging.WARNING, result.facts)


def shared_results(published: Iterable[tuple[str, bool | PublishError]]) -> Iterator[StepResult]:
    """Describe the feeds that were *published*, by slug."""
    for slug, changed in published:
        if isinstance(changed, PublishError):
            feed = SharedFeed(feed=slug, reason=changed.reason, message=str(changed))
            facts = {"feed": slug, "outcome": "failed", "reason": changed.reason, "message": str(changed)}
            text = f"{slug}: failed [{changed.reason}] {changed}"
            yield StepResult(facts=facts, text=text, is_ok=False, feed=feed)
        else:
            feed = SharedFeed(feed=slug, published=changed)
            text = f"{slug}: feeds written" if changed else ""
            yield StepResult(facts={"feed": slug, "outcome": "published"}, text=text, is_news=changed, feed=feed)


def hub_results(rounds: Iterable[HubRound]) -> Iterator[StepResult]:
    """Describe the hubs that could not be notified."""
    for done in rounds:
        if done.error is not None:
            text = f"{done.hub}: {done.later} notifications to retry later [{done.error.reason}] {done.error}"
            yield StepResult(facts=done.facts, text=text, is_ok=False)


def alert_results(sent: Iterable[tuple[Notification, NotifyError | None]]) -> Iterator[StepResult]:
    """Describe the notifications to the operator that were *sent*, or not."""
    for notification, error in sent:
        facts = {"alert": notification.id, "way": notification.way, "outcome": "failed" if error else "sent"}
        if error is None:
            yield StepResult(facts=facts)
        else:
            text = f"alert {notification.id}: not sent by {notification.way} yet: {error}"
            yield StepResult(facts={**facts, "message": str(error)}, text=text, is_ok=False)
