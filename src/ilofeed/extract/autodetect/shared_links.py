"""Blocks that all lead to one page, each with words of its own: notices that have no page of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from ilofeed.core.text import fold
from ilofeed.extract.autodetect.candidate_item import CandidateItem


def distinguish_by_words(
    members: Sequence[CandidateItem], common: Collection[str], generic: Collection[str]
) -> list[CandidateItem]:
    """Return *members* with links to the pages *common* told apart by their words, but for *generic* ones."""
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
