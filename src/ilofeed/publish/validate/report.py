"""The report on a document: its facts, and the rules that it breaks."""

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
    """A broken rule, with its place in the document."""

    rule: str  #: its name, as in the list of rules
    where: str  #: the element or entry
    message: str


class EntryFacts(Struct, kw_only=True):
    """The values of one entry."""

    where: str
    id: str = ""
    title: str = ""
    link: str = ""
    author: str = ""  #: that of the feed where the entry names none
    published: datetime | None = None
    updated: datetime | None = None


class Report(Struct, kw_only=True):
    """The facts of a document, as far as it is readable, and its findings."""

    format: str = ""  #: "rss", "atom", "json" or "opml"; empty: none of them
    location: str = ""  #: the address that it gives as its own
    id: str = ""
    title: str = ""
    updated: datetime | None = None
    is_archive: bool = False
    entries: list[EntryFacts] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, rule: str, where: str, message: str) -> None:
        """Add a finding: *rule* is broken."""
        self.findings.append(Finding(rule=rule, where=where, message=message))

    def note(self, problem: Problem | None, where: str) -> bool:
        """Add *problem*, if any; return whether there is none."""
        if problem is not None:
            self.add(problem.rule, where, problem.message)
        return problem is None


def examine_entries(report: Report, now: datetime) -> None:
    """Check the entries of a feed together."""
    entries = report.entries
    if not entries:
        report.add("no_entries", "feed", "it has no entries; to a reader all entries would seem deleted")
    if len(entries) > MOST_ENTRIES:
        report.add("too_many_entries", "feed", f"{len(entries)} entries; at most {MOST_ENTRIES} are allowed")
    if report.id and report.id in {entry.id for entry in entries}:
        report.add("id_repeated", "feed", "the feed and an entry have the same id")
    _each_once(report, "id_repeated", [(entry.id, entry.where) for entry in entries])
    _each_once(report, "date_repeated", [(entry.updated, entry.where) for entry in entries])
    for each in entries:
        for instant in (each.published, each.updated):
            if instant is not None:
                report.note(checks.in_range(instant, now), each.where)
        if each.published and each.updated and each.updated < each.published:
            report.add("date_order", each.where, "it was updated before it was published")
    dates = [entry.published for entry in entries if entry.published]
    if dates != sorted(dates, reverse=True):
        report.add("order", "feed", "its entries are not ordered newest first")
    examine_date(report)


def examine_date(report: Report) -> None:
    """Check the date of a feed, if it has one."""
    updated = max((entry.updated for entry in report.entries if entry.updated), default=None)
    if updated and report.updated and updated != report.updated:
        report.add("feed_date", "feed", f"it is {report.updated:%F %T}, the latest change is {updated:%F %T}")


def _each_once(report: Report, rule: str, found: list[tuple[object, str]]) -> None:
    counts = Counter(value for value, _ in found if value)
    for value, where in found:
        if counts.pop(value, 0) > 1:  # one finding for each value
            report.add(rule, where, f"{value} occurs more than once")
