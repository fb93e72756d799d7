"""Which of the addresses in a sitemap are items, as the configuration says, as a value."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class SitemapRules(Struct, frozen=True, kw_only=True):
    """Patterns that are searched in addresses (`ilofeed.core.patterns`)."""

    include: tuple[str, ...] = ()  #: one of them must be in the address; empty: any address
    exclude: tuple[str, ...] = ()
    page: str = ""  #: address of the page for people; empty: the front page of the site

    def chooser(self) -> Callable[[str], bool]:
        """Return a function that returns whether an address is wanted. It raises PatternError at a time limit."""
        if not (self.include or self.exclude):
            return lambda _: True
        from ilofeed.core.patterns import compiled  # noqa: PLC0415 - few sources have patterns

        include, exclude = ([compiled(words) for words in given] for given in (self.include, self.exclude))
        return lambda url: (
            (not include or any(each.search(url) for each in include))
            and not any(each.search(url) for each in exclude)
        )


#: Every address is an item.
ALL = SitemapRules()
