"""The digest of a source's settings for reading its page.

It must not change for the same settings: a source with another digest counts as reconfigured, which ends the
effect of Retry-After and 410. So a setting that did not exist in the first versions is part of it only if set.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ilofeed.core.models import Source
    from ilofeed.core.selectors import Selectors

# Selectors of the first versions, in the order of that time. They count even if they are empty.
_FIRST_SELECTORS = ("item", "title", "link", "date", "summary", "kicker", "place", "image", "next")

# Settings of a source that were added later.
_LATER_SETTINGS = ("kind", "date_order")


def digest_of(source: Source) -> str:
    """Return the digest of the address of *source* and of its settings for reading it."""
    parts = [source.url, source.profile, source.language, _of_selectors(source.selectors), *source.ignore]
    parts += [f"{name}={value}" for name in _LATER_SETTINGS if (value := getattr(source, name))]
    parts += source.request.digest_parts
    if (paths := source.json) is not None:
        parts += [f"json.{name}={value}" for name in paths.__struct_fields__ if (value := getattr(paths, name))]
    if (rules := source.sitemap) is not None:
        parts += [f"sitemap.include={words}" for words in rules.include]
        parts += [f"sitemap.exclude={words}" for words in rules.exclude]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def _of_selectors(selectors: Selectors | None) -> str:
    """Write *selectors* as the first versions did, with later ones behind, by name."""
    if selectors is None:
        return "None"
    later = sorted(set(selectors.__struct_fields__) - set(_FIRST_SELECTORS))
    names = (*_FIRST_SELECTORS, *(name for name in later if getattr(selectors, name)))
    return f"Selectors({', '.join(f'{name}={getattr(selectors, name)!r}' for name in names)})"
