"""Make pages of items, and evaluate them against the entries of an earlier page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fakes.clock import START
from fakes.entries import entries, item
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.decide import identity
from ilofeed.decide.changes import detect_changes
from ilofeed.decide.gate import GateInput, common_fields, evaluate, first_violation


def page(*documents: int, **more: Any) -> list[Item]:
    return [item(number, number=at, summary="A summary.", **more) for at, number in enumerate(documents, start=1)]


def gate_input(items: Sequence[Item], known: Sequence[Entry], *, same_layout: bool = True) -> GateInput:
    matching = identity.match_items(items, known)
    return GateInput(
        items=items,
        before=[entry for entry in known if entry.item.number is not None],
        matching=matching,
        changes=detect_changes(items, known, matching=matching, mint=ids.mint, now=START + timedelta(hours=1)),
        today=START.date(),
        common_fields=common_fields([entry.item for entry in known if entry.item.number is not None]),
        same_layout=same_layout,
    )


def held_reason(items: Sequence[Item], known: Sequence[Entry], *, same_layout: bool = True) -> str | None:
    violation = first_violation(evaluate(gate_input(items, known, same_layout=same_layout)))
    return violation.reason if violation else None


TEN = entries(page(*range(10, 0, -1)))
