"""Make a list that the operator chose in the browser a source, and begin the configuration file."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ilofeed.app import queries
from ilofeed.app.add_source import watched_as
from ilofeed.app.config_edits import edit
from ilofeed.config import writer
from ilofeed.config.feeds import RESERVED
from ilofeed.config.toml_values import SourceKeys
from ilofeed.config.value_types import SLUG
from ilofeed.core import urls
from ilofeed.core.errors import ConfigError
from ilofeed.serve.admin_feed import NewFeed
from ilofeed.serve.admin_route import Refusal
from ilofeed.serve.admin_try import FoundList

if TYPE_CHECKING:
    from ilofeed.app.container import Container

_SHOWN = 3


def is_begun(app: Container) -> bool:
    """Return whether the program has a configuration file; it can be started without one."""
    return bool(app.config.sources) or Path(app.config.name).exists()


def begin(app: Container, contact: str) -> Refusal | None:
    """Create the configuration file with the *contact* of the operator; return why it cannot be made."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact) and urls.absolute(contact) is None:
        return Refusal(code="contact")
    try:
        edit(app, partial(writer.create, contact=contact))
    except ConfigError as error:
        return Refusal(message=str(error))
    return None


def add(app: Container, found: FoundList, slug: str, title: str) -> str | Refusal:
    """Add *found* to the configuration file as a source, and return its slug.

    Without a *slug* it has the one that was suggested, without a *title* that of its page.
    """
    keys = _named(found.keys, slug, title)

    def added(path: Path) -> Refusal | None:
        refusal = _refusal(app, keys)
        if refusal is None:
            writer.add_source(path, keys)
        return refusal

    try:
        refusal = edit(app, added)
    except ConfigError as error:
        refusal = Refusal(field="title" if error.place[-1:] == ("title",) else "", message=str(error))
    return refusal or str(keys["slug"])


def _refusal(app: Container, keys: SourceKeys) -> Refusal | None:
    """Return why no source with *keys* can be added; None if one can."""
    if watched_as(app, str(keys["url"])):
        return Refusal(code="watched")
    code = _slug_problem(app, str(keys["slug"]))
    return Refusal(field="slug", code=code) if code else None


def _slug_problem(app: Container, slug: str) -> str:
    """Return the code of why no new source can be called *slug*; empty if one can."""
    if not re.fullmatch(SLUG, slug):
        return "form"
    if slug in RESERVED:
        return "reserved"
    return "taken" if any(slug in (plan.slug, *plan.former) for plan in app.config.plans) else ""


def _named(keys: SourceKeys, slug: str, title: str) -> SourceKeys:
    named = {"slug": slug or keys["slug"], "url": keys["url"], "title": title}
    others = {name: value for name, value in keys.items() if name not in named}
    return {name: value for name, value in named.items() if value} | others


def new_feed(app: Container, slug: str) -> NewFeed | None:
    """Return what subscribers of the source *slug* need to know; None if there is none. Raises StoreError."""
    source = next((each for each in app.config.sources if each.slug == slug), None)
    if source is None:
        return None
    (health,) = queries.healths(app, [source])
    state = app.store.state(slug)
    latest = app.store.newest(slug, _SHOWN)
    return NewFeed(
        health=health,
        title=source.title or (state.title if state else "") or slug,
        latest=tuple(entry.item.title for entry in latest),
        base_url=app.config.base_url,
        query=app.config.private.query(slug),
    )
