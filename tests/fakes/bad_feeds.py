"""Faults of a feed upstream, as the source of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from fakes import feeds
from fakes.feeds import Post
from fakes.misbehaviour import ITEMS, Fault, shows
from fakes.origin import Behaviour
from fakes.pages import Listed

_SOURCE = 'profile = "feed"'
_ERROR = "Error establishing a database connection"


def as_posts(items: Sequence[Listed]) -> list[Post]:
    """Return *items* as posts of a feed, at a quarter past nine."""
    return [
        Post(
            number=item.number,
            title=item.title,
            link=f"https://www.ilo.org{item.path}",
            at=datetime.strptime(f"{item.day} 09:15 +0000", "%d %B %Y %H:%M %z").astimezone(UTC),
            summary=item.summary,
        )
        for item in items
    ]


def as_rss(items: Sequence[Listed]) -> bytes:
    return feeds.rss(as_posts(items)).encode()


def upstream_feeds() -> Iterator[Fault]:
    """Yield what a feed upstream shows in place of itself."""
    feed, posts = as_rss(ITEMS), as_posts(ITEMS)
    whole = feed.decode()
    inner = "".join(f'<!ENTITY e{at} "&e{at - 1};&e{at - 1};">' for at in range(1, 5))
    entities = whole.replace("<rss", f'<!DOCTYPE rss [<!ENTITY e0 "spam ">{inner}]><rss', 1)
    failing: Mapping[str, Mapping[str, bytes]] = {
        "truncated": {"feed cut in the middle": feed[: len(feed) // 2], "feed cut at its end": feed[:-20]},
        "no_items": {"feed without items": feeds.rss([]).encode()},
        "not_feed": {
            "page in place of a feed": b"<!doctype html><html><h1>Back soon</h1></html>",
            "feed with entities": entities.replace("What it is about.", "&e4;", 1).encode(),
        },
        "not_well_formed": {"feed without borders": feed.replace(b"</item>", b"", 3)},
        "too_complex": {"feed of 6,000 items": feeds.rss(feeds.posts(range(6000))).encode()},
    }
    for reason, bodies in failing.items():
        for name, body in bodies.items():
            yield _fault(name, _shown(body), reason=reason)
    others = [replace(post, guid=f"urn:other:{post.number}") for post in posts]
    harmless: Mapping[str, bytes] = {
        "feed with other ids": feeds.rss(others).encode(),
        "feed with each item twice": feeds.rss([*others, *posts]).encode(),
        "feed in another order": feeds.rss(posts[::-1]).encode(),
        "feed with an error as its item": feeds.rss([Post(number=1, title=_ERROR), *posts]).encode(),
        "feed in another format": feeds.atom(posts).encode(),
    }
    for name, body in harmless.items():
        yield _fault(name, _shown(body), outcome="unchanged", unpublished=_ERROR)
    spam = [Post(number=at, title=f"Spam {at}", at=post.time) for at, post in enumerate(posts)]
    yield _fault("another feed", _shown(feeds.rss(spam).encode()), outcome="quarantined", reason="disjoint")


def _shown(body: bytes) -> Behaviour:
    return shows(body, content_type="application/rss+xml")


def _fault(
    name: str, behaviour: Behaviour, *, outcome: str = "failed", reason: str | None = None, unpublished: str = ""
) -> Fault:
    return Fault(
        name=name,
        behaviour=behaviour,
        outcome=outcome,
        reason=reason,
        writes=as_rss,
        source=_SOURCE,
        unpublished=unpublished,
    )
