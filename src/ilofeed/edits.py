"""Edits as entries of their own, for a feed of what the site has changed.

Pure. Signs in place of words: they are read in every language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec.structs import replace

from ilofeed import match
from ilofeed.memory import Revision
from ilofeed.model import Entry, Item
from ilofeed.text import clean, fold


def entries(known: Iterable[Entry], revisions: Iterable[Revision]) -> list[Entry]:
    """An entry for each of *revisions* of those *known*, the latest first; moves are none."""
    by_id = {entry.id: entry for entry in known if entry.announced}
    changes: dict[str, list[Revision]] = defaultdict(list)
    for revision in revisions:
        if not revision.moved and revision.entry in by_id:
            changes[revision.entry].append(revision)
    found = []
    for entry_id, of_one in changes.items():
        befores = [each.before for each in of_one]
        for revision, before, after in zip(of_one, befores, [*befores[1:], by_id[entry_id].item], strict=True):
            found.append(_entry(revision, before, after))
    return sorted(found, key=lambda entry: (entry.first_seen, entry.id), reverse=True)


def _entry(revision: Revision, before: Item, after: Item) -> Entry:
    pairs = (
        (before.title, after.title),
        (str(before.published or "–"), str(after.published or "–")),
        (before.kicker or "–", after.kicker or "–"),
        (before.summary or "–", after.summary or "–"),
    )
    told = "; ".join(f"{old} → {new}" for old, new in pairs if fold(old) != fold(new))
    item = replace(after, summary=clean(told), published=None, number=None)
    return Entry(
        id=match.mint_revision(revision.entry, revision.at), item=item, first_seen=revision.at, updated=revision.at
    )
