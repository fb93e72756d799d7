"""Build the pages of the site for people and programs: all feeds, one feed, and the status of sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.app import queries
from ilofeed.app.source_conditions import Marks, conditions, marks
from ilofeed.core.errors import PublishError
from ilofeed.core.models import Entry, Feed, FeedConfig, Source
from ilofeed.core.search import NEWEST, Search
from ilofeed.core.state import Condition, Health, SourceState
from ilofeed.core.text import fold
from ilofeed.core.utc import utc_stamp_or_none
from ilofeed.decide import schedule, sitemap_witness
from ilofeed.decide.schedule import due, overdue_at
from ilofeed.publish import render, summary
from ilofeed.publish.summary import FeedDetail, FeedSummary

if TYPE_CHECKING:
    from ilofeed.app.container import Container

# The number of entries of a selective feed that are counted by month.
_DRAWN = 500
_LATEST = 3
_REVISIONS = 20
_POLLS = 60
# The number of choices for a kicker or a language.
_FACETS = 200


def summaries(app: Container, *, at: datetime | None = None) -> list[FeedSummary]:
    """Return the summaries of all feeds, those that need attention first. *at* is another time than now."""
    now = at or app.clock.now()
    healths = {health.source.slug: health for health in queries.healths(app, app.config.sources, at=now)}
    rhythms = _Rhythms(app, app.config.sources)
    plans = [plan for plan in app.config.plans if not plan.of_revisions and not plan.key]
    there = {plan.slug for plan in plans if app.publisher.published(plan)}
    found = [summary_of(app, plan, healths, rhythms, now) for plan in plans if plan.is_of or plan.slug in there]
    order = list(Condition)
    return sorted(found, key=lambda each: order.index(each.condition))


def summary_of(
    app: Container,
    plan: FeedConfig,
    healths: Mapping[str, Health],
    rhythms: _Rhythms,
    now: datetime,
    feed: Feed | None = None,
) -> FeedSummary:
    """Return the summary of the feed of *plan*; *healths* are those of its sources, by slug.

    It contains *feed*, or without one the newest entries.
    """
    counts, last = rhythms(plan)
    if feed is None:
        newest = sorted((entry for _, entry in _latest(app, plan, _LATEST)), key=_place, reverse=True)
        feed = replace(app.publisher.header(plan, rhythms.states), entries=tuple(newest))
    found = [healths[source.slug] for source in plan.sources if source.slug in healths]
    health = healths.get(plan.is_of.slug) if plan.is_of else None
    shown = summary.feed_summary(
        feed, counts, last, rhythms.until, due_by=schedule.due_by(plan.sources, rhythms.states)
    )
    condition = health.condition if health else _of_several(found, counts, last, now.date())
    shown = replace(shown, condition=condition, health=health)
    problem = queries.problem(app, plan)
    return replace(shown, problem=problem.reason) if problem else shown


def _of_several(found: Iterable[Health], counts: Mapping[str, int], last: date | None, today: date) -> Condition:
    """Return the condition of a feed over several sources. Each source also shows its own."""
    if any(each.condition is Condition.OVERDUE for each in found):
        return Condition.OVERDUE
    if last is None:
        return Condition.NEW
    return Condition.QUIET if summary.is_quiet(counts, last, today) else Condition.OK


def last_polled(states: Mapping[str, SourceState], now: datetime) -> datetime:
    """Return the time of the last poll of any source, else *now*. Files show the state at that time."""
    return max((state.last_poll for state in states.values() if state.last_poll), default=now)


class _Rhythms:
    """The numbers of entries of *sources* by month, read from the store once."""

    def __init__(self, app: Container, sources: Iterable[Source]) -> None:
        self._app = app
        self.states = app.store.states()
        self.until = last_polled(self.states, app.clock.now())
        slugs = [source.slug for source in sources]
        self._months = app.store.months(slugs)
        self._last = app.store.last_days(slugs)

    def __call__(self, plan: FeedConfig) -> tuple[Mapping[str, int], date | None]:
        """Return the number of entries of *plan* by month, and the date of the newest."""
        if plan.chooses:
            days = [entry.published.date() for _, entry in _latest(self._app, plan, _DRAWN)]
            return Counter(f"{day:%Y-%m}" for day in days), max(days, default=None)
        counts: Counter[str] = Counter()
        for source in plan.sources:
            counts.update(self._months.get(source.slug, {}))
        last = [self._last[source.slug] for source in plan.sources if source.slug in self._last]
        return counts, max(last, default=None)


class Frame(Struct, frozen=True, kw_only=True):
    """The parts of a feed's page that do not depend on the search for entries."""

    plan: FeedConfig
    feed: Feed
    translations: Sequence[Feed]
    detail: FeedDetail  #: the details, without entries


def frame(app: Container, slug: str) -> Frame | None:
    """Return the frame of the page of the feed *slug*; None if there is no such feed."""
    plans = [plan for plan in app.config.plans if not plan.of_revisions]
    plan = next((plan for plan in plans if slug in (plan.slug, *plan.former)), None)
    if plan is None or not app.publisher.published(plan):
        return None
    feed = app.publisher.header(plan, app.store.states())
    return Frame(
        plan=plan, feed=feed, translations=app.publisher.translations(plan), detail=detail(app, plan, feed)
    )


def page(
    app: Container, frame: Frame, words: str = "", kicker: str = "", language: str = "", before: int = NEWEST
) -> bytes:
    """Render the page of *frame* with the entries that match the search and are *before* a place."""
    wanted = Search(
        sources=tuple(source.slug for source in frame.plan.sources),
        words=fold(words),
        kicker=kicker,
        language=language,
        before=before,
    )
    found = app.publisher.results(frame.plan, wanted, render.PAGE_ENTRIES)
    detail = replace(
        frame.detail,
        entries=found.entries,
        older=found.older,
        newer=found.newer,
        count=found.count,
        is_count_exact=found.is_count_exact,
        words=words,
        kicker=kicker,
        language=language,
    )
    interface = app.config.interface_language
    return render.page(frame.feed, frame.translations, detail.summary, detail, interface=interface)


def detail(app: Container, plan: FeedConfig, feed: Feed) -> FeedDetail:
    """Return all details of the feed of *plan* except its entries."""
    healths = {health.source.slug: health for health in queries.healths(app, plan.sources)}
    kickers, languages = app.store.facets([source.slug for source in plan.sources])
    rhythms = _Rhythms(app, plan.sources)
    return FeedDetail(
        summary=summary_of(app, plan, healths, rhythms, app.clock.now(), feed),
        entries=(),
        revisions=app.store.edits(plan.slug, _REVISIONS) if plan.is_of else (),
        polls=tuple(reversed(app.store.polls(plan.slug, _POLLS))) if plan.is_of else (),
        kickers=tuple(sorted(kickers)[:_FACETS]),
        languages=tuple(sorted(languages)[:_FACETS]),
        today=app.clock.now().date(),
        why_held=_why_held(healths.get(plan.slug)),
    )


def _why_held(health: Health | None) -> str:
    """Return the public reason of a quarantined poll. A reason that quotes the page is for the operator only."""
    if health is None or health.held_since is None:
        return ""
    # Older versions quoted a title. Reasons with only numbers have no quotation marks.
    return "" if {"'", '"'} & set(health.message) else health.message


def status(app: Container) -> dict[str, Any]:
    """Return the current condition of every source, for programs. Raises StoreError."""
    states, now = app.store.states(), app.clock.now()
    return status_of(app.config.sources, states, marks(app.store, states, now), now)


def status_of(
    sources: Iterable[Source], states: Mapping[str, SourceState], known: Marks, now: datetime
) -> dict[str, Any]:
    """Return the condition of each of *sources* at *now*, without messages, which are for the operator."""
    sources = list(sources)
    found = conditions(sources, states, known, now)
    return {"at": utc_stamp_or_none(now), "sources": [_facts(source, states, found, now) for source in sources]}


def _facts(
    source: Source, states: Mapping[str, SourceState], found: Mapping[str, Condition], now: datetime
) -> dict[str, object]:
    state = states.get(source.slug) or SourceState(slug=source.slug)
    return {
        "source": source.slug,
        "state": found[source.slug].value,
        "reason": state.reason,
        "last_poll": utc_stamp_or_none(state.last_poll),
        "last_success": utc_stamp_or_none(state.last_success),
        "next_poll": utc_stamp_or_none(due(source, state, now)),
        "overdue_at": utc_stamp_or_none(overdue_at(source, state)),
        "failures": state.failures,
        "unseen": len(sitemap_witness.reported(source, state)),
    }


def _latest(app: Container, plan: FeedConfig, limit: int) -> Sequence[tuple[str, Entry]]:
    try:
        return app.publisher.latest(plan, limit)
    except PublishError:  # a pattern of one feed, reported when that feed is published; the page shows the others
        return ()


def _place(entry: Entry) -> tuple[object, ...]:
    return entry.published, entry.first_seen, entry.id
