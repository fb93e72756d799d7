"""The bars: the largest ratio that each measure may have, in one table."""

from __future__ import annotations

#: The commit whose build is measured in turns with the present one.
BASE = "aedb2d8"

#: No loss, with a tolerance of a tenth for a machine that others use.
NO_LOSS = (1.10, None)
_NOT_LIMITED = (None, None)

#: Measure -> beside whom -> bar and aim. Every layout has the same bar. Beside "" is our own figure. A bar is a goal,
#: reached or not: `docs/performance.md` says how far each is.
LIMITS: dict[str, dict[str, tuple[float | None, float | None]]] = {
    "start, changed": {BASE: NO_LOSS, "naive": (0.65, 0.5)},
    "start, 304": {BASE: NO_LOSS, "naive": (0.38, 0.3)},
    "start, same body": {BASE: NO_LOSS, "naive": (0.38, 0.3)},
    "start, changed, selectors": {BASE: NO_LOSS, "naive": (0.75, 0.6)},
    "start, 304, selectors": {BASE: NO_LOSS, "naive": (0.4, 0.3)},
    "many, changed": {BASE: NO_LOSS, "naive": (0.45, 0.15), "urlwatch": (1.5, 0.6)},
    "many, changed, selectors": {BASE: NO_LOSS, "naive": (0.55, 0.35), "urlwatch": (1.5, 1.0)},
    "many, 304": {BASE: NO_LOSS, "naive": (0.15, 0.06), "urlwatch": (0.6, 0.25), "httpx": (2.5, 1.5)},
    "memory of a round": {BASE: NO_LOSS, "": (48, 42)},
    "memory of a day": {BASE: NO_LOSS, "": (80, 64)},
    "7 items, young feed": {BASE: (0.3, 0.18)},
    "7 items, full feed": {BASE: (0.2, 0.1)},
    "100 items": {BASE: (0.2, 0.12)},
    "1000 items": {BASE: (0.1, 0.06)},
    "unchanged": {BASE: NO_LOSS, "httpx": (1.5, 1.2)},
    "nothing due": {BASE: (0.05, 0.01)},
    "first publication": {BASE: (0.2, 0.1)},
    "published again": {BASE: (0.1, 0.03)},
    "memory of a first publication": {BASE: NO_LOSS, "": (450, None)},
    "a page read": {"lxml walk": (12, 5)},
    "a feed rendered": {"text join": (8, 4)},
}


def limit(measure: str, beside: str) -> tuple[float | None, float | None]:
    """Return the bar and the aim of *measure* beside another; None for what is shown without one."""
    return LIMITS[measure].get(beside, _NOT_LIMITED)
