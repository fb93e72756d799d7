"""What of many entries belongs into a feed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.entries import item
from ilofeed.core.filters import check, entry_filter
from ilofeed.core.models import FeedConfig, Source

PLAN = FeedConfig(slug="some", sources=(Source(slug="news", url="https://www.ilo.org/news"),))


@pytest.mark.parametrize(
    ("words", "title", "summary", "wanted"),
    [
        ("SCORE", "ILO SCORE Training", "", True),
        ("score", "ILO SCORE Training", "", True),
        ("SCORE", "Scoreboards for all", "", False),
        ("SCORE", "Nothing", "the SCORE programme", True),
        ("decent work", "Decent  Work for all", "", True),
        ("women's", "Women’s cooperatives", "", True),
        ("C++", "Jobs in C++ and more", "", True),
        ("ÉGALITÉ", "L’égalité au travail", "", True),
        ("体面劳动", "人人享有体面劳动的报告", "", True),
        ("العمل", "العمل اللائق", "", True),
        ("/garment|textile/", "The TEXTILES of tomorrow", "", True),
        ("/^ilo/", "ILO launches", "", True),
        ("/^ilo/", "The ILO launches", "", False),
        ("/", "either / or", "", True),
        (r"/\bélu\b/", "Les élus", "", False),
        (r"/\bélu\b/", "Un élu", "", True),
        (r"/^\w+$/", "égalité", "x y", True),
        (r"/(?<!non-)standard/", "Non-standard work", "", False),
        ("/(?:ab)+c/", "ab" * 200, "é" + "ab" * 200, False),
    ],
)
def test_words_are_whole_words_and_patterns_are_found_anywhere(
    words: str,
    title: str,
    summary: str,
    wanted: bool,  # noqa: FBT001 - a parameter
) -> None:
    found = item(1, title, summary=summary)

    assert entry_filter(replace(PLAN, include=(words,)))(found) is wanted
    assert entry_filter(replace(PLAN, exclude=(words,)))(found) is not wanted


def test_any_of_what_is_included_and_none_of_what_is_excluded() -> None:
    wants = entry_filter(replace(PLAN, include=("SCORE", "SMEs"), exclude=("Jordan",)))

    assert wants(item(1, "SMEs in Tunisia"))
    assert wants(item(1, "SCORE in Ghana"))
    assert not wants(item(1, "SCORE in Jordan"))
    assert not wants(item(1, "Ghana"))


def test_languages_and_kickers() -> None:
    wants = entry_filter(replace(PLAN, languages=("en", "pt-BR"), kickers=("Press release",)))

    assert wants(item(1, language="en-GB", kicker="PRESS RELEASE"))
    assert wants(item(1, language="pt", kicker="Press release"))
    assert not wants(item(1, language="fr", kicker="Press release"))
    assert not wants(item(1, language="en", kicker="Feature"))
    assert not wants(item(1, language="en"))


@pytest.mark.parametrize("words", ["", " ", "/(/", "/x{2,1}/", "/a*/", "/|x/"])
def test_what_is_no_pattern_or_fits_everything_is_refused(words: str) -> None:
    assert check(words)


@given(st.text(min_size=1).filter(str.strip), st.text(), st.text())
def test_a_word_never_breaks_the_choice(word: str, title: str, summary: str) -> None:
    if word.startswith("/") and word.endswith("/") and len(word) > 2:
        return

    entry_filter(replace(PLAN, include=(word,)))(item(1, title, summary=summary))
