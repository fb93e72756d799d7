"""Check each poll before it is stored, and quarantine a suspicious one.

Pure. Each rule compares the page with the last good poll. Normal changes of a list pass. A change
that a broken page would make is quarantined until the page is correct again or the operator
approves the poll.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from ilofeed.core import ids, urls
from ilofeed.core.models import EARLIEST_DAY, Entry, Item
from ilofeed.core.text import clean
from ilofeed.decide import coverage
from ilofeed.decide.changes import Changes, differing_words
from ilofeed.decide.identity import Matching

DISJOINT = "disjoint"

#: The number of new items that is never suspicious by itself.
FEW_NEW = 10
#: The least number of known items of which most may not be revised at once.
FEW_SHOWN = 5
#: The least share of items with a field that makes the field common.
WAS_USUAL = 0.8
#: The least share of items that must still have a common field.
IS_RARE = 0.5
# With fewer items no field counts as common.
_FEW_BEFORE = 3
_AHEAD = timedelta(days=2)
#: Two years, because conferences are announced so early.
_EVENTS_AHEAD = timedelta(days=731)
# Enough of a title to find it on the page.
_TITLE_LIMIT = 80

_FIELDS: Mapping[str, Callable[[Item], bool]] = {
    "date": lambda item: item.published is not None,
    "summary": lambda item: bool(item.summary),
    "link": ids.has_own_link,
}


class Violation(Struct, frozen=True, kw_only=True):
    """The reason to quarantine a poll."""

    reason: str
    message: str  #: counts only, since it is public
    detail: str = ""  #: words of one item, for the operator only: they may be spam


class Verdict(Struct, frozen=True, kw_only=True):
    """The result of one rule."""

    rule: str  #: its reason code
    numbers: str  #: the numbers that it compared, with its limit
    violation: Violation | None = None  #: None: the poll passes


class GateInput(Struct, frozen=True, kw_only=True):
    """The facts by which the gate judges a poll."""

    items: Sequence[Item]  #: in the order of the page, with those of further pages
    before: Sequence[Entry]  #: entries that the page showed at the last good poll
    matching: Matching
    changes: Changes
    today: date
    anchors: Sequence[str] = ()  #: ids of the entries that end an open gap
    unasked: int = 0  #: known URLs of a page that may have moved, not yet requested
    common_fields: str = ""  #: the fields that nearly all items had at the last good poll
    same_layout: bool = True  #: true where the same profile read it
    is_of_events: bool = False  #: true where the page lists events, which have future dates


# The numbers that a rule compared, and the violation if there is one.
_Result = tuple[str, Violation | None]


def evaluate(case: GateInput) -> tuple[Verdict, ...]:
    """Return the result of each rule, in order.

    The first good poll of a source is its baseline: there is nothing to compare it with, so no rule has a result.
    """
    return tuple(_verdicts(case)) if case.before else ()


def first_violation(verdicts: Iterable[Verdict]) -> Violation | None:
    """Return the violation of the first rule that the poll breaks; None where it passes."""
    return next((verdict.violation for verdict in verdicts if verdict.violation is not None), None)


def _verdicts(case: GateInput) -> Iterator[Verdict]:
    for reason, rule in _RULES.items():
        numbers, violation = rule(case)
        yield Verdict(rule=reason, numbers=numbers, violation=violation)


def _disjoint(case: GateInput) -> _Result:
    known = sum(item.key in case.matching.entries for item in case.items)
    numbers = f"{known} of {len(case.items)} items are known; {len(case.before)} entries were on the page before"
    return numbers, _disjointness(case)


def _disjointness(case: GateInput) -> Violation | None:
    unknown = [item for item in case.items if item.key not in case.matching.entries]
    if case.matching.entries and case.unasked and unknown:
        return Violation(
            reason=DISJOINT,
            message=(
                f"known entries are on the page under other addresses; where {case.unasked} more addresses lead"
                " is asked at the next polls"
            ),
        )
    if case.matching.entries:
        return None
    return Violation(
        reason=DISJOINT,
        message=f"none of {len(case.before)} known entries is on the page any more, {len(case.items)} others are",
        detail=f"the page begins with {_title(case.items[0])} now" if case.items else "",
    )


def _burst(case: GateInput) -> _Result:
    """Quarantine many new items without a known one in its place below them: items between may be missing."""
    uncovered = coverage.measure(case.items, case.matching, case.before, case.anchors).uncovered
    limit = max(FEW_NEW, len(case.items) // 2)
    numbers = f"{len(uncovered)} new items have no known one below them; at most {limit} pass"
    if len(uncovered) <= limit:
        return numbers, None
    return numbers, Violation(
        reason="burst",
        message=f"{len(uncovered)} of {len(case.items)} items would be new, and no known one is below them",
        detail=f"the first of them is {_title(uncovered[0])}",
    )


def _ambiguous(case: GateInput) -> _Result:
    count = len(case.matching.ambiguous)
    return f"{count} items could be one of several known entries; none may", _ambiguity(case) if count else None


def _ambiguity(case: GateInput) -> Violation:
    item, entries = case.matching.ambiguous[0]
    if len(entries) == 1 and urls.canonical(item.link) == urls.canonical(entries[0].item.link):
        return Violation(
            reason="ambiguous",
            message=(
                "the URL of a known entry shows other words and another date now; an approval announces that as a"
                " new entry, one with --as-known saves it as an edit"
            ),
            detail=f"{_title(entries[0].item)} became {_title(item)}, at {item.link}",
        )
    count = len(case.matching.ambiguous)
    what = (
        f"1 item could be any of {len(entries)}" if count == 1 else f"{count} items could each be one of several"
    )
    return Violation(
        reason="ambiguous",
        message=f"{what} known entries of the same title and date",
        detail=f"{_title(item)}, dated {item.published or 'nowhere'}",
    )


def common_fields(items: Sequence[Item]) -> str:
    """Return the names of the fields that nearly all *items* have; none where there are too few items."""
    if len(items) < _FEW_BEFORE:
        return ""
    return " ".join(name for name, has in _FIELDS.items() if _share(items, has) >= WAS_USUAL)


def _fields_lost(case: GateInput) -> _Result:
    # The cards of the new site show no summaries; the lists of the old site did.
    names = [name for name in case.common_fields.split() if name != "summary" or case.same_layout]
    shares = {name: _share(case.items, _FIELDS[name]) for name in names}
    found = ", ".join(f"a {name} on {share:.0%}" for name, share in shares.items())
    numbers = f"{found} of the items; at least {IS_RARE:.0%} needed" if found else "no field was common before"
    return numbers, _lost_field(case, shares)


def _lost_field(case: GateInput, shares: Mapping[str, float]) -> Violation | None:
    for name, share in shares.items():
        if share < IS_RARE:
            without = next((item for item in case.items if not _FIELDS[name](item)), None)
            return Violation(
                reason="fields_lost",
                message=f"{share:.0%} of the items have a {name}; at the last good poll nearly all had one",
                detail=f"{_title(without)} has none" if without else "",
            )
    return None


def _mass_revision(case: GateInput) -> _Result:
    revised = len(case.changes.revised)
    shown = revised + len(case.changes.moved) + len(case.changes.unchanged)
    limit = f"at most {shown // 2} pass" if shown >= FEW_SHOWN else f"checked from {FEW_SHOWN} on"
    numbers = f"{revised} of {shown} known items would be revised; {limit}"
    if shown < FEW_SHOWN or revised <= shown / 2:
        return numbers, None
    return numbers, Violation(
        reason="mass_revision",
        message=f"{revised} of the {shown} known items on the page would be revised at once",
        detail=_first_edit(case),
    )


def _first_edit(case: GateInput) -> str:
    """Return the changes of the first item that would be revised, field by field."""
    before = {revision.entry: revision.before for revision in case.changes.revisions}
    entry = next(entry for entry in case.changes.revised if entry.id in before)
    was, now = before[entry.id], entry.item
    words = [
        (name, *differing_words(getattr(was, name) or "", getattr(now, name) or ""))
        for name in ("title", "summary", "kicker")
        if (getattr(was, name) or "") != (getattr(now, name) or "")
    ]
    if was.published != now.published:
        words.append(("date", str(was.published or ""), str(now.published or "")))
    edits = "; ".join(f"{name} {old!r} would become {new!r}" for name, old, new in words)
    return f"{_title(was)}: {edits}"


def _dates_odd(case: GateInput) -> _Result:
    items = [entry.item for entry in case.changes.new]
    ahead = _EVENTS_AHEAD if case.is_of_events else _AHEAD
    odd = [item for item in items if item.published and is_odd(item.published, case.today, ahead)]
    numbers = (
        f"{len(odd)} of {len(items)} new items have dates that cannot be; at most {max(1, len(items) // 2)} pass"
    )
    if len(odd) < 2 or len(odd) <= len(items) / 2:
        return numbers, None
    return numbers, Violation(
        reason="dates_odd",
        message=f"{len(odd)} of {len(items)} new items have dates that cannot be",
        detail=f"{_title(odd[0])} is dated {odd[0].published}",
    )


def is_odd(day: date, today: date, ahead: timedelta = _AHEAD) -> bool:
    """Check that *day* is a misprint: more than *ahead* in the future, or earlier than any such page."""
    return day > today + ahead or day < EARLIEST_DAY


def _title(item: Item) -> str:
    """Return the title of *item*, quoted and cut."""
    return repr(clean(item.title, _TITLE_LIMIT))


def _share(items: Collection[Item], has: Callable[[Item], bool]) -> float:
    return sum(has(item) for item in items) / len(items) if items else 0.0


_RULES: Mapping[str, Callable[[GateInput], _Result]] = {
    DISJOINT: _disjoint,
    "burst": _burst,
    "ambiguous": _ambiguous,
    "fields_lost": _fields_lost,
    "mass_revision": _mass_revision,
    "dates_odd": _dates_odd,
}
