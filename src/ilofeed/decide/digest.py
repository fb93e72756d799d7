"""The weekly digest to the operator: when it is due, and its content. Pure: the time and the history are arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from ilofeed.core.models import Entry
from ilofeed.core.state import Condition, Health
from ilofeed.core.utc import utc_stamp_or_none
from ilofeed.core.weekly import WeeklyTime
from ilofeed.decide.alerts import message
from ilofeed.decide.message_text import line
from ilofeed.decide.next_steps import in_words, next_steps

# A digest that was off for longer begins anew, and a time this far ahead is that of a clock that was wrong.
_WEEK, _LONGEST = timedelta(days=7), timedelta(days=35)
_AHEAD = _WEEK
# An entry is saved up to this time after its first sight. Those seen later are in the next digest.
_SAVED = timedelta(minutes=1)
# Limits of one digest: feeds, entries in all, of one feed and of a new source, sources that need attention, characters
# of a text and of a link.
_FEEDS, _ENTRIES, _OF_FEED, _OF_NEW_SOURCE, _ATTENTION, _TEXT, _LINK = 100, 100, 10, 3, 30, 300, 1000

_NOTES = {
    Condition.QUIET: "much quieter than usual; check that its page still is where the news is",
}


class Span(Struct, frozen=True, kw_only=True):
    """The time of a digest, from the last one to now."""

    last: datetime
    now: datetime

    def includes(self, entry: Entry) -> bool:
        """Check that *entry* is new in this digest. Each entry is new in one."""
        return self.last - _SAVED < entry.first_seen <= self.now - _SAVED


class FeedNews(Struct, frozen=True, kw_only=True):
    """The new entries of one source, the newest first."""

    source: str
    title: str
    page: str  #: address of its page; empty: there is none
    entries: tuple[Entry, ...]
    is_new_source: bool = False  #: whether it has no other entries


class Digest(Struct, frozen=True, kw_only=True):
    """The content of a digest."""

    span: Span
    timezone: str
    feeds: tuple[FeedNews, ...]
    healths: tuple[Health, ...]  #: of all sources


def span(schedule: WeeklyTime, last: datetime | None, now: datetime) -> Span | None:
    """Return the time of the digest that is due *now*, after the one at *last*; None if none is due."""
    if last is None or last > now or last >= schedule.last(now):
        return None
    return span_until(last, now)


def span_until(last: datetime | None, now: datetime) -> Span:
    """Return the time since the *last* digest, of a week if there was none, and of five weeks at most."""
    return Span(last=now - _WEEK if last is None or last > now else max(last, now - _LONGEST), now=now)


def begins(last: datetime | None, now: datetime) -> bool:
    """Check that the first digest is that of the next week: there was none, or the clock was far ahead."""
    return last is None or last > now + _AHEAD


def document(found: Digest) -> str:
    """Return the digest as a message to the operator."""
    shown, needy = list(_shown(found.feeds)), in_need(found.healths)
    total = sum(len(feed.entries) for feed in found.feeds)
    return message(
        "digest",
        found.span.now,
        title=f"digest: {_title(found)}",
        text=text(found),
        data={
            "since": utc_stamp_or_none(found.span.last),
            "attention": [_need(each) for each in needy[:_ATTENTION]],
            "feeds": [_feed(feed, entries) for feed, entries in shown],
            "left_out": total - sum(len(entries) for _, entries in shown),
        },
    )


def text(found: Digest) -> str:
    """Return the digest in words for people."""
    since, until = (_local(each, found.timezone) for each in (found.span.last, found.span.now))
    head = f"{since} to {until} ({found.timezone}): {_title(found)}."
    return "\n".join((head, *_attention(in_need(found.healths), found.timezone), *_news(found.feeds)))


def in_need(healths: Sequence[Health]) -> list[Health]:
    """Return those of *healths* to look at, by condition, the oldest problem first."""
    order = list(Condition)
    latest = datetime.max.replace(tzinfo=UTC)
    found = [each for each in healths if each.condition.needs_attention or each.condition in _NOTES or each.unseen]
    return sorted(found, key=lambda each: (order.index(each.condition), each.since or latest))


def _title(found: Digest) -> str:
    """Return the numbers of the digest, without words of a page."""
    entries = sum(len(feed.entries) for feed in found.feeds if not feed.is_new_source)
    sources = sum(feed.is_new_source for feed in found.feeds)
    needy = len(in_need(found.healths))
    parts = [
        _counted(entries, "new entry", "new entries"),
        *([_counted(sources, "new source", "new sources")] if sources else []),
        _counted(needy, "source needs attention", "sources need attention") if needy else "all sources are ok",
    ]
    return ", ".join(parts)


def _counted(count: int, one: str, many: str) -> str:
    return f"1 {one}" if count == 1 else f"{count or 'no'} {many}"


def _attention(needy: Sequence[Health], timezone: str) -> Iterator[str]:
    if not needy:
        return
    yield from ("", "NEEDS ATTENTION", "")
    for number, each in enumerate(needy[:_ATTENTION]):
        yield from [""] if number else []
        since = f" since {_local(each.since, timezone)}" if each.since else ""
        yield f"{each.source.slug} is {_condition(each)}{since}{_why(each)}"
        yield from (f"  {in_words(step)}" for step in next_steps(each))
    if len(needy) > _ATTENTION:
        yield f"… and {len(needy) - _ATTENTION} more sources: `ilofeed status` shows them"


def _condition(each: Health) -> str:
    if each.unseen and not each.condition.needs_attention:
        pages = "1 page" if len(each.unseen) == 1 else f"{len(each.unseen)} pages"
        return f"perhaps blind: its list never showed {pages} of the sitemap"
    return _NOTES.get(each.condition, each.condition.value)


def _why(each: Health) -> str:
    if not each.condition.needs_attention or not each.message:
        return ""
    return f": {line(each.message, _TEXT)}{f' [{each.reason}]' if each.reason else ''}"


def _news(feeds: Sequence[FeedNews]) -> Iterator[str]:
    shown = list(_shown(feeds))
    if not shown:
        return
    yield from ("", "NEW ENTRIES")
    for feed, entries in shown:
        yield ""
        count = f"{len(feed.entries)} {'entries of a new source' if feed.is_new_source else 'new'}"
        yield f"{line(feed.title, _TEXT)} ({count}){f': {feed.page}' if feed.page else ''}"
        for entry in entries:
            yield f"- {line(entry.item.title, _TEXT)}"
            if len(entry.item.link) <= _LINK:
                yield f"  {entry.item.link}"
        if more := len(feed.entries) - len(entries):
            yield f"  … and {more} more"
    if more := len(feeds) - len(shown):
        yield from ("", f"… and {_counted(more, 'more feed', 'more feeds')} with new entries")


def _shown(feeds: Sequence[FeedNews]) -> Iterator[tuple[FeedNews, Sequence[Entry]]]:
    """Yield the feeds with new entries, each with those that are shown: of each at least one."""
    found = sorted(feeds, key=lambda feed: feed.is_new_source)[:_FEEDS]
    own = [min(len(feed.entries), _OF_NEW_SOURCE if feed.is_new_source else _OF_FEED) for feed in found]
    fair = next((most for most in range(_OF_FEED, 1, -1) if sum(min(most, count) for count in own) <= _ENTRIES), 1)
    for feed, count in zip(found, own, strict=True):
        yield feed, feed.entries[: min(count, fair)]


def _need(each: Health) -> dict[str, object]:
    return {
        "source": each.source.slug,
        "url": each.source.url,
        "state": each.condition.value,
        "since": utc_stamp_or_none(each.since),
        "reason": each.reason,
        "message": each.message[:_TEXT],
        "next_steps": [in_words(step) for step in next_steps(each)],
    }


def _feed(feed: FeedNews, entries: Sequence[Entry]) -> dict[str, object]:
    return {
        "source": feed.source,
        "title": feed.title,
        "page": feed.page or None,
        "new": len(feed.entries),
        "entries": [
            {
                "id": each.id,
                "title": each.item.title,
                "url": each.item.link,
                "first_seen": utc_stamp_or_none(each.first_seen),
            }
            for each in entries
        ],
    }


def _local(instant: datetime, timezone: str) -> str:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - once a week

    return f"{instant.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M}"
