"""Summarise a source for people: how often it publishes, its last entry, edits word by word.

Pure: the time is an argument. `ilofeed.decide.health` decides the condition of a source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from ilofeed.core.models import Entry, Feed, Item
from ilofeed.core.state import Condition, Health, Outcome, PollReport, Revision

#: The number of months in the chart.
MONTHS = 24
_HALF_YEAR = 6
# A source is quiet when nothing has appeared for this many times its usual gap, and for two weeks at least.
_QUIET = 4
LEAST_QUIET = timedelta(days=14)
# The smallest number of entries from which a rhythm is computed.
_TELLING = 5


class FeedSummary(Struct, frozen=True, kw_only=True):
    """The summary of a feed."""

    feed: Feed
    condition: Condition
    health: Health | None  #: the health of its source; None for a feed over several sources
    months: tuple[tuple[str, int], ...]  #: the last months, as "2026-11", each with its number of entries
    gap: timedelta | None  #: the usual time between two entries; None if it is not known yet
    last: date | None  #: the date of the last publication
    due_by: date | None = None  #: the date after which a source is overdue if none is polled
    problem: str = ""  #: the reason code if the feed cannot be published now and its old files stay


class FeedDetail(Struct, frozen=True, kw_only=True):
    """All details of a source that its page shows."""

    summary: FeedSummary
    entries: tuple[Entry, ...]  #: the entries that match the search, newest first
    revisions: tuple[tuple[Entry, Revision], ...]  #: the edits, latest first, each with the current entry
    polls: tuple[tuple[datetime, PollReport], ...]  #: the polls, oldest first
    kickers: tuple[str, ...]  #: all kickers of its entries
    languages: tuple[str, ...]
    words: str = ""  #: the words to search for in titles
    kicker: str = ""
    language: str = ""
    today: date | None = None  #: the date of the request
    older: int | None = None  #: the place before which the next page of entries begins; None on the last page
    newer: int | None = None  #: the place before which the previous page begins; None on the first page
    count: int | None = None  #: the number of all entries that match the search; None if it is not known
    is_count_exact: bool = True  #: false if more entries than `count` may match
    why_held: str = ""  #: the reason why a poll is quarantined, without text that it quotes


def feed_summary(
    feed: Feed,
    counts: Mapping[str, int],
    last: date | None,
    until: datetime,
    *,
    due_by: date | None = None,
) -> FeedSummary:
    """Return the summary of *feed* up to the instant *until*, without the condition of its source.

    *counts* is the number of entries by month, as "2026-11". *last* is the date of the newest entry.
    """
    return FeedSummary(
        feed=feed,
        condition=Condition.OK,
        health=None,
        months=tuple((month, counts.get(month, 0)) for month in months(until.date(), MONTHS)),
        gap=usual_gap(counts, last) if last else None,
        last=last,
        due_by=due_by,
    )


def is_quiet(counts: Mapping[str, int], last: date, today: date) -> bool:
    """Return whether the time since *last* is much longer than the usual gap, computed from *counts* by month."""
    gap = usual_gap(counts, last)
    return gap is not None and today - last > max(_QUIET * gap, LEAST_QUIET)


def usual_gap(counts: Mapping[str, int], last: date) -> timedelta | None:
    """Return the usual time between two entries in the half year before *last*; None with too few entries.

    If the half year has too few, the last two years count.
    """
    for span in (_HALF_YEAR, MONTHS):
        named = months(last, span)
        first = next((month for month in named if counts.get(month)), None)
        count = sum(counts.get(month, 0) for month in named)
        if first is not None and count >= _TELLING:
            return max((last - date.fromisoformat(f"{first}-01")) / count, timedelta(hours=1))
    return None


def months(until: date, count: int) -> list[str]:
    """Return the last *count* months up to that of *until*, as "2026-11"."""
    last = until.year * 12 + until.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - count + 1, last + 1)]


def item_differences(before: Item, after: Item) -> list[list[tuple[str, str]]]:
    """Compare the title, the summary and the date of two versions of an item; return those that differ."""
    pairs = ((before.title, after.title), (before.summary, after.summary))
    changed = [differences(*pair) for pair in pairs if pair[0] != pair[1]]
    if before.published != after.published:
        changed.append(differences(str(before.published or ""), str(after.published or "")))
    return changed


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Compare *before* and *after* word by word: ("", kept), ("del", removed) and ("ins", added)."""
    import difflib  # noqa: PLC0415 - every start would load it, and few pages show edits

    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before[:2000], after[:2000]))
    found: list[tuple[str, str]] = []
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, start, end, other_start, other_end in steps:
        if kind == "equal":
            found.append(("", "".join(old[start:end])))
            continue
        found += [("del", "".join(old[start:end]))] if end > start else []
        found += [("ins", "".join(new[other_start:other_end]))] if other_end > other_start else []
    return found


#: The marks of polls in the chart; all others are "same".
MARKS = {Outcome.CHANGED: "changed", Outcome.FAILED: "failed", Outcome.QUARANTINED: "held"}
