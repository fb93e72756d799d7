"""Choose feeds that are named together: in the subscription lists (OPML), and as translations of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ilofeed.core import urls
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


def translations(plans: Iterable[FeedConfig]) -> Mapping[str, Sequence[FeedConfig]]:
    """Return the public feeds among *plans* of the same page in other languages, by the slug of each."""
    pages: dict[str, list[FeedConfig]] = defaultdict(list)
    for plan in plans:
        if plan.is_of and not plan.key:
            pages[urls.in_any_language(plan.is_of.url)].append(plan)
    return {plan.slug: [each for each in page if each is not plan] for page in pages.values() for plan in page}
