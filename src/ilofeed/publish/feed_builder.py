"""Build a Feed from a FeedConfig and the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import clock_check, ids, truncated_titles
from ilofeed.core.errors import PatternError, PublishError
from ilofeed.core.filters import entry_filter
from ilofeed.core.language import DEFAULT_INTERFACE
from ilofeed.core.models import Entry, Feed, FeedConfig, Item
from ilofeed.core.private_feeds import PrivateFeeds
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.source_home import home_of
from ilofeed.core.state import Archive, Body, SourceState
from ilofeed.publish import archives, render, revision_feed

# A feed shows all entries of the last two days, so that a large batch pushes none out unseen.
_RECENT = timedelta(hours=48)
_MOST = 500
# The number of entries that are searched for those that a selective feed includes.
_FARTHEST = 20_000
# The number of entries that are put into archives together. More of them follow in the next transaction.
_PART = 1_000
# More than a store ever has.
_ALL = 100_000_000

_Found = Sequence[tuple[str, Entry]]


class PublicSite(Struct, frozen=True, kw_only=True):
    """The address at which the feeds are published, the authority of their ids, and their hubs."""

    base_url: str = ""  #: the address, with a slash at its end; empty if the feeds are not published
    authority: str = ""  #: ``domain,year`` of the operator, for ids
    hubs: tuple[str, ...] = ()  #: the addresses of the WebSub hubs
    interface: str = DEFAULT_INTERFACE  #: the language of our own words on pages; feeds do not depend on it
    private: PrivateFeeds = PrivateFeeds()


class Unarchived(Struct, frozen=True, kw_only=True):
    """Entries of a feed that are in no archive, the first ones in order of arrival."""

    closing: Sequence[Archive] = ()  #: the archives that they fill
    still_open: Mapping[str, tuple[str, Entry]] = {}  #: the others by id, each with its source
    names: Sequence[str] = ()  #: those of all archives of the feed, with *closing*
    is_all: bool = True  #: no entries follow


class FeedBuilder(Struct, frozen=True, kw_only=True):
    """The builder of feeds from *store*, for publication at *site*."""

    store: Store
    clock: Clock
    site: PublicSite

    def header(self, plan: FeedConfig, states: Mapping[str, SourceState]) -> Feed:
        """Build the feed of *plan* without its entries. *states* are those of its sources."""
        known = [states.get(source.slug) or SourceState(slug=source.slug) for source in plan.sources]
        titles = [source.title or state.title for source, state in zip(plan.sources, known, strict=True)]
        languages = {source.language or state.language for source, state in zip(plan.sources, known, strict=True)}
        url = home_of(plan.sources[0])
        is_single = len(plan.sources) == 1
        title = plan.title or (titles[0] if is_single else "") or plan.slug
        return Feed(
            id=ids.mint_feed(plan.slug, self.site.authority),
            slug=plan.slug,
            title=f"{title} ✎" if plan.of_revisions else title,
            description=f"New entries on {url}" if is_single else f"New entries of {len(titles)} sources",
            home=url if is_single else self._location(plan.slug, render.PAGE) or url,
            language=plan.language or (languages.pop() if len(languages) == 1 else ""),
            locations=self.places(plan.slug),
            ttl=min(source.interval for source in plan.sources),
            hubs=self.site.hubs if self.site.base_url and not plan.key else (),
            farewell=plan.retired,
            key=plan.key,
            sources=None if is_single else len(titles),
        )

    def unarchived(self, plan: FeedConfig, header: Feed) -> Unarchived:
        """Return the entries of *plan* that are in no archive, at most those of a part of a long history."""
        if not self.site.base_url or plan.of_revisions:
            return Unarchived()
        arrived = self._arrived(plan)
        names = self.store.archive_names(plan.slug)
        slugs = tuple(source.slug for source in plan.sources)
        closing = [
            Archive(name=name, sources=slugs, feed=self._filled(plan, self._closed(header), part))
            for name, part in archives.closings(arrived, names)
        ]
        closed = {entry.id for archive in closing for entry in archive.feed.entries}
        return Unarchived(
            closing=closing,
            still_open={entry.id: (slug, entry) for slug, entry in arrived if entry.id not in closed},
            names=(*names, *(each.name for each in closing)),
            is_all=len(arrived) < _PART,
        )

    def _closed(self, header: Feed) -> Feed:
        """Return *header* as archives keep it: without what changes later, such as a key."""
        closed = replace(header, hubs=(), farewell="")
        query = self.site.private.query(header.slug)
        return replace(closed, key="", locations={}, home=header.home.removesuffix(query)) if query else closed

    def current(self, plan: FeedConfig, header: Feed, unarchived: Unarchived) -> Feed:
        """Build the current feed of *plan*, when the archives that *unarchived* closes are closed.

        Each entry is in the feed or in an archive; it is in both while it is among the latest. An open entry is in no
        archive.
        """
        slugs = tuple(source.slug for source in plan.sources)
        filled = self._filled(plan, header, list(self._shown(plan, slugs, unarchived.still_open).values()))
        if plan.retired:
            farewell = self._farewell(plan, header)
            filled = replace(filled, entries=(farewell, *filled.entries))
        if unarchived.names:
            filled = replace(filled, previous=self.places(f"{plan.slug}.{unarchived.names[-1]}"))
        return filled

    def _arrived(self, plan: FeedConfig) -> Sequence[tuple[str, Entry]]:
        """Return the first entries that *plan* includes and that are in no archive, in order of arrival."""
        slugs = tuple(source.slug for source in plan.sources)
        found: Sequence[tuple[str, Entry]] = ()
        rest = self.store.unarchived(plan.slug, slugs)
        while len(found) < _PART and (more := tuple(islice(rest, _PART))):
            found = self._wanted(plan, (*found, *more))[:_PART]
        return found

    def _shown(
        self, plan: FeedConfig, slugs: tuple[str, ...], still_open: Mapping[str, tuple[str, Entry]]
    ) -> dict[str, tuple[str, Entry]]:
        """Return the entries of the feed by id: those in no archive, and the latest.

        The latest are the number that *plan* sets, or all of two days. A feed never has more than
        its maximum; entries that do not fit are in an archive.
        """
        latest = self._revisions(plan) if plan.of_revisions else self._latest(plan, slugs)
        since = latest[0][1].first_seen - _RECENT if latest else None
        wanted = {
            entry.id: (slug, entry)
            for at, (slug, entry) in enumerate(latest)
            if at < plan.most or (since and entry.first_seen > since)
        }
        room = _MOST - bool(plan.retired) - len(still_open)
        others = islice((each for each in wanted if each not in still_open), room)
        return {**still_open, **{each: wanted[each] for each in (*others, *(still_open.keys() & wanted.keys()))}}

    def wanted(self, plan: FeedConfig, limit: int) -> _Found:
        """Return the entries that *plan* includes among the latest *limit*, each with its source."""
        slugs = tuple(source.slug for source in plan.sources)
        return self._wanted(plan, self.store.latest(slugs, limit))

    def newest(self, plan: FeedConfig, header: Feed) -> Feed:
        """Return *header* with the newest entry of *plan* alone; without an entry if there is none."""
        return self._filled(plan, header, self.wanted(plan, plan.most)[:1])

    def history(self, plan: FeedConfig) -> Iterator[tuple[str, Entry]]:
        """Return all entries that *plan* includes, each with its source, the oldest sighting first."""
        slugs = tuple(source.slug for source in plan.sources)
        found = self._revisions(plan) if plan.of_revisions else self._wanted(plan, self.store.latest(slugs, _ALL))
        return reversed(found)

    def placed(self, archive: Archive, names: Sequence[str]) -> Feed:
        """Return the feed in *archive* with its own address and those of its neighbours.

        *names* are the names of all archives of the feed, in order.
        """
        slug, at = archive.feed.slug, names.index(archive.name)
        query = self.site.private.query(slug)
        own_page = f"{self.site.base_url}{slug}.{render.PAGE}"
        return replace(
            archive.feed,
            home=f"{own_page}{query}" if archive.feed.home == own_page else archive.feed.home,
            is_archive=True,
            locations=self.places(f"{slug}.{archive.name}"),
            current=self.places(slug),
            previous=self.places(f"{slug}.{names[at - 1]}") if at else {},
            key=self.site.private.keys.get(slug, ""),
        )

    def places(self, name: str) -> dict[str, str]:
        """Return the address of the document *name* by format; empty without a base_url."""
        return {each: self._location(name, each) for each in render.FORMATS} if self.site.base_url else {}

    def _latest(self, plan: FeedConfig, slugs: tuple[str, ...]) -> _Found:
        """Return the latest entries that *plan* includes, the latest sighting first."""
        limit = _MOST
        while True:
            found = self.store.latest(slugs, limit)
            wanted = self._wanted(plan, found)
            if len(wanted) >= plan.most or len(found) < limit or limit >= _FARTHEST:
                return wanted[:_MOST]
            limit *= 6

    def _wanted(self, plan: FeedConfig, found: _Found) -> list[tuple[str, Entry]]:
        """Return those of *found* that *plan* includes. Raises PublishError.

        Of entries with one id, only the one that was seen first is returned.
        """
        wants = entry_filter(plan)
        try:
            wanted = [(slug, entry) for slug, entry in found if wants(entry.item)]
        except PatternError as error:
            raise PublishError(error.reason, f"{plan.slug}: {error}; the old files stay") from error
        first: dict[str, tuple[str, Entry]] = {}
        for slug, entry in wanted:
            known = first.get(entry.id)
            if known is None or (entry.first_seen, slug) < (known[1].first_seen, known[0]):
                first[entry.id] = (slug, entry)
        return list(first.values())

    def _revisions(self, plan: FeedConfig) -> _Found:
        (source,) = plan.sources
        latest = self.clock.now() + clock_check.WRONG
        known = self.store.newest(source.slug, _FARTHEST)
        found = revision_feed.entries(known, self.store.revisions(source.slug), latest)
        return [(source.slug, entry) for entry in found]

    def _filled(self, plan: FeedConfig, header: Feed, found: _Found) -> Feed:
        bodies = self._bodies(found, [source.slug for source in plan.sources if source.reads_articles])
        named = (_with_whole_title(entry, bodies.get(entry.id)) for _, entry in found)
        sources = {source.slug: source for source in plan.sources}
        names = {entry.id: entry.item.author or render.site_name(sources[slug].url) for slug, entry in found}
        return replace(
            header,
            entries=tuple(ordered(named)),
            authors={each: name for each, name in names.items() if name != render.author(header)},
            bodies={entry.id: html for _, entry in found if (html := _html(entry, bodies.get(entry.id)))},
        )

    def _bodies(self, found: _Found, slugs: Iterable[str]) -> dict[str, Body]:
        bodies: dict[str, Body] = {}
        for slug in slugs:
            bodies |= self.store.bodies(slug, [entry.id for name, entry in found if name == slug])
        return bodies

    def _farewell(self, plan: FeedConfig, header: Feed) -> Entry:
        """Build the last entry of a retired feed."""
        at = self.store.retired(plan.slug, self.clock.now())
        item = Item(key=plan.slug, title=plan.retired, link=header.home, language=header.language)
        return Entry(id=ids.mint_farewell(plan.slug, self.site.authority), item=item, first_seen=at, updated=at)

    def _location(self, slug: str, format: str) -> str:
        query = self.site.private.query(slug)
        return f"{self.site.base_url}{slug}.{format}{query}" if self.site.base_url else ""


def _place(entry: Entry) -> tuple[object, ...]:
    return entry.published, entry.first_seen, entry.id


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries* in the order of a feed, the newest first, no two with the same ``updated``."""
    return distinct(sorted(entries, key=_place, reverse=True))


def distinct(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries* in their order, no two with the same ``updated``.

    Sources assign their times independently, so entries of two sources may have the same second.
    """
    found = []
    # The next candidate after an instant that is in use. Sources that are polled together use long
    # runs of seconds, which must not be walked again for each entry.
    beyond: dict[datetime, datetime] = {}
    for entry in entries:
        updated, passed = entry.updated, []
        while updated in beyond:
            passed.append(updated)
            updated = beyond[updated]
        beyond |= dict.fromkeys((*passed, updated), updated + timedelta(seconds=1))
        found.append(replace(entry, updated=updated) if updated != entry.updated else entry)
    return found


def _html(entry: Entry, body: Body | None) -> str:
    """Return the text of *entry* from its own page, else from the feed that it comes from; empty without one."""
    return (body.html if body else "") or (entry.item.data.html if entry.item.data else "")


def _with_whole_title(entry: Entry, body: Body | None) -> Entry:
    """Return *entry* with the title of its article if the list truncates it, or has only the address."""
    if body is None or not body.title:
        return entry
    from ilofeed.core.address_title import is_provisional  # noqa: PLC0415 - few entries have another title

    item = entry.item
    if not truncated_titles.completes(body.title, item.title) and not is_provisional(item.title, item.link):
        return entry
    return replace(entry, item=replace(entry.item, title=body.title))
