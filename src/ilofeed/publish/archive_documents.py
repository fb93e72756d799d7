"""Publish the documents of archives. A closed archive keeps its bytes (RFC 5005 section 4).

The page of an archive is for people. It links to its neighbours, so it changes once, when the next archive is closed.

There is one other change: if a source gets a key, its entries leave the archives of public feeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.models import Entry, FeedConfig
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.state import Archive
from ilofeed.publish import render
from ilofeed.publish.feed_builder import FeedBuilder
from ilofeed.publish.preflight import check, check_clock, shrink_to_limit
from ilofeed.publish.shared_fragments import SharedFragments
from ilofeed.publish.stamps import RENDERING, digest, of_interface
from ilofeed.publish.targets import Target
from ilofeed.publish.transaction import PublishTransaction

# Part of the stamp of archives, which every release keeps: archives are not rendered again when the rendering of
# feeds changes. The number is that of the first archives.
_FIRST_RENDERING = 4
# The number of archives that are read at once: a long history takes no more memory than a short one.
_AT_ONCE = 20


class ArchiveDocuments(Struct, frozen=True, kw_only=True):
    """The documents of the archives of all feeds, and a page for each."""

    store: Store
    clock: Clock
    place: Target
    contents: FeedBuilder
    shared: SharedFragments
    joint: Mapping[str, FeedConfig] = {}  #: slug -> public feed over several sources

    def put(
        self, feed: str, closing: Sequence[Archive], writing: PublishTransaction, *, thoroughly: bool = False
    ) -> None:
        """Publish the archives *closing* of *feed*, and those of its archives that are not in place.

        The last one shows whether all are in place. *thoroughly* reads every document.
        """
        names = self.store.archive_names(feed)
        documents, pages = self._missing(feed, names, thoroughly=thoroughly)
        if names and closing:
            pages.add(names[-1])  # it links to the next one
        documents.update(archive.name for archive in closing)
        pages.update(archive.name for archive in closing)
        all_names = (*names, *(archive.name for archive in closing))
        for archive in chain(self._kept(feed, [name for name in names if name in documents | pages]), closing):
            placed = self.contents.placed(archive, all_names)
            name = f"{feed}.{archive.name}"
            if archive.name in documents:
                check_clock(placed, self.clock.now())
                known = self.shared.of(placed)
                placed, rendered = shrink_to_limit(placed, known)
                check(rendered, name, placed.locations, self.clock.now(), known)
                if len(known.rows) < len(placed.entries):
                    self.shared.remember(name, placed, rendered)
                writing.put(name, rendered, dict.fromkeys(rendered, self._stamp(feed)))
            if archive.name in pages:
                newer = _newer(feed, archive.name, all_names)
                page = render.page(placed, newer=newer, interface=self.contents.site.interface)
                writing.put(name, {render.PAGE: page}, {render.PAGE: self._page_stamp(feed, newer)})

    def _kept(self, feed: str, names: Sequence[str]) -> Iterator[Archive]:
        """Yield the archives *names* of *feed*, a few of which are in memory at a time."""
        for at in range(0, len(names), _AT_ONCE):
            yield from map(self._public, self.store.archives(feed, names[at : at + _AT_ONCE]))

    def _public(self, archive: Archive) -> Archive:
        """Return *archive* without the entries of private sources, if its feed is public.

        One that had no others gets the newest entry of the feed: its address stays, and no reader accepts an empty
        document.
        """
        plan = self.joint.get(archive.feed.slug)
        private = self.contents.site.private
        if plan is None or not any(map(private.has, archive.sources)):
            return archive
        public = [slug for slug in archive.sources if not private.has(slug)]
        hidden = self._of(private.sources, archive.feed.entries) - self._of(public, archive.feed.entries)
        left = tuple(entry for entry in archive.feed.entries if entry.id not in hidden)
        feed = replace(archive.feed, entries=left) if left else self.contents.newest(plan, archive.feed)
        return replace(archive, feed=feed)

    def _of(self, slugs: Sequence[str], entries: Sequence[Entry]) -> set[str]:
        """Return the ids of those of *entries* that one of the sources *slugs* has."""
        asked = {entry.id for entry in entries}
        return asked & {entry.id for slug in slugs for entry in self.store.known(slug, (), (), asked)}

    def are_intact(self, feed: str) -> bool:
        """Return whether all documents of the archives of *feed* have the bytes that were published."""
        names = self.store.archive_names(feed)
        stamps = {f"{feed}.{name}": self._stamps(feed, _newer(feed, name, names)) for name in names}
        return self.place.holds(stamps, thoroughly=True)

    def _missing(self, feed: str, names: Sequence[str], *, thoroughly: bool) -> tuple[set[str], set[str]]:
        """Return the archives of *feed* whose documents are not in place, and those whose pages are not."""
        if not names or (not thoroughly and self.place.holds({f"{feed}.{names[-1]}": self._stamps(feed, feed)})):
            return set(), set()
        stamps = {name: self._stamps(feed, _newer(feed, name, names)) for name in names}
        wrong = {name: self._not_intact(f"{feed}.{name}", stamps[name]) for name in names}
        pages = {name for name, formats in wrong.items() if render.PAGE in formats}
        return {name for name, formats in wrong.items() if formats - {render.PAGE}}, pages

    def _not_intact(self, name: str, stamps: Mapping[str, str]) -> set[str]:
        """Return the formats of *name* that have not the bytes that were published under *stamps*."""
        published = self.store.publications(name)
        wrong = set()
        for format, stamp in stamps.items():
            record, existing = published.get(format), self.place.published(name, format)
            if record is None or existing is None or (record.stamp, record.digest) != (stamp, existing[0]):
                wrong.add(format)
        return wrong

    def _stamps(self, feed: str, newer: str) -> Mapping[str, str]:
        """Return the stamps of an archive, by format, whose page links to the page *newer*."""
        return {**dict.fromkeys(render.FORMATS, self._stamp(feed)), render.PAGE: self._page_stamp(feed, newer)}

    def _stamp(self, feed: str) -> str:
        return digest([_FIRST_RENDERING, self.contents.site.base_url, *self._key(feed)])

    def _page_stamp(self, feed: str, newer: str) -> str:
        site = self.contents.site
        return digest([RENDERING, site.base_url, newer, *self._key(feed)]) + of_interface(site)

    def _key(self, feed: str) -> Sequence[str]:
        """Return the part of a stamp that only private feeds have, and public ones that leave out private sources."""
        private = self.contents.site.private
        return (*filter(None, [private.query(feed)]), *(private.sources if feed in self.joint else ()))


def _newer(feed: str, name: str, names: Sequence[str]) -> str:
    """Return the name of the page of *feed* with the entries that arrived after those of the archive *name*."""
    after = names[names.index(name) + 1 :]
    return f"{feed}.{after[0]}" if after else feed
