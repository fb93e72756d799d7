"""Summaries of a source for people: how often it publishes, its last entry, edits word by word.

Pure: the time is an argument. Its condition is decided in `ilofeed.decide.health`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from ilofeed.core.models import Entry, Feed
from ilofeed.core.state import Condition, Health, Outcome, PollReport, Revision

#: So many months are drawn.
MONTHS = 24
_HALF_YEAR = 6
# A source that usually says something every so often is quiet when it has said nothing for
# so many times as long, and for two weeks at least.
_QUIET = 4
LEAST_QUIET = timedelta(days=14)
# Fewer entries have no rhythm.
_TELLING = 5


class FeedSummary(Struct, frozen=True, kw_only=True):
    """A feed at a glance."""

    feed: Feed
    condition: Condition
    health: Health | None  #: of its source; None for a feed over several
    months: tuple[tuple[str, int], ...]  #: the last ones, as "2026-11", with how many entries each had
    rhythm: str  #: "about three a week"; empty where there is none yet
    last: date | None  #: when something was published last
    due_by: date | None = None  #: see `due_by`
    problem: str = ""  #: the reason code, if it cannot be published now and its old files stay


class FeedDetail(Struct, frozen=True, kw_only=True):
    """All there is to see of a source."""

    outline: FeedSummary
    entries: tuple[Entry, ...]  #: those asked for, newest first
    revisions: tuple[tuple[Entry, Revision], ...]  #: the latest first, with the entry as it is now
    polls: tuple[tuple[datetime, PollReport], ...]  #: the oldest first
    kickers: tuple[str, ...]  #: that its entries have
    languages: tuple[str, ...]
    words: str = ""  #: asked for in titles
    kicker: str = ""
    language: str = ""
    today: date | None = None  #: on which it is looked at
    older: int | None = None  #: the place before which the next page of entries begins
    is_first: bool = True  #: whether its entries are the first of those asked for
    why_held: str = ""  #: why a poll is held back, without anything that it quotes


def feed_summary(
    feed: Feed,
    counts: Mapping[str, int],
    last: date | None,
    until: datetime,
    *,
    due_by: date | None = None,
) -> FeedSummary:
    """Return *feed* at a glance, *until* an instant; without the condition of its source.

    *counts* are the number of entries of each month, by "2026-11"; *last* is the date of the newest.
    """
    return FeedSummary(
        feed=feed,
        condition=Condition.OK,
        health=None,
        months=tuple((month, counts.get(month, 0)) for month in months(until.date(), MONTHS)),
        rhythm=in_words(usual_gap(counts, last) if last else None),
        last=last,
        due_by=due_by,
    )


def is_quiet(counts: Mapping[str, int], last: date, today: date) -> bool:
    """Whether much less comes than did until *last*, by what the months had."""
    gap = usual_gap(counts, last)
    return gap is not None and today - last > max(_QUIET * gap, LEAST_QUIET)


def usual_gap(counts: Mapping[str, int], last: date) -> timedelta | None:
    """The usual time between two entries, in the half year before the *last*; None where there are too few.

    Where the half year has too few the last two years count.
    """
    for span in (_HALF_YEAR, MONTHS):
        named = months(last, span)
        first = next((month for month in named if counts.get(month)), None)
        count = sum(counts.get(month, 0) for month in named)
        if first is not None and count >= _TELLING:
            return max((last - date.fromisoformat(f"{first}-01")) / count, timedelta(hours=1))
    return None


def months(until: date, count: int) -> list[str]:
    """The last *count* months until that of *until*, "2026-11"."""
    last = until.year * 12 + until.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(last - count + 1, last + 1)]


def in_words(gap: timedelta | None) -> str:
    """*gap* between two entries, as people say how often something comes."""
    if gap is None:
        return ""
    for name, span in (("day", 1.0), ("week", 7.0), ("month", 30.4), ("year", 365.0)):
        often = timedelta(days=span) / gap
        count = round(often)
        if often > 0.8:
            return f"about {_NUMBERS.get(count, str(count))} a {name}"
    return "less than one a year"


def ago(day: date, today: date) -> str:
    """How long before *today* that *day* was, as people say it."""
    days = (today - day).days
    if days < 2:
        return "yesterday" if days == 1 else "today"
    for name, span, least in (("years", 365, 730), ("months", 30.4, 60), ("weeks", 7, 14)):
        if days >= least:
            return f"{int(days / span)} {name} ago"
    return f"{days} days ago"


_NUMBERS = dict(enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1))


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """How *before* became *after*, word by word: ("", kept), ("del", gone) and ("ins", come)."""
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


def strip(polls: Collection[tuple[datetime, PollReport]]) -> Iterator[tuple[str, str]]:
    """A mark and a sentence for each of *polls*."""
    marks = {Outcome.CHANGED: "changed", Outcome.FAILED: "failed", Outcome.QUARANTINED: "held"}
    for at, report in polls:
        told = f"{at:%Y-%m-%d %H:%M} UTC: {report.outcome.replace('_', ' ')}"
        if report.new:
            told += f", {report.new} new"
        if report.reason:
            told += f" [{report.reason}]"
        yield marks.get(report.outcome, "same"), told
