"""Check the profiles that installed packages offer, and the sources that need one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ilofeed.core import layout_names
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Source
from ilofeed.core.name_lists import some_of
from ilofeed.core.plugins import installed
from ilofeed.core.state import SourceState


def problems(sources: Iterable[Source], states: Mapping[str, SourceState]) -> Iterator[tuple[str, bool]]:
    """Yield what is wrong with plugins, and whether a source needs the plugin. Their code is imported."""
    found = installed()
    for plugin in found.nameless:
        yield f"{plugin.origin} offers a profile that cannot be used: {plugin.problem}", False
    users = _users(sources, states)
    if not found.by_name and not users:
        return
    from ilofeed.extract.plugins import load, missing  # noqa: PLC0415 - few installations have any

    for name, plugin in found.by_name.items():
        try:
            load(plugin)
        except ExtractError as error:
            slugs = users.get(name, [])
            yield f"{_sources(slugs)}{error}", bool(slugs)
    for name, slugs in users.items():
        if name not in found.by_name:
            yield f"{_sources(slugs)}{missing(name)}", True


def _users(sources: Iterable[Source], states: Mapping[str, SourceState]) -> Mapping[str, list[str]]:
    """Return the slugs of sources by the profile of another package that reads them, or has read them."""
    users: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        state = states.get(source.slug)
        name = state.profile if state and source.profile == layout_names.AUTO else source.profile
        if name and name not in layout_names.NAMES and source.is_polled:
            users[name].append(source.slug)
    return users


def _sources(slugs: list[str]) -> str:
    return f"source{'s' * (len(slugs) > 1)} {some_of(slugs)}: " if slugs else ""
