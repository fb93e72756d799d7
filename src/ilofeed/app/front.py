"""What people and programs see of the whole: every feed at a glance, all of one, and how the sources are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ilofeed import overview
from ilofeed.errors import PublishError
from ilofeed.memory import Health, SourceState
from ilofeed.model import EARLIEST_DAY, Entry, Feed, FeedPlan, Source
from ilofeed.overview import Detail, Outline
from ilofeed.schedule import due
from ilofeed.text import fold

if TYPE_CHECKING:
    from ilofeed.app.looking import Looking

TITLE = "Feeds"
# Of a feed that chooses, so many entries are looked at.
_DRAWN = 500
_LATEST = 3
_REVISIONS = 20
_POLLS = 60
# So many fit onto one page.
_FOUND = 300


def outlines(app: Looking) -> list[Outline]:
    """Every feed at a glance, those that need somebody first."""
    healths = {health.source.slug: health for health in app.healths(app.config.sources)}
    rhythms = _Rhythms(app, app.config.sources)
    plans = [plan for plan in app.config.plans if not plan.of_revisions]
    there = {plan.slug for plan in plans if app.publisher.published(plan)}
    found = [
        outline(app, plan, healths.get(plan.slug), rhythms) for plan in plans if plan.is_of or plan.slug in there
    ]
    return sorted(found, key=lambda each: overview.is_worst(each.state))


def outline(app: Looking, plan: FeedPlan, health: Health | None, rhythms: _Rhythms) -> Outline:
    """The feed of *plan* at a glance, as it was when its sources were last polled."""
    counts, last = rhythms(plan)
    newest = sorted((entry for _, entry in _latest(app, plan, _LATEST)), key=_place, reverse=True)
    feed = replace(app.publisher.header(plan, rhythms.states), entries=tuple(newest))
    return overview.outline(feed, counts, last, health, rhythms.until)


class _Rhythms:
    """How often *sources* say something, asked of the store once."""

    def __init__(self, app: Looking, sources: Iterable[Source]) -> None:
        self._app = app
        self.states = app.store.states()
        polled = [state.last_poll for state in self.states.values() if state.last_poll]
        self.until = max(polled, default=app.clock.now())
        slugs = [source.slug for source in sources]
        self._months = app.store.months(slugs, EARLIEST_DAY)
        self._last = app.store.last_days(slugs)

    def __call__(self, plan: FeedPlan) -> tuple[Mapping[str, int], date | None]:
        """How many entries of *plan* each month had, and the day of the newest."""
        if plan.chooses:
            days = [entry.published.date() for _, entry in _latest(self._app, plan, _DRAWN)]
            return Counter(f"{day:%Y-%m}" for day in days), max(days, default=None)
        counts: Counter[str] = Counter()
        for source in plan.sources:
            counts.update(self._months.get(source.slug, {}))
        last = [self._last[source.slug] for source in plan.sources if source.slug in self._last]
        return counts, max(last, default=None)


def page(app: Looking, slug: str, words: str = "", kicker: str = "", language: str = "") -> bytes | None:
    """The page of the feed *slug*, its entries those that fit; None where it is no feed of ours."""
    plans = [plan for plan in app.config.plans if not plan.of_revisions]
    plan = next((each for each in plans if slug in (each.slug, *each.former)), None)
    if plan is None or not app.publisher.published(plan):
        return None
    feed = app.publisher.header(plan, app.store.states())
    return app.publisher.page(plan, feed, detail(app, plan, feed, words, kicker, language))


def detail(app: Looking, plan: FeedPlan, feed: Feed, words: str, kicker: str, language: str) -> Detail:
    """All there is to see of the feed of *plan*, its entries those that fit."""
    health = next(iter(app.healths([plan.is_of])), None) if plan.is_of else None
    entries = sorted((entry for _, entry in app.publisher.history(plan)), key=_place, reverse=True)
    fits = [
        entry
        for entry in entries
        if fold(words) in fold(entry.item.title)
        and (not kicker or entry.item.kicker == kicker)
        and (not language or entry.item.language == language)
    ]
    by_id = {entry.id: entry for entry in entries}
    revisions = app.store.revisions(plan.slug) if plan.is_of else ()
    edits = [(by_id[each.entry], each) for each in revisions if not each.moved and each.entry in by_id]
    held = health is not None and health.held_since is not None
    return Detail(
        outline=replace(outline(app, plan, health, _Rhythms(app, plan.sources)), feed=feed),
        entries=tuple(fits[:_FOUND]),
        revisions=tuple(reversed(edits[-_REVISIONS:])),
        polls=tuple(reversed(app.store.polls(plan.slug, _POLLS))) if plan.is_of else (),
        kickers=tuple(sorted({entry.item.kicker for entry in entries if entry.item.kicker})),
        languages=tuple(sorted({entry.item.language for entry in entries if entry.item.language})),
        words=words,
        kicker=kicker,
        language=language,
        today=app.clock.now().date(),
        command=f"ilofeed accept {plan.slug}" if held else "",
    )


def status(states: Mapping[str, SourceState], sources: Iterable[Source], now: datetime) -> dict[str, object]:
    """How every source is, for programs. What is only for the operator, as messages are, is left out."""
    found = []
    for source in sources:
        state = states.get(source.slug) or SourceState(slug=source.slug)
        health = Health.of(source, state, 0, None, due(source, state, now))
        found.append(
            {
                "source": source.slug,
                "state": "retired" if source.retired else health.state,
                "reason": health.reason,
                "last_poll": _stamp(health.last_poll),
                "last_success": _stamp(health.last_success),
                "next_poll": _stamp(health.next_poll),
                "failures": health.failures,
            }
        )
    return {"at": _stamp(now), "sources": found}


def _latest(app: Looking, plan: FeedPlan, limit: int) -> Sequence[tuple[str, Entry]]:
    try:
        return app.publisher.latest(plan, limit)
    except PublishError:  # a pattern of one feed, reported when that feed is published; the page shows the others
        return ()


def _place(entry: Entry) -> tuple[object, ...]:
    return entry.published, entry.first_seen, entry.id


def _stamp(instant: datetime | None) -> str | None:
    # All are in UTC. Every source has three, after every round: strftime takes four times as long.
    return f"{instant.replace(tzinfo=None).isoformat(timespec='seconds')}Z" if instant else None
