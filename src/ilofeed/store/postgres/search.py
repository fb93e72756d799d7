"""Search in PostgreSQL, by its full text index of trigrams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ilofeed.core.search import Search
from ilofeed.store.base import Database
from ilofeed.store.postgres.connection import PostgresDatabase
from ilofeed.store.search import Searching, Statement, facet_conditions

_LONG = 3
_BY_TEXT = (
    "search_lexemes(search.title) @@ CAST(:lexemes AS tsquery)",
    # Lexemes do not check the order of the characters.
    "strpos(search.title, :words) > 0",
)


class PostgresSearch(Searching, PostgresDatabase):
    """Search of entries; each block has its own connection anyway."""

    @contextmanager
    def looking(self, seconds: float) -> Iterator[Database]:
        """Open a block that reads; a statement in it ends after *seconds*."""
        with self.reading():
            # The best plan depends on the words, so no generic plan is used.
            self.all(
                "SELECT set_config('statement_timeout', :span, true), set_config('plan_cache_mode', :mode, true)",
                span=str(int(seconds * 1000)),
                mode="force_custom_plan",
            )
            yield self

    def statement(self, _database: Database, wanted: Search) -> Statement:
        """Return the statement for *wanted*, by the index of lexemes."""
        text = _BY_TEXT if wanted.words else ()
        return Statement(
            conditions=("search.source IN (:values)", *facet_conditions(wanted), *text),
            values={
                "kicker": wanted.kicker,
                "language": wanted.language,
                "words": wanted.words,
                "lexemes": lexemes(wanted.words),
            },
        )


def lexemes(words: str) -> str:
    """Return the query for all titles that may have *words*, quoted so that it contains no operators."""
    if len(words) < _LONG:
        return f"{_quoted(words)}:*" if words else ""
    parts = {words[at : at + _LONG] for at in range(len(words) - _LONG + 1)}
    return " & ".join(map(_quoted, sorted(parts)))


def _quoted(lexeme: str) -> str:
    return "'{}'".format(lexeme.replace("\\", "\\\\").replace("'", "''"))
