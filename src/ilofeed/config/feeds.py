"""List the feeds of a configuration: one of each source, ``all``, and those of ``[[feed]]``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ilofeed.config.messages import Location
from ilofeed.config.schema import FeedTable, File, SourceTable
from ilofeed.config.value_types import KEY
from ilofeed.core import secrets
from ilofeed.core.models import FeedConfig, Source
from ilofeed.core.name_lists import did_you_mean

#: Names that the output folder and the server use themselves.
RESERVED = frozenset(("all", "favicon", "feeds", "healthz", "index", "metrics", "sources", "status"))
# Feeds of earlier versions had these, and their addresses stay: no name of a feed's document is that of another file.
_ONCE_ALLOWED = frozenset(("favicon", "sources"))
_ALL_TITLE = "All news"


class Plans(Struct, frozen=True):
    """The plans of feeds in *file*, whose *sources* have been read."""

    top: Location
    file: File
    sources: tuple[Source, ...]

    def all(self) -> tuple[FeedConfig, ...]:
        """Return the plans of all feeds, those of the sources first. Raises ConfigError."""
        self._check_slugs()
        keys = [*(table.key for table in self.file.source), *(table.key for table in self.file.feed)]
        secrets.add(key for key in keys if key and re.fullmatch(KEY, key))
        if not self.sources:
            return ()
        own = [plan for at, table in enumerate(self.file.source) for plan in self._of_source(at, table)]
        private = frozenset(table.slug for table in self.file.source if table.key)
        public = tuple(source for source in self.sources if source.slug not in private)
        everything = FeedConfig(slug="all", sources=public, title=_ALL_TITLE, most=self.file.ilofeed.entries)
        joint = [everything] if public else []
        return (*own, *joint, *(self._of_feed(at, table, private) for at, table in enumerate(self.file.feed)))

    def _of_source(self, at: int, table: SourceTable) -> Iterator[FeedConfig]:
        source, most = self.sources[at], self.file.ilofeed.entries
        key = _checked_key(self.top.at("source", at), table.key)
        yield FeedConfig(
            slug=source.slug, sources=(source,), most=most, former=table.former, retired=source.retired, key=key
        )
        if table.revisions:
            # No slug contains a dot, so it can be no other feed's.
            slug = f"{source.slug}.revisions"
            yield FeedConfig(slug=slug, sources=(source,), most=most, of_revisions=True, key=key)

    def _of_feed(self, at: int, table: FeedTable, private: frozenset[str]) -> FeedConfig:
        here = self.top.at("feed", at)
        for part in ("title", "retire"):
            if not getattr(table, part).isprintable():
                raise here.at(part).not_allowed(getattr(table, part), "one line of printable text")
        for part in ("include", "exclude"):
            checked_words(here.at(part), getattr(table, part))
        return FeedConfig(
            slug=table.slug,
            sources=self._chosen(here, table, private),
            title=table.title,
            language=table.language,
            include=table.include,
            exclude=table.exclude,
            languages=table.languages,
            kickers=table.kickers,
            most=self.file.ilofeed.entries,
            former=table.former,
            retired=table.retire,
            key=_checked_key(here, table.key),
        )

    def _chosen(self, here: Location, table: FeedTable, private: frozenset[str]) -> tuple[Source, ...]:
        known = {source.slug: source for source in self.sources}
        for slug in table.sources:
            if slug in private and not table.key:
                raise here.at("sources").wrong(
                    f"names {slug!r}, which has a key, while this feed has none; give the feed a key of its own, or"
                    " leave the source out"
                )
            if slug not in known:
                raise here.at("sources").not_allowed(slug, "the slug of a source", did_you_mean(slug, list(known)))
        tags = {tag for entry in self.file.source for tag in entry.tags}
        for tag in table.tags:
            if tag not in tags:
                raise here.at("tags").not_allowed(tag, "a tag of a source", did_you_mean(tag, list(tags)))
        named = set(table.sources)
        sources = tuple(
            source
            for source, entry in zip(self.sources, self.file.source, strict=True)
            if (not named or source.slug in named)
            and (table.key or source.slug not in private)
            and (not table.tags or set(table.tags) & set(entry.tags))
        )
        if not sources:
            raise here.wrong("names sources and tags that no source has together")
        return sources

    def _check_slugs(self) -> None:
        named: list[tuple[Location, SourceTable | FeedTable]] = [
            (self.top.at("source", at), table) for at, table in enumerate(self.file.source)
        ]
        named += [(self.top.at("feed", at), table) for at, table in enumerate(self.file.feed)]
        taken: dict[str, Location] = {}
        for here, table in named:
            for part, slug in (("slug", table.slug), *(("former", former) for former in table.former)):
                if slug in RESERVED and not (part == "former" and slug in _ONCE_ALLOWED):
                    allowed = f"a name other than {', '.join(sorted(RESERVED))}"
                    raise here.at(part).not_allowed(slug, allowed, _way_on(slug))
                if slug in taken:
                    raise here.at(part).not_allowed(slug, f"each slug once, and {taken[slug].where} has it")
                taken[slug] = here.at(part)


def _way_on(slug: str) -> str:
    if slug not in _ONCE_ALLOWED:
        return ""
    return (
        f'; if it was published as that, take another slug and add former = ["{slug}"]: its addresses and ids stay'
    )


def _checked_key(here: Location, key: str | None) -> str:
    """Return *key*; empty without one. Raises ConfigError, without showing it, if it can be guessed.

    An empty key is a mistake: a template that lacks its value must not make the feed public.
    """
    if key is None:
        return ""
    if not re.fullmatch(KEY, key):
        from secrets import token_urlsafe  # noqa: PLC0415 - for a mistake

        raise here.at("key").wrong(
            "needs at least 20 letters, digits, hyphens or underscores, and nothing else; a new one is, for example,"
            f" {token_urlsafe(24)}"
        )
    return key


def checked_words(here: Location, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return *words*, the value at *here*. Raises ConfigError if a pattern is not valid."""
    if not words:
        return words
    from ilofeed.core.filters import check  # noqa: PLC0415 - most feeds contain all entries

    for word in words:
        if wrong := check(word):
            raise here.wrong(f"is {word!r}; allowed is words, or a /pattern/: {wrong}")
    return words
