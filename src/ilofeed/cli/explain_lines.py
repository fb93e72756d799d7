"""Write the explanation of a poll as lines for people. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ilofeed.app.explanation import UNKNOWN
from ilofeed.cli.layout import INDENT, Layout, cut, span, step_text, wrapped
from ilofeed.cli.options import counted, stamp
from ilofeed.core.decisions import Decisions
from ilofeed.core.skipped import LEFT_OUT
from ilofeed.core.state import Outcome
from ilofeed.decide.changes import differing_words
from ilofeed.decide.next_steps import next_steps

if TYPE_CHECKING:
    from ilofeed.app.explanation import ExplainedItem, Explanation, FeedDecision
    from ilofeed.core.models import Extraction, Item
    from ilofeed.core.state import KeptPage

# Each treatment in a word, and what it would be if the poll were approved.
_WORDS = {"unchanged": "known", "revised": "edited", "silent": "not announced"}
_MEANINGS = {
    "new": "announced as a new entry",
    "silent": "saved without an announcement: older than the known ones, or approved as known",
    "revised": "the same entry with other words",
    "moved": "the same entry at another address",
    "unchanged": "nothing changes",
    "repeated": "ignored: the item is on the page twice",
    UNKNOWN: "an older program polled, and did not save how it matched the items",
}
_UNREADABLE = {
    "duplicate": "with the address of an item above",
    "no_title": "without a title",
    "bad_link": "with a link that leads to no page",
    "garbled": "with letters of another encoding",
}
_MEANING_OF_OUTCOMES = {
    Outcome.NOT_MODIFIED: "the server answered that the page is as it was",
    Outcome.UNCHANGED: "there was nothing new",
    Outcome.CHANGED: "the changes were published",
    Outcome.QUARANTINED: "nothing was published",
    Outcome.FAILED: "the feed stays as it was",
}
_MARGIN = 18


def lines(found: Explanation, layout: Layout) -> Iterator[str]:
    """Yield the whole explanation: the result, the page, the items, what was skipped, the gate, and the next steps."""
    yield from _result(found, layout)
    if found.kept is not None:
        yield from _page(found, found.kept, layout)
        if found.kept.extraction is not None:
            yield from _list(found, found.kept.extraction, layout)
            yield from _gate(found.kept.decisions, layout)
    steps = [step for step in next_steps(found.health) if step.command[:1] != ("explain",)]
    if steps:
        yield ""
        yield "next:"
    for step in steps:
        yield from wrapped(step_text(step, layout), layout, "  ", INDENT)


def item_lines(found: Explanation, item: ExplainedItem, layout: Layout) -> Iterator[str]:
    """Yield all that is known about one item of the page."""
    shown, decision, entry = item.item, item.decision, item.entry
    yield from _fact("title", shown.title, layout)
    yield from _fact("link", shown.link, layout)
    yield from _fact("date", _date(shown), layout)
    for name in ("kicker", "place", "author", "summary"):
        yield from _fact(name, getattr(shown, name) or "", layout)
    yield from _fact("treatment", f"{_word(item)}: {_MEANINGS[decision.treatment]}{_condition(found)}", layout)
    yield from _fact("recognised by", decision.by, layout)
    for change in _changes(item, is_held=bool(_condition(found))):
        yield from _fact("change", change, layout)
    if entry is not None:
        yield from _fact("entry", entry.id, layout)
        yield from _fact("first seen", stamp(entry.first_seen) or "", layout)
        yield from _fact("published as", stamp(entry.published) or "", layout)
    if found.source.reads_articles:
        text = f"{item.text_length} characters" if item.text_length else "none was found on its page yet"
        yield from _fact("full text", text, layout)
    for feed in item.feeds:
        yield from _fact("feed", _choice(feed), layout)


def _fact(name: str, value: str, layout: Layout) -> Iterator[str]:
    if value:
        yield from wrapped(f"{name:<{_MARGIN - 2}}{value}", layout, "  ", " " * _MARGIN)


def _result(found: Explanation, layout: Layout) -> Iterator[str]:
    slug, report = found.source.slug, found.report
    if report is None or found.at is None:
        command = layout.command("fetch", "--once", slug)
        yield from wrapped(f"{slug}: not polled yet; `{command}` polls it now", layout, "")
        return
    reason = f" [{report.reason}]" if report.reason else ""
    result = f"{report.outcome.replace('_', ' ')}{reason}; {_MEANING_OF_OUTCOMES.get(report.outcome, '')}"
    ago = span(layout.now - found.at)
    yield from wrapped(f"{slug}: polled {ago} ago ({stamp(found.at)}): {result}", layout, "", "  ")
    # The stored message of a held poll names commands, which are among the next steps.
    message = found.health.message if report.outcome is Outcome.QUARANTINED else report.message
    if message:
        yield from wrapped(message, layout, "  ")
    if found.health.detail and report.outcome is Outcome.QUARANTINED:
        yield from wrapped(f"for instance: {found.health.detail}", layout, "  ")
    if found.health.since:
        began = f"the problem began {span(layout.now - found.health.since)} ago ({stamp(found.health.since)})"
        yield from wrapped(f"{began}; {counted(found.health.failures, 'poll')} in a row", layout, "  ")
    if found.health.advice:
        yield from wrapped(found.health.advice, layout, "  ")


def _page(found: Explanation, kept: KeptPage, layout: Layout) -> Iterator[str]:
    """Yield how the page came and was read."""
    yield ""
    when = "" if found.is_of_poll else f", last read {stamp(kept.at)}"
    kind = f", {kept.page.content_type}" if kept.page.content_type else ""
    yield from wrapped(f"page: {kept.page.url}{when}", layout, "", INDENT)
    yield from wrapped(f"status {kept.page.status}, {len(kept.page.body)} bytes{kind}", layout, "  ")
    extraction = kept.extraction
    if extraction is None:
        yield "  no list of items could be read from it"
        if found.beginning:
            yield from wrapped(f"its text begins: {found.beginning!r}", layout, "  ")
        return
    title = f"title {extraction.title!r}, " if extraction.title else ""
    of = f" of {extraction.reader}" if extraction.reader else ""
    yield from wrapped(
        f"{title}language {extraction.language or 'unknown'}, read by the profile {extraction.profile!r}{of}",
        layout,
        "  ",
    )
    if extraction.found_in:
        yield from wrapped(f"found in {extraction.found_in}", layout, "  ")
    for name, place in extraction.rules.items():
        yield from wrapped(f"{name}: {place if isinstance(place, str) else ', else '.join(place)}", layout, INDENT)
    for pattern in found.source.ignore:
        yield from wrapped(f"`ignore` cuts {pattern!r} out of its texts", layout, "  ")


def _list(found: Explanation, extraction: Extraction, layout: Layout) -> Iterator[str]:
    counts = Counter(_word(item) for item in found.items)
    total = ", ".join(f"{count} {word}" for word, count in counts.items())
    yield ""
    when = "" if found.is_of_poll else " when the page was read"
    yield from wrapped(f"{counted(len(found.items), 'item')}: {total}{when}{_condition(found)}", layout, "")
    for item in found.items:
        yield from _short(item, layout, is_held=bool(_condition(found)))
    if found.items:
        command = layout.command("explain", found.source.slug, "--item", str(found.items[0].item.number or 1))
        yield from wrapped(f"`{command}` shows one in detail", layout, "")
    if extraction.skipped:
        yield ""
        yield f"{counted(len(extraction.skipped), 'element')} skipped:"
    for element in extraction.skipped:
        meaning = LEFT_OUT.get(element.reason) or _UNREADABLE.get(element.reason, "")
        reason = f"{element.reason} ({meaning})" if meaning else element.reason
        yield from wrapped(f"{element.number:>4}  {reason}: {element.text!r}", layout, "", INDENT)


def _short(item: ExplainedItem, layout: Layout, *, is_held: bool) -> Iterator[str]:
    """Yield an item in a line, and its changes and evidence below it where it is not as it was."""
    shown = item.item
    date = shown.published.isoformat() if shown.published else "no date"
    number = "" if shown.number is None else shown.number
    yield cut(f"{number:>4}  {date:<10}  {_word(item):<13}  {shown.title}", layout)
    if item.decision.treatment in ("unchanged", UNKNOWN):
        return
    for change in _changes(item, is_held=is_held):
        yield from wrapped(change, layout, " " * _MARGIN)
    yield from wrapped(_evidence(item), layout, " " * _MARGIN)
    for feed in item.feeds:
        if feed.left_out_by:
            yield from wrapped(_choice(feed), layout, " " * _MARGIN)


def _evidence(item: ExplainedItem) -> str:
    decision = item.decision
    return (
        f"because of {decision.by}"
        if decision.treatment in ("new", "silent")
        else f"recognised by its {decision.by}"
    )


def _choice(feed: FeedDecision) -> str:
    """Return whether a feed with conditions shows an item."""
    if feed.left_out_by:
        return f"left out of the feed {feed.feed!r} by its `{feed.left_out_by}`"
    return f"chosen by the feed {feed.feed!r}"


def _changes(item: ExplainedItem, *, is_held: bool) -> Iterator[str]:
    """Yield the differences from what was known, field by field."""
    if item.before is None:
        return
    became = "would become" if is_held else "became"
    for name in ("title", "summary", "kicker"):
        was, now = (getattr(each, name) or "" for each in (item.before, item.item))
        if now and was != now:
            old, new = differing_words(was, now)
            yield f"{name}: {old!r} {became} {new!r}"
    if item.item.published and item.before.published != item.item.published:
        yield f"date: {item.before.published or 'none'} {became} {item.item.published}"
    if item.before.link != item.item.link:
        yield f"link: {item.before.link} {became} {item.item.link}"


def _gate(decisions: Decisions | None, layout: Layout) -> Iterator[str]:
    if decisions is None:
        return
    yield ""
    if decisions.approved:
        yield from wrapped(f"the gate had quarantined it; `ilofeed {decisions.approved}` approved it", layout, "")
        return
    if not decisions.rules:
        yield "the gate: open, because nothing was known to compare with"
        return
    yield "the gate:"
    for rule in decisions.rules:
        word = "HELD" if rule.is_held else "passed"
        yield from wrapped(f"{word:<6}  {rule.rule:<13}  {rule.numbers}", layout, "  ", INDENT)


def _word(item: ExplainedItem) -> str:
    return _WORDS.get(item.decision.treatment, item.decision.treatment)


def _condition(found: Explanation) -> str:
    """Return the words that say that a held poll has changed nothing."""
    is_held = found.is_of_poll and found.report is not None and found.report.outcome is Outcome.QUARANTINED
    return ", if the poll is approved" if is_held else ""


def _date(item: Item) -> str:
    """Return the date of *item* and where it comes from."""
    if item.published is None:
        return f"none was understood in {item.date_text!r}" if item.date_text else "none: it counts as first seen"
    source = f", from {item.date_text!r}" if item.date_text else ""
    margin = f", give or take {counted(item.date_margin, 'day')}" if item.date_margin else ""
    return f"{item.published}{source}{margin}"
