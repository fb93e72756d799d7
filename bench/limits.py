"""The bars: the largest ratio that each measure may have, in one table."""

from __future__ import annotations

#: The commit whose build is measured in turns with the present one.
BASE = "aedb2d8"

#: No loss, with a tolerance of a tenth for a machine that others use.
NO_LOSS = (1.10, None)
_NOT_LIMITED = (None, None)

#: Measure -> beside whom -> bar and aim. Every layout has the same bar. Beside "" is our own figure.
LIMITS: dict[str, dict[str, tuple[float | None, float | None]]] = {
    "start, changed": {BASE: NO_LOSS, "naive": (1.0, 0.8)},
    "start, 304": {BASE: NO_LOSS, "naive": (0.6, 0.5)},
    "start, same body": {BASE: NO_LOSS, "naive": (0.6, 0.5)},
    "start, changed, selectors": {BASE: NO_LOSS},
    "start, 304, selectors": {BASE: NO_LOSS},
    "many, changed": {BASE: NO_LOSS, "naive": (0.45, 0.15), "urlwatch": (1.5, 0.6)},
    "many, changed, selectors": {BASE: NO_LOSS},
    "many, 304": {BASE: NO_LOSS, "naive": (0.15, 0.06), "urlwatch": (0.6, 0.25), "httpx": (2.5, 1.5)},
    "memory of a round": {BASE: NO_LOSS, "": (64, 48)},
    "memory of a day": {BASE: NO_LOSS, "": (120, 90)},
    "7 items, young feed": {BASE: NO_LOSS},
    "7 items, full feed": {BASE: NO_LOSS},
    "100 items": {BASE: NO_LOSS},
    "1000 items": {BASE: NO_LOSS},
    "unchanged": {BASE: NO_LOSS, "httpx": (1.5, 1.2)},
    "nothing due": {BASE: (0.05, 0.01)},
    "first publication": {BASE: NO_LOSS},
    "published again": {BASE: (0.1, 0.03)},
    "memory of a first publication": {BASE: NO_LOSS, "": (450, None)},
    "a page read": {"lxml walk": (12, 5)},
    "a feed rendered": {"text join": (8, 4)},
}


def limit(measure: str, beside: str) -> tuple[float | None, float | None]:
    """Return the bar and the aim of *measure* beside another; None for what is shown without one."""
    return LIMITS[measure].get(beside, _NOT_LIMITED)
