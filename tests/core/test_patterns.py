"""Patterns of the operator: they mean what they mean to re, in linear time or under a limit."""

from __future__ import annotations

import platform
import re
import sys
import unicodedata
import warnings

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ilofeed.core import patterns
from ilofeed.core.errors import PatternError

LETTERS = "abKkſsSiIıİéÉ_9٣ǆßẞσς- \xa0\x1d\n.,'体ंก\U0001f4af"
ATOMS = [
    "a", "b", "K", "s", "i", "é", "ß", "体", "ı", "9", "_", "-", ".", " ", "\\.", "\\-", "\\é", "\\x41", "\\u0131",
    r"\w", r"\W", r"\d", r"\D", r"\s", r"\S", r"\b", r"\B", "^", "$", r"\A", r"\Z", r"\t",
    "[ab]", "[^ab]", "[a-k]", "[^a-z]", "[]a]", "[^]a]", "[[a]", "[[:alpha:]]", r"[\w-]", r"[^\w\s]", r"[\W9]",
    r"[^\W\d]", r"[\S]", r"[\D_]", "[İi]", "[^i]", "[K-S]", "[^é]", r"[\-a]", "[a^]", "[$]", "[.]", r"[\x41-\x4b]",
    r"\N{LATIN SMALL LETTER A}", "(?#[)", "(?=a)", "(?<!a)", "(?i:a)", "(?m:^)", "(?m:$)", "(?s:.)", "(?-i:a)",
    "{,2}",
]  # fmt: skip
REPEATS = ["*", "+", "?", "{2}", "{1,2}", "{,2}", "{,}", "*?", "+?", "??", "*+", "{2}+"]
expressions = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("|".join),
        inner.map("({})".format),
        st.builds("(?:{}){}".format, inner, st.sampled_from(REPEATS)),
        inner.map(r"({})\1".format),
    ),
    max_leaves=6,
)

needs_re2 = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64", "aarch64", "arm64"), reason="google-re2 has no wheel for it"
)


def compiled_by_re(words: str) -> re.Pattern[str] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        try:
            return re.compile(words, re.IGNORECASE)
        except re.error:
            return None


@given(expressions, st.text(LETTERS, max_size=8))
@example("^|.", "ab")  # after an empty match RE2 skips a character
@example(r"\b|.", "ab")
@example("x??", "axb")
def test_a_pattern_means_what_it_means_to_re(words: str, text: str) -> None:
    known = compiled_by_re(words)
    assume(known is not None)
    assume(text or r"\B" not in words)  # Python 3.14 changed what it means to an empty text
    assume(
        r"\1" not in words or not set("ıİſς") & set(text)
    )  # i, s and σ to our back-references, not to those of re
    assert known is not None
    expected = [match.span() for match in known.finditer(text)]

    for pattern in (patterns.compiled(words), patterns.compiled(words, linear=False)):
        assert pattern.search(text) is bool(expected)
        assert pattern.spans(text) == [(start, end) for start, end in expected if start < end]


@pytest.mark.parametrize("words", [r"\w", r"\W", r"\d", r"\D", r"\s", r"\S", r"[\W]", r"[^\S]"])
@pytest.mark.parametrize("linear", [True, False])
def test_classes_hold_the_characters_that_they_hold_for_re(
    words: str,
    linear: bool,  # noqa: FBT001 - a parameter
) -> None:
    # All scripts with cases, and some of the ideographs.
    codes = (*range(0x3500), *range(0xA000, 0xAC80), *range(0xF900, 0x11000), *range(0x1D400, 0x1F000))
    known = [chr(code) for code in codes if unicodedata.category(chr(code)) not in ("Cn", "Cs")]
    text = "".join(each for each in known if each not in "\u0131\u0345")

    assert patterns.compiled(words, linear=linear).spans(text) == [
        found.span() for found in re.finditer(words, text)
    ]


def test_letters_with_another_case_are_found_as_by_re() -> None:
    cased = [chr(code) for code in range(0x1F00) if chr(code).lower() != chr(code).upper()]
    text = "".join(cased)

    for letter in cased:
        expected = [found.span() for found in re.finditer(letter, text, re.IGNORECASE)]
        assert patterns.compiled(letter).spans(text) == expected, letter


@needs_re2
@pytest.mark.parametrize("words", ["(?:a1 )+b", r"\w+\s?:", "[a-z]*b", r"^\d+\.$", r"[\W_]+x"])
@pytest.mark.parametrize("text", ["a1 " * 10_000, "é" * 20_000])
def test_repetition_is_searched_in_linear_time_and_never_meets_the_limit(words: str, text: str) -> None:
    assert not patterns.compiled(words, limit=0.0).search(text)


@pytest.mark.parametrize("words", ["a(?!b)c", r"(a)b\1"])
def test_what_re2_refuses_ends_at_the_time_limit(words: str) -> None:
    pattern = patterns.compiled(words, limit=0.0)

    with pytest.raises(PatternError, match=r"takes more than 0\.0 s") as met:
        pattern.search("a " * 100_000)

    assert met.value.reason == "pattern"


@needs_re2
def test_edges_of_words_beyond_ascii_are_searched_for_under_the_limit() -> None:
    pattern = patterns.compiled(r"\ba+[bc]", limit=0.0)

    assert not pattern.search("a " * 100_000)
    with pytest.raises(PatternError):
        pattern.search("a " * 100_000 + "é")


@pytest.mark.parametrize("words", ["(", "a**", "[z-a]", r"\p{L}", r"\Qa", "(?P<a>x)(?P<a>y)", "x{2,1}"])
def test_what_re_refuses_is_no_pattern(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        patterns.compiled(words)


def test_text_that_has_no_utf8_is_searched_too() -> None:
    assert patterns.compiled("a.c").search("a\ud800c")


def test_where_re2_is_not_installed_all_patterns_are_searched_for_under_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)  # as where there is no wheel of it
    patterns.compiled.cache_clear()

    pattern = patterns.compiled(r"\bwork(?:s|ing)?\b", limit=0.01)
    slow = patterns.compiled("a+b", limit=0.0)
    patterns.compiled.cache_clear()

    assert pattern.linear is None
    assert pattern.spans("Working at works, not networks") == [(0, 7), (11, 16)]
    with pytest.raises(PatternError):
        slow.search("a " * 100_000)


def test_flags_in_the_pattern_hold() -> None:
    assert patterns.compiled("(?x) a [ ] b # [").search("A B")
    assert not patterns.compiled(r"(?a)^\w+$").search("é")
    assert patterns.compiled(r"(?s)a.b").search("a\nb")
