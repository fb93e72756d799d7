"""Distinguish blocks that all link to one page by their texts: notices without pages of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from ilofeed.core.text import fold
from ilofeed.extract.autodetect.candidate_item import CandidateItem


def distinguish_by_words(
    members: Sequence[CandidateItem], common: Collection[str], generic: Collection[str]
) -> list[CandidateItem]:
    """Return *members* with links to the pages *common* distinguished by their texts, except *generic* ones."""
    return [
        replace(
            member,
            links=tuple(
                replace(link, key=f"{link.key}#={fold(link.words)}")
                if link.key in common and fold(link.words) not in generic
                else link
                for link in member.links
            ),
        )
        for member in members
    ]
