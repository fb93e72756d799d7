"""Order sources by how much they need the operator. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ilofeed.core.state import Condition, Health


def has_note(health: Health) -> bool:
    """Return whether there is something to know about a source that does not depend on its condition."""
    has_problem = health.witness is not None and bool(health.witness.problem)
    return bool(health.moved_to or health.gap_from or health.unseen or has_problem)


def in_order(healths: Sequence[Health]) -> list[Health]:
    """Return *healths* by condition; those of one condition by the age of the problem, then those with a note."""
    order = list(Condition)

    def place(health: Health) -> tuple[int, float, bool]:
        since = health.since.timestamp() if health.since else float("inf")
        return order.index(health.condition), since, not has_note(health)

    return sorted(healths, key=place)
