"""Build entries from edits, for the feed of the changes of a site.

Pure. Summaries use signs instead of words, so that they fit every language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.core.state import Revision
from ilofeed.core.text import clean, fold

_SECOND = timedelta(seconds=1)


def entries(known: Iterable[Entry], revisions: Iterable[Revision], latest: datetime) -> list[Entry]:
    """Return an entry for each of *revisions* of the *known* entries, the latest first; moves are no edits.

    No edit is dated after *latest*, unless the revised entry is. A clock that was ahead gave such a
    date. It stays in the id of the edit when the date of the revised entry is corrected.
    """
    by_id = {entry.id: entry for entry in known if entry.announced}
    changes: dict[str, list[Revision]] = defaultdict(list)
    for revision in revisions:
        if not revision.moved and revision.entry in by_id:
            changes[revision.entry].append(revision)
    found = []
    for entry_id, of_one in changes.items():
        befores = [each.before for each in of_one]
        afters, dates = [*befores[1:], by_id[entry_id].item], _dates(of_one, by_id[entry_id].updated, latest)
        for revision, before, after, at in zip(of_one, befores, afters, dates, strict=True):
            found.append(_entry(revision, before, after, at))
    return sorted(found, key=lambda entry: (entry.first_seen, entry.id), reverse=True)


def _dates(revisions: Sequence[Revision], updated: datetime, latest: datetime) -> list[datetime]:
    """Return the dates of the *revisions* of an entry, with those after *latest* replaced.

    The replacements are one second apart, and none is later than *updated*.
    """
    dates: list[datetime] = []
    for revision in reversed(revisions):
        before = dates[-1] - _SECOND if dates else updated
        dates.append(revision.at if revision.at <= latest else min(revision.at, before))
    return dates[::-1]


def _entry(revision: Revision, before: Item, after: Item, at: datetime) -> Entry:
    pairs = (
        (before.title, after.title),
        (str(before.published or "–"), str(after.published or "–")),
        (before.kicker or "–", after.kicker or "–"),
        (before.summary or "–", after.summary or "–"),
    )
    edits = "; ".join(f"{old} → {new}" for old, new in pairs if fold(old) != fold(new))
    item = replace(after, summary=clean(edits), published=None, number=None)
    return Entry(id=ids.mint_revision(revision.entry, revision.at), item=item, first_seen=at, updated=at)
