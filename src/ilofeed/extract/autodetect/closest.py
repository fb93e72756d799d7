"""Name the candidates that are closest to a list, each with the one thing that it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ilofeed.core.text import clean
from ilofeed.extract.autodetect.candidates import Block
from ilofeed.extract.inner_text import inner_text

_MAX_NAMED = 2
# Characters of the first element, by which a person finds the block on the page.
_MAX_QUOTED = 60


class Candidate(Protocol):
    """A block that was read, and why it is not a list."""

    @property
    def block(self) -> Block:
        """The elements."""

    @property
    def reason(self) -> str:
        """The reason for which it is not a list; empty if it may be one."""

    @property
    def dated(self) -> int:
        """The number of its items with a date."""


def closest(candidates: Sequence[Candidate]) -> str:
    """Return the candidates that are closest to a list as a sentence; empty if there are none."""
    ranked = sorted(
        (candidate for candidate in candidates if candidate.reason and _is_near(candidate.block)),
        key=lambda candidate: (bool(candidate.block.region), -candidate.dated, -len(candidate.block.members)),
    )
    named: list[Candidate] = []
    for candidate in ranked:
        if len(named) < _MAX_NAMED and not any(_overlap(candidate.block, other.block) for other in named):
            named.append(candidate)
    return f"Closest: {'; '.join(map(_described, named))}" if named else ""


def _is_near(block: Block) -> bool:
    """Return whether *block* is in the main part of the page, or may have dates; a plain menu is not worth a word."""
    return not block.region or any(node.years for member in block.members for node in member)


def _overlap(block: Block, other: Block) -> bool:
    """Return whether the first elements of both contain one another, or are the same."""
    one, two = block.members[0][0], other.members[0][0]
    return one.start == two.start or one.holds(two) or two.holds(one)


def _described(candidate: Candidate) -> str:
    members = candidate.block.members
    words = clean(" ".join(inner_text(node.tag) for node in members[0]), _MAX_QUOTED)
    begin = f", which begin {words!r}" if words else ""
    return f"{len(members)} elements {candidate.block.name!r}{begin}: {candidate.reason}"
