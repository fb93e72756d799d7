"""Publish feeds: render them from the store, check them, and replace the files that differ.

    store ─► Feed ─► bytes ─► checked ─► temporary file ─► flushed ─► replaces the old file ─► recorded
                       │         │
                       │         └─► a rule is broken: the old files stay
                       └─► equal to the file: no file is written

If machines share a store, the documents are in it, and folders hold copies (`targets`).

Each publication is recorded with a stamp of all its inputs, so that a poll without news
costs a comparison and no rendering. If a run is killed at any step, the next run finds
the stamp missing and repeats all steps.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from ilofeed.core import clock_check
from ilofeed.core.errors import PublishError
from ilofeed.core.models import Entry, Feed, FeedConfig, Source
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.search import Search
from ilofeed.core.state import SourceState
from ilofeed.publish import feed_lists, fragments, render, summary
from ilofeed.publish.archive_documents import ArchiveDocuments
from ilofeed.publish.atomic_files import Folders
from ilofeed.publish.attempt import attempted
from ilofeed.publish.feed_builder import FeedBuilder, PublicSite
from ilofeed.publish.known_fragments import KnownFragments
from ilofeed.publish.modified import correct_times, document_names
from ilofeed.publish.preflight import check, check_clock, shrink_to_limit
from ilofeed.publish.search_results import Results, results
from ilofeed.publish.shared_fragments import SharedFragments
from ilofeed.publish.stamps import DueBy, FeedStamps, States, digest
from ilofeed.publish.summary import FeedSummary
from ilofeed.publish.targets import Stamps, target_for
from ilofeed.publish.transaction import PublishTransaction

# Documents beside the feeds.
_PAGES = ("index", "status", render.ICON)


class Publisher:
    """The service that updates the files of feeds from the store."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        output: Path | None,
        *,
        due_by: DueBy,
        plans: Sequence[FeedConfig] = (),
        site: PublicSite = PublicSite(),  # noqa: B008 - frozen
    ) -> None:
        """Take *plans*, the feeds to publish; the feed of a source alone needs no plan.

        Without *output* there is no folder; the *store* must be a shared one. *due_by* is
        `ilofeed.decide.schedule.due_by`.
        """
        self._store = store
        self._clock = clock
        self._private = site.private
        self._place = target_for(store, None if output is None else Folders(output, site.private))
        self._plans = plans
        self._due_by = due_by
        self._base_url, self._interface = site.base_url, site.interface
        self._hubs = site.hubs if site.base_url else ()
        self._contents = FeedBuilder(store=store, clock=clock, site=site)
        self._shared = SharedFragments(self._place.document)
        self._archives = ArchiveDocuments(
            store=store,
            clock=clock,
            place=self._place,
            contents=self._contents,
            shared=self._shared,
            joint={plan.slug: plan for plan in plans if plan.is_joint and not plan.key},
        )
        self._known = KnownFragments(self._place.document)
        self._stamps = FeedStamps(store=store, site=site, due_by=due_by)
        # By source and by page: the cost of a poll must not grow with the number of feeds.
        self._plans_of: dict[str, list[FeedConfig]] = defaultdict(list)
        for plan in plans:
            self._plans_of[plan.sources[0].slug].append(plan)
        self._beside = feed_lists.translations(plans)

    def __call__(self, source: Source, state: SourceState, *, thoroughly: bool = False) -> bool:
        """Publish the feeds of *source*; return whether the bytes of any file changed.

        A source without entries has no feed yet. *thoroughly* compares the bytes of all files with what was
        published last. Raises PublishError; each file is then either the old or the complete new one.
        """
        states = {source.slug: state}
        if clock_check.just_certain(state):
            shared = [plan for plan in self._plans if plan.is_of is None]
            names = document_names(self._store, [*self._own(source), *shared])
            correct_times(self._store, self._place, [*names, *feed_lists.NAMES, *_PAGES], self._clock.now())
        changed = [self._published(plan, states, thoroughly=thoroughly) for plan in self._own(source)]
        return self._place.update_copies() or any(changed)

    def together(self, sources: Sequence[Source], states: States) -> bool:
        """Update the feeds of several sources, and all feeds that combine them. Raises PublishError.

        Copies are updated only after all of these feeds.
        """
        for source in sources:
            for plan in self._own(source):
                self._published(plan, states, thoroughly=False)
        for _ in self.shared(states):
            pass
        return self._place.update_copies()

    def shared(self, states: States, *, thoroughly: bool = False) -> Iterator[tuple[str, bool | PublishError]]:
        """Update the feeds over several sources, and the subscription lists.

        Yield the slug of each with whether one of its files changed, or the error; the lists have one slug.
        *states* are those of all sources, as far as they are known.
        """
        withdrawn = attempted(feed_lists.FEEDS, self._place.withdraw)
        if isinstance(withdrawn, PublishError):
            yield feed_lists.FEEDS, withdrawn
        for plan in self._plans:
            if plan.is_joint:
                published = partial(self._published, plan, states, thoroughly=thoroughly)
                yield plan.slug, attempted(plan.slug, published)
        self._shared.forget()
        if self._base_url and self._plans:
            yield (
                feed_lists.FEEDS,
                attempted(feed_lists.FEEDS, partial(self._lists, states, thoroughly=thoroughly)),
            )

    def results(self, plan: FeedConfig, wanted: Search, limit: int) -> Results:
        """Return the first *limit* entries of the feed of *plan* that are *wanted*."""
        return results(self._store, plan, wanted, limit)

    def history(self, plan: FeedConfig) -> Iterator[tuple[str, Entry]]:
        """Return all entries that *plan* includes, each with its source, the oldest sighting first."""
        return self._contents.history(plan)

    def latest(self, plan: FeedConfig, limit: int) -> Sequence[tuple[str, Entry]]:
        """Return the entries that *plan* includes among the latest *limit*, each with its source."""
        return self._contents.wanted(plan, limit)

    def header(self, plan: FeedConfig, states: States) -> Feed:
        """Build the feed of *plan*, whose sources have *states*, without its entries."""
        return self._contents.header(plan, states)

    def published(self, plan: FeedConfig) -> bool:
        """Return whether the feed of *plan* has been published."""
        return bool(self._store.publications(plan.slug))

    def put(self, name: str, documents: Mapping[str, bytes], stamp: str = "") -> bool:
        """Publish *documents*, by format, as *name*; return whether one of them changed. Raises PublishError."""
        with self._writing(name) as writing:
            writing.put(name, documents, dict.fromkeys(documents, stamp))
        return writing.changed

    def are_in_place(self, stamps: Stamps, *, thoroughly: bool = False) -> bool:
        """Return whether the documents were made under *stamps*, by name and format; see `Target.holds`."""
        return self._place.holds(stamps, thoroughly=thoroughly)

    def subscriptions(self, plan: FeedConfig | None = None) -> bytes:
        """Build the subscription list (OPML) of the feed of *plan*, or of all; it also has the pages of the sources."""
        states = self._store.states()
        plans = [plan] if plan else feed_lists.plans_in_lists(self._plans)[feed_lists.FEEDS]
        feeds = [self._contents.header(each, states) for each in plans]
        pages = {each.slug: each.is_of.url for each in plans if each.is_of}
        return render.subscriptions(feeds[0].title if plan else feed_lists.FEEDS.capitalize(), feeds, pages)

    def _own(self, source: Source) -> Iterator[FeedConfig]:
        """Yield the feeds of *source* alone."""
        found = self._plans_of.get(source.slug, ())
        own = next((plan for plan in found if plan.is_of), None)
        yield own or FeedConfig(slug=source.slug, sources=(source,))
        yield from (plan for plan in found if plan.of_revisions)

    def _published(self, plan: FeedConfig, states: States, *, thoroughly: bool) -> bool:
        if not self._has_entries(plan, states):
            return False
        stamps = self._stamps(plan, states, self.translations(plan))
        are_held = self._place.holds(dict.fromkeys((plan.slug, *plan.former), stamps), thoroughly=thoroughly)
        if are_held and (not thoroughly or self._archives.are_intact(plan.slug)):
            return False
        changed, is_up_to_date = False, False
        while not is_up_to_date:
            with self._writing(plan.slug) as writing:
                # Read the states again now that no other process publishes: the newest state wins.
                is_up_to_date = self._brought_up_to_date(plan, self._states(plan), writing, thoroughly=thoroughly)
            changed = changed or writing.changed
        return changed

    def _states(self, plan: FeedConfig) -> States:
        """Return the current states of the sources of *plan*."""
        if len(plan.sources) > 1:
            return self._store.states()
        state = self._store.state(plan.sources[0].slug)
        return {state.slug: state} if state else {}

    def _brought_up_to_date(
        self, plan: FeedConfig, states: States, writing: PublishTransaction, *, thoroughly: bool
    ) -> bool:
        """Publish the feed of *plan*; of a long history only the next archives, and return False."""
        header = self._contents.header(plan, states)
        unarchived = self._contents.unarchived(plan, header)
        writing.close(unarchived.closing)
        if not unarchived.is_all:
            self._archives.put(plan.slug, unarchived.closing, writing)
            return False
        feed = self._contents.current(plan, header, unarchived)
        if not feed.entries:
            return True
        now, stamps = self._clock.now(), self._stamps(plan, states, self.translations(plan))
        check_clock(feed, now)
        self._archives.put(plan.slug, unarchived.closing, writing, thoroughly=thoroughly)
        known = fragments.NOTHING if thoroughly else self._known.of(plan.slug)
        feed, documents = shrink_to_limit(feed, known)
        page = {}
        if self._base_url:
            summary = None if plan.chooses or plan.of_revisions else self._summary_of(plan, feed, states)
            first = render.first_page(feed, unarchived.still_open)
            page = {render.PAGE: render.page(first, self.translations(plan), summary, interface=self._interface)}
        for name in (plan.slug, *plan.former):
            here = self._contents.places(name)
            if name != plan.slug:
                documents = fragments.documents(replace(feed, locations=here), known)
            check(documents, name, here, now, known)
            if name == plan.slug:
                self._known.remember(name, feed, documents)
            writing.put(name, documents | page, stamps, topics=here)
        return True

    def _summary_of(self, plan: FeedConfig, feed: Feed, states: States) -> FeedSummary:
        """Return the summary of *feed* at the time of its newest entry, with the next due date of its sources."""
        slugs = [source.slug for source in plan.sources]
        counts: Counter[str] = Counter()
        for months in self._store.months(slugs).values():
            counts.update(months)
        last = max(self._store.last_days(slugs).values(), default=None)
        return summary.feed_summary(feed, counts, last, feed.updated, due_by=self._due_by(plan.sources, states))

    def _lists(self, states: States, *, thoroughly: bool) -> bool:
        """Update the subscription lists; return whether one changed."""
        feeds = {plan.slug: self._contents.header(plan, states) for plan in self._present(states)}
        lists = {
            name: [feeds[plan.slug] for plan in plans if plan.slug in feeds]
            for name, plans in feed_lists.plans_in_lists(self._plans).items()
        }
        stamps = {
            name: {render.LIST: digest([*self._stamps.settings, *map(repr, listed)])}
            for name, listed in lists.items()
            if listed
        }
        if self._place.holds(stamps, thoroughly=thoroughly):
            return False
        with self._writing(feed_lists.FEEDS) as writing:
            for name, stamp in stamps.items():
                document = {render.LIST: render.subscriptions(name.capitalize(), lists[name])}
                check(document, name, {}, self._clock.now())
                writing.put(name, document, stamp)
        return writing.changed

    def _present(self, states: States) -> list[FeedConfig]:
        """Return the plans whose feeds have been published, without a query where the states are enough."""
        uncertain = [plan.slug for plan in self._plans if plan.of_revisions or plan.chooses]
        published = self._store.publications_of(uncertain) if uncertain else {}
        return [
            plan
            for plan in self._plans
            if plan.slug in published or (plan.slug not in uncertain and self._has_entries(plan, states))
        ]

    @staticmethod
    def _has_entries(plan: FeedConfig, states: States) -> bool:
        return any(source.slug in states and states[source.slug].content for source in plan.sources)

    def translations(self, plan: FeedConfig) -> list[Feed]:
        """Return the feeds of the same page in other languages, without their entries."""
        found = []
        for other in self._beside.get(plan.slug, ()) if plan.is_of else ():
            state = self._store.state(other.slug)
            if state and state.content:
                found.append(self._contents.header(other, {other.slug: state}))
        return found

    def _writing(self, feed: str) -> PublishTransaction:
        hubs = () if self._private.has(feed) else self._hubs
        return PublishTransaction(feed, self._store, self._clock, self._place, hubs)
