"""Save entries of many titles, and scan them for the expected results of a search."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from ilofeed.core.models import Entry
from ilofeed.core.protocols import Store
from ilofeed.core.search import Search
from ilofeed.core.state import PollResult, Revision
from ilofeed.core.text import fold
from store.samples import NOON, entry, later, report

TITLES = (
    "Report on wages", "Wages and report", "Fair wages for seafarers 2026", "FAIR WAGES", "Straße und Arbeit",
    "Zwangsarbeit heute", "L’emploi des jeunes à Genève", "Genève", "Protección social",
    "劳工组织报告", "国际劳工大会",
    "大会", "منظمة العمل الدولية", "العمل اللائق", "労働時間と賃金", "%_\\", "a_b%c", 'Say "no"', "it's", "a  b",
    "x AND y OR z NOT w", "NEAR(a b)", "title:x", "a*", "(", "-", "^x", "ﬁne", "İstanbul", "😀 work",
    "e\u0301a", "ab", "b",
)  # fmt: skip
WORDS = (
    *TITLES, "", "a", "w", "ges", "wages for", "劳工", "工", "大会", "العمل", "عمل", "ال", "賃金", "と",
    "arbeit", "ss", "ARBEIT",
    "'", '"', "''", '"no"', "%", "_", "\\", "\\'", "%_", "*", "a*", "a:*", "a & b", "a | b", "!a", "<->",
    "NEAR", "AND",
    "OR", ":", "title:", "(", ")", "((", "geneve", "genève", "GENÈVE", "fi", "😀", "zzzz",
    "report on wages and", "2026",
)  # fmt: skip


def saved(store: Store, slug: str, entries: Sequence[Entry], revisions: Sequence[Revision] = ()) -> None:
    state = replace(store.claim([slug])[slug], last_poll=NOON)
    assert store.record(
        PollResult(state=state, report=report(slug), entries=tuple(entries), revisions=tuple(revisions))
    )


def made(titles: Sequence[str], seed: int = 1) -> list[Entry]:
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    found = []
    for number, title in enumerate(titles):
        one = entry(f"{seed}-{number}", first_seen=later(-number), updated=later(-number))
        item = replace(
            one.item,
            title=title,
            kicker=chance.choice((None, "News", "Press release")),
            language=chance.choice(("en", "fr", "")),
            published=chance.choice((None, date(2023, 6, 13), date(2023, 6, 14), date(1970, 1, 1))),
        )
        found.append(replace(one, item=item, announced=chance.random() < 0.9))
    return found


def expected(entries: Sequence[Entry], wanted: Search) -> list[str]:
    """Return the results of a scan of all *entries*, which are in order of arrival."""
    there = [
        (one.published.replace(microsecond=0), number, one)
        for number, one in enumerate(reversed(entries))
        if one.announced
        and wanted.words in fold(one.item.title)
        and (not wanted.kicker or one.item.kicker == wanted.kicker)
        and (not wanted.language or one.item.language == wanted.language)
    ]
    return [one.id for _, _, one in sorted(there, key=lambda each: each[:2], reverse=True)]


def found(store: Store, wanted: Search, limit: int = 1000) -> list[str]:
    return [hit.entry.id for hit in store.search(wanted, limit)]
