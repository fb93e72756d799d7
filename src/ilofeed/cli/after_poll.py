"""What comes after every poll: the feeds over several sources, the hubs and the operator that are to be told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from ilofeed.cli.output import echo
from ilofeed.core.errors import PublishError

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.app.logs import Facts


class Shared(NamedTuple):
    """What came of a feed that no poll publishes."""

    feed: str
    published: bool = False
    reason: str | None = None
    message: str = ""


def say(text: str, facts: Facts, *, logger: logging.Logger | None, is_well: bool = False) -> None:
    """Tell people *text*, on standard error what is not well; or programs *facts*, where there is a *logger*."""
    if logger is None:
        echo(text, err=not is_well)
        return
    from ilofeed.app.logs import log_event  # noqa: PLC0415 - for those who want it

    log_event(logger, logging.INFO if is_well else logging.WARNING, facts)


def publish_shared(app: Container, *, quietly: bool = False, logger: logging.Logger | None = None) -> list[Shared]:
    """Bring these feeds up to date, tell hubs and operator, and say what was done; *quietly* only what failed."""
    from ilofeed.app import publish_all, use_cases  # noqa: PLC0415 - not needed for --help

    found = []
    for slug, changed in publish_all.publish_shared(app):
        facts: dict[str, str] = {"feed": slug, "outcome": "published"}
        if isinstance(changed, PublishError):
            found.append(Shared(feed=slug, reason=changed.reason, message=str(changed)))
            facts |= {"outcome": "failed", "reason": changed.reason, "message": str(changed)}
            say(f"{slug}: failed [{changed.reason}] {changed}", facts, logger=logger)
        else:
            found.append(Shared(feed=slug, published=changed))
            if changed and not quietly:
                say(f"{slug}: feeds written", facts, logger=logger, is_well=True)
    for done in use_cases.notify_hubs(app):
        if done.error is not None:
            text = f"{done.hub}: {done.later} notifications to be sent later [{done.error.reason}] {done.error}"
            say(text, done.facts, logger=logger)
    for letter, why in use_cases.send_alerts(app):
        if why is not None:
            facts = {"alert": letter.id, "way": letter.way, "outcome": "failed", "message": str(why)}
            say(f"alert {letter.id}: not sent by {letter.way} yet: {why}", facts, logger=logger)
    return found
