"""State of sources, their polls and entries: the main part of `ilofeed.core.protocols.Store`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from ilofeed.core.models import Entry
from ilofeed.core.state import (
    KeptPage,
    Lease,
    Outcome,
    PollCounter,
    PollReport,
    PollResult,
    Quarantine,
    Revision,
    SourceState,
)
from ilofeed.core.state_changes import Mark, StateChanges
from ilofeed.store import bounds, queries, rows
from ilofeed.store.base import Database
from ilofeed.store.search import SAVE, catch_up, search_row, unsaved

# A poll with one of these outcomes ends the quarantine of its source.
_GOOD = (Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED)


def _by_arrival(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries* by their first sight; of those seen at one time, the last one of the page arrived first."""
    latest_first = sorted(entries, key=lambda entry: entry.first_seen, reverse=True)
    return latest_first[::-1]


class Polls(Database):
    """Sources and their entries, which polls take by claims and leases and change by commits."""

    def states(self) -> Mapping[str, SourceState]:
        """Return the state of every source ever polled, by slug."""
        with self.reading():
            states = [rows.state(row) for row in self.all(queries.STATES)]
        return {state.slug: state for state in states}

    def states_of(self, slugs: Collection[str], /) -> Mapping[str, SourceState]:
        """Return the state of each of *slugs* that has one."""
        with self.reading():
            states = [rows.state(row) for row in self.each(queries.STATES_OF, slugs)]
        return {state.slug: state for state in states}

    def states_since(self, mark: Mark | None, /) -> StateChanges:
        """Return the states that changed after *mark*; all states for None, and if the store cannot know."""
        with self.reading():
            now, slugs = self.changed_sources(mark)
            found = self.all(queries.STATES) if slugs is None else self.each(queries.STATES_OF, slugs)
        states = {state.slug: state for state in map(rows.state, found)}
        gone = frozenset(slug for slug in slugs or () if slug not in states)
        return StateChanges(mark=now, states=states, gone=gone, is_whole=slugs is None)

    def state(self, slug: str, /) -> SourceState | None:
        """Return the state of one source; None before its first poll."""
        with self.reading():
            found = [rows.state(row) for row in self.all(queries.STATE, slug=slug)]
        return found[0] if found else None

    def claim(self, slugs: Collection[str], lease: Lease | None = None, /) -> Mapping[str, SourceState]:
        """Claim each of *slugs* under a new generation, and return their states by slug."""
        claimed: dict[str, SourceState] = {}
        with self.writing():
            self.log_change(*slugs)
            for slug in sorted(set(slugs)):
                (row,) = self.all(queries.CLAIM, slug=slug, **rows.lease_row(lease))
                claimed[slug] = rows.state(row)
        return claimed

    def lease(self, state: SourceState, lease: Lease, /, *, over: str = "") -> SourceState | None:
        """Lease the source of *state*; None if it was claimed since, or if another process polls it.

        Returns its state under a new generation. A lease whose holder is *over* does not count.
        """
        wanted = rows.lease_row(lease)
        with self.writing():
            self.log_change(state.slug)
            found = (
                self.all(queries.LEASE, **rows.lease_wish(state, lease, over), **wanted)
                if state.generation
                else self.all(queries.FIRST_LEASE, slug=state.slug, **wanted)
            )
        return rows.state(found[0]) if found else None

    def release(self, state: SourceState, /) -> None:
        """End the lease under which *state* was read, if the poll saved nothing."""
        with self.writing():
            self.log_change(state.slug)
            self.write(queries.END_LEASE, slug=state.slug, generation=state.generation)

    def known(
        self, slug: str, aliases: Iterable[str], titles: Iterable[str] = (), ids: Iterable[str] = (), /
    ) -> tuple[Entry, ...]:
        """Return the entries on the page at the last good poll, or with any of *aliases*, *titles* or *ids*."""
        with self.reading():
            on_page = self.entries(slug, self.all(queries.ON_PAGE, source=slug))
            # Most names are those of entries on the page, which are here already.
            left = set(aliases).difference(*(entry.aliases for entry in on_page))
            others = {row["entry_id"] for row in self.each(queries.OWNERS, left, source=slug)}
            others |= {row["id"] for row in self.each(queries.ENTITLED, titles, source=slug)}
            others = others.union(ids).difference(entry.id for entry in on_page)
            found = on_page + self.entries(slug, self.each(queries.BY_ID, others, source=slug))
        by_id = sorted(found, key=lambda entry: entry.id)
        return tuple(sorted(by_id, key=lambda entry: entry.first_seen, reverse=True))

    def arrive(self, entries: Iterable[tuple[str, str]], /) -> None:
        """Save the arrivals of *entries*, each a source and an id, in this order, before `record` saves these."""
        with self.writing():
            self.in_order()
            self.write_all(queries.ARRIVED, [{"source": slug, "entry": entry_id} for slug, entry_id in entries])

    def record(self, commit: PollResult, /, also: Callable[[], None] = lambda: None) -> bool:
        """Save a poll completely or not at all; return False if the source was claimed again since.

        *also* is called in the same transaction, in both cases.
        """
        # The rows are made before the transaction, to keep it short.
        slug, held = commit.state.slug, commit.quarantine
        saved = self.bound(rows.state_row(commit.state))
        kept = [self.bound(rows.entry_row(slug, entry)) for entry in commit.entries]
        searched = [self.bound(search_row(slug, entry)) for entry in commit.entries]
        arrived = [{"source": slug, "entry": entry.id} for entry in _by_arrival(commit.entries)]
        aliases = [self.bound(row) for entry in commit.entries for row in rows.alias_rows(slug, entry)]
        revisions = [self.bound(rows.revision_row(slug, revision)) for revision in commit.revisions]
        quarantine = self.bound(rows.quarantine_row(held)) if held else None
        page = self.bound(rows.page_row(slug, commit.kept)) if commit.kept else None
        poll = self.bound(rows.poll_row(commit.state, commit.report))
        with self.writing():
            self.log_change(slug)
            found = self.all(queries.SAVE_STATE_OF_POLL, **saved)
            if not found:
                also()
                return False
            self._save_entries(slug, kept, arrived, searched)
            if found[0]["is_late"]:
                catch_up(self, slug)
            self.write_all(queries.SAVE_ALIAS, aliases)
            self.write_all(queries.SAVE_REVISION, revisions)
            bounds.trim(self, commit)
            if quarantine is not None:
                self.write(queries.SAVE_QUARANTINE, **quarantine)
            elif commit.report.outcome in _GOOD:
                self.write(queries.END_QUARANTINE, source=slug)
            if page is not None:
                self.write(queries.SAVE_PAGE, **page)
                self.write(queries.FORGET_PAGES, source=slug, kept=queries.PAGES)
            self.write(queries.SAVE_POLL, **poll)
            self.write(queries.COUNT_POLL, **rows.tally_row(commit.report))
            self.write(queries.FORGET_POLLS, source=slug, kept=queries.POLLS)
            also()
        return True

    def _save_entries(
        self, slug: str, kept: Sequence[rows.Row], arrived: Sequence[rows.Row], searched: Sequence[dict[str, Any]]
    ) -> None:
        if kept:
            self.in_order()
            self.write_all(queries.SAVE_ENTRY, kept)
            self.write_all(queries.ARRIVED, arrived)
            self.write_all(SAVE, unsaved(self, slug, searched))

    def keep(self, state: SourceState, /) -> bool:
        """Save *state* without a poll; return False if the source was claimed again since."""
        saved = self.bound(rows.state_row(state))
        with self.writing():
            self.log_change(state.slug)
            return bool(self.write(queries.SAVE_STATE, **saved))

    def quarantine(self, slug: str, /) -> Quarantine | None:
        """Return the quarantined poll of the source; None if there is none."""
        with self.reading():
            found = [rows.quarantine(row) for row in self.all(queries.QUARANTINE, source=slug)]
        return found[0] if found else None

    def pages(self, slug: str, digest: str = "", /) -> tuple[KeptPage, ...]:
        """Return the kept pages of the source, the latest first; only the one with *digest* if that is given."""
        with self.reading():
            found = self.all(queries.PAGES_OF, source=slug, digest=digest or "%")
            return tuple(rows.kept_page(row) for row in found)

    def revisions(self, slug: str, /) -> tuple[Revision, ...]:
        """Return every change of every entry of the source, the oldest first."""
        with self.reading():
            return tuple(rows.revision(row) for row in self.all(queries.REVISIONS, source=slug))

    def poll_counts(self) -> tuple[PollCounter, ...]:
        """Return the number of all polls of each source by outcome and reason."""
        with self.reading():
            return tuple(rows.poll_counter(row) for row in self.all(queries.POLL_COUNTS))

    def polls(self, slug: str, limit: int, /) -> tuple[tuple[datetime, PollReport], ...]:
        """Return the last polls of the source, the latest first, without the fact if they published."""
        with self.reading():
            found = self.all(queries.POLLS_OF, source=slug, limit=limit)
            return tuple(rows.poll({**row, "source": slug}) for row in found)

    def problems_since(self) -> Mapping[str, datetime]:
        """Return the time of the first bad poll after the last good one, by slug, of sources with a bad last poll."""
        with self.reading():
            found = self.all(queries.PROBLEMS_SINCE)
            return {row["source"]: msgspec.convert(row["at"], datetime) for row in found}

    def newest(self, slug: str, limit: int, /) -> tuple[Entry, ...]:
        """Return the *limit* announced entries first seen last, the latest first."""
        with self.reading():
            return self.entries(slug, self.all(queries.NEWEST, source=slug, limit=limit))

    def latest_times(
        self, slug: str, limit: int, days: Collection[date], most: int, /
    ) -> tuple[tuple[Entry, ...], Mapping[date, int]]:
        """Return the entries of `newest` without their aliases, and the largest offsets from noon on *days*."""
        with self.reading():
            latest = tuple(rows.entry(row, ()) for row in self.all(queries.NEWEST, source=slug, limit=limit))
            offsets = {
                day: row["noon_offset"]
                for day in days
                for row in self.all(queries.LAST_OFFSET, source=slug, day=str(day), most=most)
            }
        return latest, offsets

    def last(self, slugs: Collection[str], /) -> Mapping[str, Entry]:
        """Return the announced entry first seen last of each of *slugs* that has one, without its aliases."""
        with self.reading():
            return {row["source"]: rows.entry(row, ()) for row in self.each(queries.LAST, slugs)}

    def withdrawn(self) -> Mapping[str, int]:
        """Return the number of withdrawn entries of each source that has any, by slug."""
        with self.reading():
            return {row["source"]: row["entries"] for row in self.all(queries.WITHDRAWN)}

    def counts(self) -> Mapping[str, int]:
        """Return the number of announced entries of each source, by slug; 0 if it has none yet."""
        with self.reading():
            return {row["slug"]: row["entries"] for row in self.all(queries.COUNTS)}
