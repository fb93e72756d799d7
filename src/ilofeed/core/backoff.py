"""Compute the wait before the next try. Pure."""

from __future__ import annotations

from datetime import timedelta

# A larger power would overflow a timedelta; every wait has reached its limit before.
_MAX_DOUBLINGS = 20


def exponential_wait(first: timedelta, doublings: int, longest: timedelta) -> timedelta:
    """Return *first*, doubled *doublings* times, at most *longest*."""
    factor: int = 2 ** max(0, min(doublings, _MAX_DOUBLINGS))
    return min(first * factor, longest)
