"""Limit the aliases and moves that are kept of an entry, for its URL may change at each poll."""

from __future__ import annotations

from ilofeed.core.ids import MOST_ALIASES
from ilofeed.core.state import PollResult
from ilofeed.store import rows
from ilofeed.store.base import Database

#: The number of moves of an entry that are kept, the newest. All changes of its words are kept.
MOVES = 20

_FORGET_ALIASES = "DELETE FROM alias WHERE source = :source AND entry_id = :entry_id AND alias NOT IN (:values)"

_FORGET_MOVES = (
    "DELETE FROM revision WHERE source = :source AND entry = :entry AND moved = 1 AND at <"
    " (SELECT at FROM revision WHERE source = :source AND entry = :entry AND moved = 1"
    " ORDER BY at DESC LIMIT 1 OFFSET :kept - 1)"
)


def trim(database: Database, commit: PollResult) -> None:
    """Delete the aliases and moves of entries of *commit* over the limits, in the transaction that saves it."""
    slug = commit.state.slug
    for entry in commit.entries:
        if len(entry.aliases) == MOST_ALIASES:
            ((statement, values),) = rows.in_chunks(_FORGET_ALIASES, entry.aliases)
            database.write(statement, source=slug, entry_id=entry.id, **values)
    moved = [
        {"source": slug, "entry": revision.entry, "kept": MOVES} for revision in commit.revisions if revision.moved
    ]
    database.write_all(_FORGET_MOVES, moved)
