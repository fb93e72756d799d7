"""How often Python looks for garbage: objects that only refer to each other."""

from __future__ import annotations

import gc
from contextlib import suppress

# The number of new objects before the first look. A start loads 30,000 to 45,000 and makes 75,000 to 90,000 with one
# page, of which little is garbage: without a look such a run takes a twentieth less time.
_FIRST = 100_000
# The number of new objects before every other look, and how often older ones are included. By itself Python looks
# after 700; a page leaves a few thousand.
_SELDOM = (5_000, 10, 10)


def look_after_start() -> None:
    """Look for no garbage until the program is loaded, and seldom from then on."""
    gc.set_threshold(_FIRST, *_SELDOM[1:])
    gc.callbacks.append(_after_look)


def look_seldom() -> None:
    """Look seldom from now on: a program that polls many pages would collect those of a hundred for the first look."""
    gc.set_threshold(*_SELDOM)
    # Python may look at any moment, also in the midst of this.
    with suppress(ValueError):
        gc.callbacks.remove(_after_look)


def _after_look(phase: str, _: object) -> None:
    if phase == "stop":
        look_seldom()
