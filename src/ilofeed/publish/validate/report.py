"""What was found wrong with a document, and what was read from it on the way."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from msgspec import Struct, field

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Problem

#: No feed of ours is larger, or longer.
MOST_BYTES = 500_000
MOST_ENTRIES = 500


class Finding(Struct, frozen=True, kw_only=True):
    """A rule that a document breaks, and where."""

    rule: str
    where: str
    message: str


class EntryFacts(Struct, kw_only=True):
    """What a document says of one entry."""

    where: str
    id: str = ""
    title: str = ""
    link: str = ""
    published: datetime | None = None
    updated: datetime | None = None


class Report(Struct, kw_only=True):
    """A document, as far as it could be read, and all that is wrong with it."""

    format: str = ""  #: "rss", "atom", "json" or "opml"; empty: none of them
    location: str = ""  #: where it says that it is
    id: str = ""
    title: str = ""
    updated: datetime | None = None
    is_archive: bool = False
    entries: list[EntryFacts] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def say(self, rule: str, where: str, message: str) -> None:
        """Keep that *rule* is broken."""
        self.findings.append(Finding(rule=rule, where=where, message=message))

    def note(self, fault: Problem | None, where: str) -> bool:
        """Keep *fault*, where there is one; whether there is none."""
        if fault is not None:
            self.say(fault.rule, where, fault.message)
        return fault is None


def examine_entries(examined: Report, now: datetime) -> None:
    """What the entries of a feed must be among themselves."""
    entries = examined.entries
    if not entries:
        examined.say("no_entries", "feed", "a feed without entries looks as if everything were gone")
    if len(entries) > MOST_ENTRIES:
        examined.say("too_many_entries", "feed", f"{len(entries)} entries; at most {MOST_ENTRIES} are allowed")
    _each_once(examined, "id_repeated", [(each.id, each.where) for each in entries])
    _each_once(examined, "date_repeated", [(each.updated, each.where) for each in entries])
    for each in entries:
        for instant in (each.published, each.updated):
            if instant is not None:
                examined.note(checks.in_range(instant, now), each.where)
        if each.published and each.updated and each.updated < each.published:
            examined.say("date_order", each.where, "it was updated before it was published")
    dates = [each.published for each in entries if each.published]
    if dates != sorted(dates, reverse=True):
        examined.say("order", "feed", "its entries do not stand newest first")
    updated = max((each.updated for each in entries if each.updated), default=None)
    if updated and examined.updated and updated != examined.updated:
        examined.say(
            "feed_date", "feed", f"it says {examined.updated:%F %T}, its newest change is {updated:%F %T}"
        )


def _each_once(examined: Report, rule: str, found: list[tuple[object, str]]) -> None:
    counts = Counter(value for value, _ in found if value)
    for value, where in found:
        if counts.pop(value, 0) > 1:  # said once for each value
            examined.say(rule, where, f"{value} stands there more than once")
