"""The steps after polls: publish the feeds over several sources, notify the hubs and the operator."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from ilofeed.cli.output import echo
from ilofeed.core.errors import PublishError

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.app.logs import Facts


class Shared(NamedTuple):
    """The result for a feed over several sources."""

    feed: str
    published: bool = False
    reason: str | None = None
    message: str = ""


def report_result(text: str, facts: Facts, *, logger: logging.Logger | None, is_ok: bool = False) -> None:
    """Print *text* for people, problems to standard error; or log *facts*, if there is a *logger*."""
    if logger is None:
        echo(text, err=not is_ok)
        return
    from ilofeed.app.logs import log_event  # noqa: PLC0415 - only for --log-format json

    log_event(logger, logging.INFO if is_ok else logging.WARNING, facts)


def publish_shared(app: Container, *, quietly: bool = False, logger: logging.Logger | None = None) -> list[Shared]:
    """Publish these feeds, notify hubs and operator, and report the results; *quietly* only failures."""
    from ilofeed.app import publish_all, use_cases  # noqa: PLC0415 - not needed for --help

    results = []
    for slug, changed in publish_all.publish_shared(app):
        facts: dict[str, str] = {"feed": slug, "outcome": "published"}
        if isinstance(changed, PublishError):
            results.append(Shared(feed=slug, reason=changed.reason, message=str(changed)))
            facts |= {"outcome": "failed", "reason": changed.reason, "message": str(changed)}
            report_result(f"{slug}: failed [{changed.reason}] {changed}", facts, logger=logger)
        else:
            results.append(Shared(feed=slug, published=changed))
            if changed and not quietly:
                report_result(f"{slug}: feeds written", facts, logger=logger, is_ok=True)
    for hub_round in use_cases.notify_hubs(app):
        if hub_round.error is not None:
            text = f"{hub_round.hub}: {hub_round.later} notifications to retry later"
            text += f" [{hub_round.error.reason}] {hub_round.error}"
            report_result(text, hub_round.facts, logger=logger)
    for notification, error in use_cases.send_alerts(app):
        if error is not None:
            facts = {"alert": notification.id, "way": notification.way, "outcome": "failed", "message": str(error)}
            report_result(
                f"alert {notification.id}: not sent by {notification.way} yet: {error}", facts, logger=logger
            )
    return results
