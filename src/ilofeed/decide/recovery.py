"""Merge the entries of a published feed into a database that has fewer. Pure: the time is an argument.

The database may be lost, or restored from a backup that is older than the output folder.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec.structs import replace

from ilofeed.core import clock_check, urls
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import Entry, Source
from ilofeed.core.source_home import home_of
from ilofeed.core.state import Outcome, PollReport, PollResult, RecoveredFeed, SourceState
from ilofeed.decide import gate

# The ids that `ids.mint` makes: a tag URI of any authority, or a UUID made from a name (version 5).
_OWN_ID = LazyPattern(
    r"tag:[^:\s]+:ilo/[A-Za-z0-9-]+/[0-9a-f]{16}"
    r"|urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
)


def recovered(
    source: Source, state: SourceState, now: datetime, seed: RecoveredFeed, known: Collection[Entry]
) -> PollResult | None:
    """Return the commit that adds to the database the news of *seed*; None where there is none.

    *known* are the entries of the database that *seed* names, and those that were on the
    page at the last good poll.
    """
    entries = tuple(entry for entry in seed.entries if _OWN_ID.fullmatch(entry.id))
    if not entries:
        return None
    if any(max(entry.first_seen, entry.updated) > now + clock_check.WRONG for entry in entries):
        # These dates came from a clock that was ahead. They are corrected once the right time is certain again.
        state = replace(state, clock_agreements=0)
    if state.content == 0:
        return _lost(source, state, now, replace(seed, entries=entries))
    by_id = {entry.id: entry for entry in known}
    homes = {urls.canonical(url) for url in (source.url, home_of(source))}
    is_ours = bool(seed.home) and urls.canonical(seed.home) in homes
    if not is_ours and not any(entry.id in by_id for entry in entries):
        return None
    if not any(_is_news(entry, by_id.get(entry.id)) for entry in entries):
        return None
    merged = [_merged(entry, by_id.get(entry.id)) for entry in entries]
    named = {entry.id for entry in merged}
    gone = [
        replace(entry, item=replace(entry.item, number=None))
        for entry in known
        if entry.id not in named and entry.item.number is not None
    ]
    to_save = tuple(entry for entry in (*merged, *gone) if entry != by_id.get(entry.id))
    # Without a recipe the next page is read even if its server reports no change.
    after = replace(state, content=state.content + 1, recipe="", last_poll=state.last_poll or now)
    return PollResult(state=after, report=_report(source), entries=to_save)


def in_order(seeds: Mapping[str, RecoveredFeed]) -> list[tuple[str, str]]:
    """Return source and id of all entries of *seeds*, the feeds by source, in the order in which they were seen.

    Archives of feeds over several sources hold the entries in the order in which they arrived.
    """
    found = [
        (entry.first_seen, slug, entry.id)
        for slug, seed in seeds.items()
        for entry in seed.entries
        if _OWN_ID.fullmatch(entry.id)
    ]
    return [(slug, entry_id) for _, slug, entry_id in sorted(found)]


def _lost(source: Source, state: SourceState, now: datetime, seed: RecoveredFeed) -> PollResult:
    """Return the commit for a database without any entry of *source*."""
    after = replace(
        state,
        content=1,
        last_poll=now,
        title=seed.title,
        language=seed.language,
        usual=gate.common_fields([entry.item for entry in seed.entries]),
    )
    return PollResult(state=after, report=_report(source), entries=seed.entries)


def _is_news(published: Entry, known: Entry | None) -> bool:
    return known is None or published.updated > known.updated


def _merged(published: Entry, known: Entry | None) -> Entry:
    """Return the newer one of both; fields that no feed shows come from the database."""
    if known is None:
        return published
    number = published.item.number
    if published.updated <= known.updated:
        return replace(known, item=replace(known.item, number=number))
    return replace(
        known,
        item=published.item,
        updated=published.updated,
        noon_offset=published.noon_offset,
        aliases=known.aliases | published.aliases,
    )


def _report(source: Source) -> PollReport:
    return PollReport(
        source=source.slug, outcome=Outcome.SKIPPED, reason="seeded", message="known again from the published feed"
    )
