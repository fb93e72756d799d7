"""Make a list that the operator chose in the browser a source, and poll it at once."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ilofeed.app import queries
from ilofeed.app.add_source import watched_as
from ilofeed.app.after_poll import results
from ilofeed.app.config_edits import edit
from ilofeed.app.use_cases import poll_source
from ilofeed.config import writer
from ilofeed.config.feeds import RESERVED
from ilofeed.config.toml_values import SourceKeys
from ilofeed.config.value_types import SLUG
from ilofeed.core import urls
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Source
from ilofeed.serve.admin_feed import NewFeed
from ilofeed.serve.admin_try import FoundList, Refusal

if TYPE_CHECKING:
    from ilofeed.app.container import Container

_SHOWN = 3


def is_begun(app: Container) -> bool:
    """Return whether the program has a configuration file; it can be started without one."""
    return bool(app.config.sources) or Path(app.config.name).exists()


def begin(app: Container, contact: str) -> str:
    """Create the configuration file with the *contact* of the operator; return why it cannot be made, or nothing."""
    if problem := _problem(contact):
        return problem
    try:
        edit(app, partial(writer.create, contact=contact))
    except ConfigError as error:
        return str(error)
    return ""


def _problem(contact: str) -> str:
    """Return what is wrong with *contact*, by which a person can be reached; empty if nothing is."""
    is_address = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact) or urls.absolute(contact)
    return (
        "" if is_address else "This is neither a mail address, such as you@example.org, nor the address of a page."
    )


def add(app: Container, found: FoundList, slug: str, title: str) -> Source | Refusal:
    """Add *found* to the configuration file as a source, poll it and publish its feed.

    Without a *slug* it has the one that was suggested, without a *title* that of its page. Raises StoreError.
    """
    keys = _named(found.keys, slug, title)
    if watched := watched_as(app, str(keys["url"])):
        return Refusal(message=f"This page is a source already: {watched}.")
    if problem := _slug_problem(app, str(keys["slug"])):
        return Refusal(field="slug", message=problem)
    try:
        edit(app, partial(writer.add_source, keys=keys))
        (source,) = app.config.chosen((str(keys["slug"]),))
    except ConfigError as error:
        return Refusal(field="title" if error.place[-1:] == ("title",) else "", message=str(error))
    poll_source(app, source)
    for _ in results(app):
        pass
    return source


def _slug_problem(app: Container, slug: str) -> str:
    """Return why no new source can be called *slug*; empty if one can."""
    if not re.fullmatch(SLUG, slug):
        return "Only small letters, digits and hyphens are possible, at most 64, with a letter or digit first."
    if slug in RESERVED:
        return "A page of this server has this name."
    taken = {name for plan in app.config.plans for name in (plan.slug, *plan.former)}
    return "Another feed has or had this name." if slug in taken else ""


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
    )
