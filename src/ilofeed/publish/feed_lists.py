"""The subscription lists (OPML) of an installation: their names, and the feeds in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ilofeed.core.models import FeedConfig

#: ``feeds.opml``: all feeds. ``sources.opml``: all but the joint feeds.
FEEDS, SOURCES = NAMES = ("feeds", "sources")


def plans_in_lists(plans: Sequence[FeedConfig]) -> Mapping[str, tuple[FeedConfig, ...]]:
    """Return the *plans* in each list, by its name.

    Lists are public, so private feeds are in none. Joint feeds come first. newsboat keeps an entry that several
    feeds have in the feed that it fetched last, so the entries of a source are shown under the source.
    """
    public = [plan for plan in plans if not plan.key]
    joint = tuple(plan for plan in public if plan.is_joint)
    own = tuple(plan for plan in public if not plan.is_joint)
    return {FEEDS: (*joint, *own), SOURCES: own}
