"""What comes after every poll: the feeds over several sources, the hubs and the operator that are to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ilofeed.errors import PublishError

if TYPE_CHECKING:
    from ilofeed.app import App


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What came of a feed that no poll publishes."""

    feed: str
    published: bool = False
    reason: str | None = None
    message: str = ""


def publish_shared(app: App, *, quietly: bool = False) -> list[Shared]:
    """Bring these feeds up to date, tell hubs and operator, and say what was done; *quietly* only what failed."""
    found = []
    for slug, changed in app.publish_shared():
        if isinstance(changed, PublishError):
            found.append(Shared(feed=slug, reason=changed.reason, message=str(changed)))
            click.echo(f"{slug}: failed [{changed.reason}] {changed}", err=True)
        else:
            found.append(Shared(feed=slug, published=changed))
            if changed and not quietly:
                click.echo(f"{slug}: feeds written")
    for ping, error in app.tell_hubs():
        if error is not None:
            click.echo(f"{ping.hub}: not told of {ping.topic} yet [{error.reason}] {error}", err=True)
    for letter, why in app.alert():
        if why is not None:
            click.echo(f"alert {letter.id}: not sent by {letter.way} yet: {why}", err=True)
    return found
