"""The steps after polls: publish the feeds over several sources, notify the hubs and the operator."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ilofeed.cli.output import echo

if TYPE_CHECKING:
    from ilofeed.app.after_poll import SharedFeed
    from ilofeed.app.container import Container
    from ilofeed.app.logs import Facts


def report_result(text: str, facts: Facts, *, logger: logging.Logger | None, is_ok: bool = False) -> None:
    """Print *text* for people, problems to standard error; or log *facts*, if there is a *logger*."""
    if logger is None:
        echo(text, err=not is_ok)
        return
    from ilofeed.app.logs import log_event  # noqa: PLC0415 - only for --log-format json

    log_event(logger, logging.INFO if is_ok else logging.WARNING, facts)


def publish_shared(
    app: Container, *, quietly: bool = False, logger: logging.Logger | None = None
) -> list[SharedFeed]:
    """Publish these feeds, notify hubs and operator, and report the results; *quietly* only failures."""
    from ilofeed.app import after_poll  # noqa: PLC0415 - not needed for --help

    shared = []
    for result in after_poll.results(app):
        if result.feed is not None:
            shared.append(result.feed)
        if result.text and not (result.is_ok and quietly):
            report_result(result.text, result.facts, logger=logger, is_ok=result.is_ok)
    return shared
