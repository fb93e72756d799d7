"""Neutral words have the length, case and script of those that they replace; dates stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core import dates
from ilofeed.testing.neutral_words import address_words, neutral, neutral_address, shape, words


@pytest.mark.parametrize(
    "text",
    [
        "Dockers’ pay is SETTLED in harbour-side talks",
        "Löhne größer: Straßenbahn fährt",
        "Рабочие порта Ольга Иванова",
        "عمال الميناء يعودون",
        "港口工人回到工作岗位",
        "항만 노동자",
        "Λιμάνι ΕΡΓΑΤΕΣ",
        "पत्तन श्रमिक",
    ],
)
def test_words_are_replaced_by_others_of_the_same_shape(text: str) -> None:
    changed = neutral(text)

    assert changed != text
    assert shape(changed) == shape(text)
    assert not set(words(text)) & set(words(changed))


@given(st.text())
def test_any_text_keeps_its_shape_and_is_replaced_alike_each_time(text: str) -> None:
    assert shape(neutral(text)) == shape(text)
    assert neutral(text) == neutral(text)


@pytest.mark.parametrize(
    "text",
    [
        "21 November 2025",
        "Posted on 3 May 2026",
        "Samstag, 9. März 2024",
        "2 days ago",
        "2026年5月3日",
        "1st",
        "100km",
        "Nr7 MP3",
        "٠٤ أغسطس, ٢٠٢١",
        "5 мая 2026 г.",
        "10:30 PM",
        "the of and",
        "A",
        "12,345.60",
        "",
    ],
)
def test_dates_numbers_and_function_words_stay(text: str) -> None:
    assert neutral(text) == text


def test_no_word_becomes_a_word_of_dates() -> None:
    given = [f"{first}{second}{third}" for first in "bcdmn" for second in "aeiou" for third in "lmnprstvy"]
    made = {word: changed for word in given if (changed := neutral(word)) != word}

    assert len(made) > 100
    assert [word for word in made.values() if dates.read_day(f"3 {word} 2026")] == []


def test_one_word_is_replaced_alike_in_every_case() -> None:
    assert neutral("HARBOUR Harbour harbour").casefold().split() == [neutral("harbour")] * 3


def test_words_to_keep_stay_in_any_case() -> None:
    assert neutral("Next page", {"next"}).startswith("Next ")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "/news/a-new-crane-for-the-harbour.html?page=2#top",
            "/news/{a-new-crane-for-the-harbour}.html?page=2#top",
        ),
        ("https://harbour.example/news/new-crane-lifts/", "https://harbour.example/news/{new-crane-lifts}/"),
        ("/press-releases", "/press-releases"),
        ("/meetings-and-events/crane", "/meetings-and-events/crane"),
        ("https://harbour-crane-lock.example", "https://harbour-crane-lock.example"),
        ("//harbour-crane-lock.example", "//harbour-crane-lock.example"),
        ("?next=crane-lock-ferry", "?next=crane-lock-ferry"),
        ("http://[", "http://["),
        ("", ""),
    ],
)
def test_of_an_address_only_a_slug_of_several_words_is_replaced(url: str, expected: str) -> None:
    before, _, rest = expected.partition("{")
    slug, _, after = rest.partition("}")

    changed = neutral_address(url)

    assert changed.startswith(before)
    assert changed.endswith(after)
    assert (changed == url) == (not slug)
    assert shape(changed) == shape(url)


def test_the_words_of_a_slug_in_percent_encoding_are_replaced_too() -> None:
    url = "/news/%D9%83%D9%84%D9%85%D8%A9-%D9%83%D9%84%D8%A7%D9%85-%D9%83%D8%AA%D8%A7%D8%A8"

    changed = neutral_address(url)

    assert changed != url
    assert changed.startswith("/news/%")
    assert len(changed) == len(url)
    assert address_words(url) == ["كلمة", "كلام", "كتاب"]
