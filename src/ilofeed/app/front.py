"""What people and programs see of the whole: every feed at a glance, all of one, and how the sources are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ilofeed import overview
from ilofeed.memory import Health, SourceState
from ilofeed.model import Entry, Feed, FeedPlan, Source
from ilofeed.overview import Detail, Outline
from ilofeed.schedule import due
from ilofeed.text import fold

if TYPE_CHECKING:
    from ilofeed.app import App

TITLE = "Feeds"
# Two years of a busy source.
_DRAWN = 500
_LATEST = 3
_REVISIONS = 20
_POLLS = 60
# So many fit onto one page.
_FOUND = 300


def outlines(app: App) -> list[Outline]:
    """Every feed that has been published, those that need somebody first."""
    healths = {health.source.slug: health for health in app.healths(app.config.sources)}
    found = [
        outline(app, plan, feed, healths.get(plan.slug))
        for plan in app.config.plans
        if not plan.of_revisions and (feed := app.publisher.published(plan)) is not None
    ]
    unread = [
        overview.outline(app.publisher.header(plan), (), healths[plan.slug], app.clock.now())
        for plan in app.config.plans
        if plan.is_of and app.publisher.published(plan) is None
    ]
    return sorted([*found, *unread], key=lambda each: overview.is_worst(each.state))


def outline(app: App, plan: FeedPlan, feed: Feed, health: Health | None) -> Outline:
    """The feed of *plan* at a glance, as it was when its sources were last polled."""
    states = [state for source in plan.sources if (state := app.store.state(source.slug))]
    until = max((state.last_poll for state in states if state.last_poll), default=app.clock.now())
    entries = [entry for _, entry in app.publisher.latest(plan, _DRAWN)]
    newest = sorted(entries, key=_place, reverse=True)[:_LATEST]
    return overview.outline(replace(feed, entries=tuple(newest)), entries, health, until)


def page(app: App, slug: str, words: str = "", kicker: str = "", language: str = "") -> bytes | None:
    """The page of the feed *slug*, its entries those that fit; None where it is no feed of ours."""
    plan = next((each for each in app.config.plans if each.slug == slug and not each.of_revisions), None)
    feed = app.publisher.published(plan) if plan else None
    if plan is None or feed is None:
        return None
    return app.publisher.page(plan, feed, detail(app, plan, feed, words, kicker, language))


def detail(app: App, plan: FeedPlan, feed: Feed, words: str, kicker: str, language: str) -> Detail:
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
        outline=outline(app, plan, feed, health),
        entries=tuple(fits[:_FOUND]),
        revisions=tuple(reversed(edits[-_REVISIONS:])),
        polls=tuple(reversed(app.store.polls(plan.slug, _POLLS))) if plan.is_of else (),
        kickers=tuple(sorted({entry.item.kicker for entry in entries if entry.item.kicker})),
        languages=tuple(sorted({entry.item.language for entry in entries if entry.item.language})),
        words=words,
        kicker=kicker,
        language=language,
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


def _place(entry: Entry) -> tuple[object, ...]:
    return entry.published, entry.first_seen, entry.id


def _stamp(instant: datetime | None) -> str | None:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None
