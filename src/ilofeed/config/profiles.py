"""Check the profile of a source that is none of ilofeed's own: an installed package may offer it."""

from __future__ import annotations

from ilofeed.config.messages import Location, did_you_mean
from ilofeed.core import layout_names, plugins


def checked(here: Location, found: str) -> str:
    """Return the profile *found* at *here*, which is none of ours. Raises ConfigError if no package offers it."""
    installed = plugins.installed().by_name
    if found in installed:
        return found
    allowed = ", ".join(layout_names.NAMES)
    if installed:
        allowed += f", and of installed packages: {plugins.shown()}"
    hint = did_you_mean(found, [*layout_names.NAMES, *installed])
    raise here.not_allowed(found, allowed, hint or "; the profile of another package needs it installed here")
