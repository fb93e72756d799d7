"""Find sources that are in the database, but no longer in the configuration, and their new names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from ilofeed.core.models import Source
from ilofeed.core.name_lists import some_of

if TYPE_CHECKING:
    from ilofeed.app.container import Container


def renamed(container: Container, strangers: Collection[str]) -> Mapping[str, Source]:
    """Return the source of the configuration that is polled as each of *strangers* was, where there is one.

    It has the same address and the same settings, so it was probably given another slug. Raises StoreError.
    """
    if not strangers:
        return {}
    states = container.store.states()
    by_digest = {source.digest: source for source in container.config.sources}
    known = {slug: by_digest.get(states[slug].asked) for slug in strangers if slug in states}
    return {slug: source for slug, source in known.items() if source is not None}


def hints(container: Container, strangers: Collection[str]) -> list[str]:
    """Return what the operator can do about *strangers*, one sentence for each cause. Raises StoreError."""
    found = renamed(container, strangers)
    texts = [
        f"{container.config.of_source(source.slug).where}: source {source.slug} is polled as {slug} was, of which the"
        f' database holds data. Renamed? Add `former = ["{slug}"]` to it: ids and history continue'
        for slug, source in found.items()
    ]
    if others := [slug for slug in strangers if slug not in found]:
        verb = "is" if len(others) == 1 else "are"
        texts.append(
            f"the database holds data of {some_of(others)}, which {verb} no longer configured. Renamed? Add `former`"
            " to the [[source]] with the new slug. Not needed? `ilofeed prune` deletes it"
        )
    return texts
