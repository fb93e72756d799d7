"""State of feeds: `ilofeed.core.store_protocols.FeedStore`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from operator import itemgetter

import msgspec

from ilofeed.core.models import Entry, Publication
from ilofeed.core.state import Archive, Body, HubNotification
from ilofeed.store import feed_queries, feed_rows, queries, rows
from ilofeed.store.base import Database

# The number of arrivals that are read at once: a long history takes no more memory than a short one.
_AT_ONCE = 1_000


class Feeds(Database):
    """Published documents, closed parts of histories, texts of articles, and notifications of hubs."""

    def publications(self, feed: str, /) -> Mapping[str, Publication]:
        """Return the last publications of *feed*, by format."""
        return self.publications_of((feed,)).get(feed, {})

    def publications_of(self, feeds: Collection[str], /) -> Mapping[str, Mapping[str, Publication]]:
        """Return the last publications of each of *feeds* that has any, by format."""
        with self.reading():
            found = self.each(feed_queries.PUBLICATIONS, feeds)
        return feed_rows.publications(found)

    def remember(
        self,
        publications: Collection[Publication],
        archives: Collection[Archive] = (),
        pings: Collection[HubNotification] = (),
    ) -> None:
        """Save publications, the archives that are closed, and the notifications that are due."""
        kept = [self.bound(feed_rows.publication_row(publication)) for publication in publications]
        closed = [feed_rows.archive_row(archive) for archive in archives]
        with self.writing():
            self.write_all(feed_queries.SAVE_PUBLICATION, kept)
            for row, archive in zip(closed, archives, strict=True):
                self.write(feed_queries.SAVE_ARCHIVE, **row, through=self._through(row["feed"], archive))
            self.write_all(feed_queries.SAVE_PING, [self.bound(feed_rows.ping_row(ping)) for ping in pings])

    def latest(self, slugs: Collection[str], limit: int, /) -> tuple[tuple[str, Entry], ...]:
        """Return the last *limit* announced entries of *slugs*, first seen last first, each with its source."""
        with self.reading():
            found = self.each(feed_queries.LATEST, slugs, limit=limit)
            found.sort(key=lambda row: row["id"])
            found.sort(key=lambda row: row["first_seen"], reverse=True)
            return self._with_source(found[:limit])

    def months(self, slugs: Collection[str], /) -> Mapping[str, Mapping[str, int]]:
        """Return the number of announced entries of each of *slugs* by month, "2026-11".

        The count begins with January, two years before the year of the newest entry: older entries show no rhythm.
        """
        found: dict[str, dict[str, int]] = {}
        with self.reading():
            for row in self.each(feed_queries.MONTHS, slugs):
                found.setdefault(row["source"], {})[row["month"]] = row["entries"]
        return found

    def last_days(self, slugs: Collection[str], /) -> Mapping[str, date]:
        """Return the date of the newest announced entry of each of *slugs* that has one."""
        with self.reading():
            found = self.each(feed_queries.LAST_DAYS, slugs)
        return {row["source"]: date.fromisoformat(row["day"]) for row in found if row["day"]}

    def unarchived(self, feed: str, slugs: Collection[str], /) -> Iterator[tuple[str, Entry]]:
        """Return the announced entries of *slugs* since the last archive of *feed*, in order of arrival.

        They are read in parts, each in a transaction of its own. An entry that an archive has is left out if a second
        source lists it later.
        """
        after = 0
        while True:
            with self.reading():
                (last,) = self.all(feed_queries.THROUGH, feed=feed)
                through = last["through"] or 0
                found = self.each(feed_queries.ARRIVED, slugs, after=after or through, limit=_AT_ONCE)
                found.sort(key=itemgetter("seq"))
                part = found[:_AT_ONCE]
                archived = self._archived(feed, slugs, (row["id"] for row in part), through)
            yield from self._with_source(row for row in part if row["announced"] and row["id"] not in archived)
            if len(part) < _AT_ONCE:
                return
            after = part[-1]["seq"]

    def archives(self, feed: str, names: Collection[str], /) -> tuple[Archive, ...]:
        """Return the closed parts *names* of the history of *feed*, the oldest first."""
        with self.reading():
            found = self.each(feed_queries.ARCHIVES, names, feed=feed)
        found.sort(key=lambda row: (row["through"], row["name"]))
        return tuple(map(feed_rows.archive, found))

    def archive_names(self, feed: str, /) -> tuple[str, ...]:
        """Return the names of the closed parts of the history of *feed*, the oldest first."""
        with self.reading():
            return tuple(row["name"] for row in self.all(feed_queries.ARCHIVE_NAMES, feed=feed))

    def named(self, aliases: Iterable[str], /) -> Mapping[str, str]:
        """Return, by alias, the id of the entry of any source that has it; of several, the one first seen."""
        with self.reading():
            found = self.each(feed_queries.NAMED, aliases)
        found.sort(key=lambda row: (row["first_seen"], row["id"]), reverse=True)
        return {row["alias"]: row["id"] for row in found}

    def bodies(self, slug: str, ids: Iterable[str], /) -> Mapping[str, Body]:
        """Return, by id, the texts and titles read on the pages of the entries *ids* of a source."""
        with self.reading():
            found = self.each(feed_queries.BODIES, ids, source=slug)
        read = {row["entry"]: Body(html=row["html"] or "", title=row["title"]) for row in found}
        return {name: body for name, body in read.items() if body.html or body.title}

    def without_body(self, slug: str, among: int, tries: int, limit: int, /) -> tuple[Entry, ...]:
        """Return the latest entries without a text, at most *limit*, of the latest *among*.

        Entries that were tried *tries* times are left out.
        """
        with self.reading():
            found = self.all(feed_queries.WITHOUT_BODY, source=slug, among=among, tries=tries, limit=limit)
            return self.entries(slug, found)

    def keep_body(self, slug: str, entry_id: str, html: str | None, title: str = "", /) -> None:
        """Save the text of an entry, None if it was not found this time, and the *title* on its page."""
        with self.writing():
            self.write(feed_queries.SAVE_BODY, source=slug, entry=entry_id, html=html, title=title, tries=1)

    def body_counts(self, slugs: Iterable[str], /) -> Mapping[str, int]:
        """Return the number of entries with a text of each of *slugs* that has any."""
        with self.reading():
            return {row["source"]: row["entries"] for row in self.each(feed_queries.BODY_COUNTS, slugs)}

    def retired(self, feed: str, now: datetime, /) -> datetime:
        """Return the instant when *feed* ended: *now*, unless an earlier call saved one."""
        with self.writing():
            self.write(feed_queries.RETIRE, feed=feed, at=now.replace(microsecond=0))
            (row,) = self.all(feed_queries.RETIRED, feed=feed)
            return msgspec.convert(row["at"], datetime)

    def pings(self, now: datetime, limit: int, /) -> tuple[HubNotification, ...]:
        """Return the notifications of hubs due *now*, the longest due first."""
        with self.reading():
            return tuple(feed_rows.ping(row) for row in self.all(feed_queries.PINGS, now=now, limit=limit))

    def finish_ping(self, ping: HubNotification, retry_at: datetime | None, /) -> None:
        """Delete *ping*, which was sent or given up, or schedule its retry at *retry_at*.

        If the document has changed again since, its new notification stays due.
        """
        with self.writing():
            row = self.bound(feed_rows.ping_row(ping))
            if retry_at is None:
                self.write(feed_queries.END_PING, **row)
            else:
                self.write(feed_queries.PING_AGAIN, **row, again=retry_at)

    def rename(self, old: str, new: str, /) -> bool:
        """Rename the source *old* to *new*; return False if *new* has state already or *old* has none."""
        with self.writing():
            if self.all(queries.STATE, slug=new) or not self.all(queries.STATE, slug=old):
                return False
            self.put_off()
            self.log_change(old, new)
            for statement in queries.RENAME:
                self.write(statement, old=old, new=new)
        return True

    def _with_source(self, found: Iterable[rows.Row]) -> tuple[tuple[str, Entry], ...]:
        """Return the entries of the rows *found* in their order, each with its source, without their aliases."""
        return tuple((row["source"], rows.entry(row, ())) for row in found)

    def _archived(self, feed: str, slugs: Collection[str], ids: Iterable[str], through: int) -> Collection[str]:
        """Return the ids that are in archives of *feed*, of those entries *ids* that arrived up to *through* too.

        Only a feed of several sources has such entries. An arrival is in the first archive that does not end before
        it, unless it was left out of that archive, for example by a filter.
        """
        if len(slugs) == 1 or not through:
            return ()
        earlier = self.each(feed_queries.EARLIER, ids, through=through)
        arrivals = [row["seq"] for row in earlier if row["source"] in slugs]
        if not arrivals:
            return ()
        ends = self.all(feed_queries.ENDS, feed=feed)
        places = {bisect_left(ends, seq, key=itemgetter("through")) for seq in arrivals}
        documents = self.each(feed_queries.ARCHIVES, [ends[place]["name"] for place in places], feed=feed)
        return frozenset(each for row in documents for each in feed_rows.archived(row))

    def _through(self, feed: str, archive: Archive) -> int:
        """Return the last arrival in *archive*, which follows the last archive of *feed*.

        An entry counts by its first arrival: a later one, of another source, closes nothing.
        """
        (last,) = self.all(feed_queries.THROUGH, feed=feed)
        before = last["through"] or 0
        first: dict[str, int] = {}
        for row in self.each(feed_queries.ARRIVALS, [entry.id for entry in archive.feed.entries], after=before):
            if row["source"] in archive.sources:
                first[row["entry"]] = min(row["seq"], first.get(row["entry"], row["seq"]))
        return max(first.values(), default=before)
