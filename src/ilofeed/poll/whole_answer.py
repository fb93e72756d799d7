"""Complete an answer that is only a part of what a source is read from: an index of sitemaps."""

from __future__ import annotations

from ilofeed.core.layout_names import AUTO, SITEMAP
from ilofeed.core.models import Page, Source
from ilofeed.core.protocols import Fetch


def whole(answer: Page, source: Source, fetch: Fetch, *, last_profile: str = "") -> Page:
    """Return *answer*, or what it refers to as one page, where it is read as a sitemap for *source*.

    *last_profile* is the layout that read the last good page. Raises PollError.
    """
    name = last_profile if source.profile == AUTO and last_profile else source.profile
    if name not in (AUTO, SITEMAP):
        return answer
    from ilofeed.extract.layouts import sitemap_list  # noqa: PLC0415 - most sources were read as pages before

    if not sitemap_list.fits(answer):
        return answer
    from ilofeed.poll.sitemap_parts import together  # noqa: PLC0415 - few sources are sitemaps

    return together(answer, fetch)
