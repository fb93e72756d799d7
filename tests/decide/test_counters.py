"""Counters beside unchanged words are no edits; corrected numbers are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.entries import entries, item
from ilofeed.core import ids
from ilofeed.core.models import Entry, Item
from ilofeed.decide import counters, identity
from ilofeed.decide.counters import MAX_PATTERNS, Steadied

PAGE = "https://www.example.org/list"


def listed(texts: Sequence[str], field: str = "summary") -> list[Item]:
    """Return an item for each of *texts*, which is in its *field*."""
    words = [{"title": f"Title of notice {chr(97 + at)}", field: text} for at, text in enumerate(texts)]
    return [item(880000 + at, each.pop("title"), number=at + 1, **each) for at, each in enumerate(words)]


def steadied(
    items: Sequence[Item], known: Sequence[Entry], patterns: Sequence[str] = (), *, learn: bool = True
) -> Steadied:
    return counters.steadied(items, known, identity.match_items(items, known), patterns, learn=learn)


def after(
    old: Sequence[str], new: Sequence[str], patterns: Sequence[str] = (), field: str = "summary"
) -> list[str]:
    result = steadied(listed(new, field), entries(listed(old, field)), patterns)
    return [str(getattr(each, field)) for each in result.items]


def learned(old: Sequence[str], new: Sequence[str], field: str = "summary") -> tuple[str, ...]:
    return steadied(listed(new, field), entries(listed(old, field))).patterns


def some(form: str, *numbers: object) -> list[str]:
    return [form.format(number) for number in numbers]


@pytest.mark.parametrize("field", ["title", "summary", "kicker"])
@pytest.mark.parametrize(
    "form",
    [
        "A story {} views",
        "A story ({} comments)",
        "A story ({})",
        "({}) A story",
        "{} min read",
        "Views: {} | a story",
        "A story. Read {} times by all",
        "A story, seen {}",
        "{} Aufrufe, eine Meldung",
        "تعليقات {} على الخبر",
    ],
)
def test_a_counter_in_all_items_is_no_edit(form: str, field: str) -> None:
    old, new = some(form, 1, 20, "1,204", 7, 15), some(form, 4, 21, "1,311", 8, 15)

    assert after(old, new, field=field) == old


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("999 views", "1,000 views"),
        ("999 vues", "1 000 vues"),
        ("999 views", "1.1k views"),
        ("1 view", "2 views"),
        ("1 Kommentar", "2 Kommentare"),
        ("12.345 Aufrufe · 9 Kommentare", "12.346 Aufrufe · 10 Kommentare"),
        ("1'000 Besuche", "1'001 Besuche"),
        ("Updated 14:05, 3 days ago", "Updated 14:10, 4 days ago"),
        ("٣ تعليقات", "٤ تعليقات"),
    ],
)
def test_a_counter_is_known_in_every_spelling(old: str, new: str) -> None:
    assert after([old] * 6, [new] * 6) == [old] * 6


WORDS = ("Wages", "Hours", "Safety", "Skills", "Youth", "Fishing")


@pytest.mark.parametrize(
    "form",
    ["{0} report {1} views {2}", "{0} report. Views: {1} {2}", "{0} ({1}) {2}", "{0} report {1}", "{1} {2}"],
)
def test_a_counter_is_known_by_what_the_places_have_in_common(form: str) -> None:
    old, new = ([form.format(word, at + more, word[::-1]) for at, word in enumerate(WORDS)] for more in (3, 60))

    assert after(old, new) == old


def test_a_page_that_is_read_again_teaches_nothing() -> None:
    old, new = (listed(some("{} views", *range(at, at + 6))) for at in (0, 10))

    result = steadied(new, entries(old), learn=False)

    assert (result.items, result.patterns) == (tuple(new), ())


@pytest.mark.parametrize("changed", [1, 2, 3])
def test_numbers_that_few_items_change_are_edits(changed: int) -> None:
    old = some("The accident left {} dead", 3, 5, 8, 2, 11, 4)
    new = [*some("The accident left {} dead", *range(40, 40 + changed)), *old[changed:]]

    assert after(old, new) == new
    assert learned(old, new) == ()


def test_a_corrected_number_beside_a_counter_is_an_edit_and_the_counter_none() -> None:
    old = [f"Flood, {at} dead · {at}0 views" for at in (3, 4, 5, 6, 7, 8)]
    new = ["Flood, 4 dead · 31 views", *(f"Flood, {at} dead · {at}1 views" for at in (4, 5, 6, 7, 8))]

    assert after(old, new) == ["Flood, 4 dead · 30 views", *old[1:]]


def test_a_pattern_once_seen_is_noise_for_a_single_item() -> None:
    patterns = learned(some("{} views", *range(6)), some("{} views", *range(10, 16)))

    assert after(["9 views", "5 dead"], ["10 views", "6 dead"], patterns) == ["9 views", "6 dead"]


def test_words_that_change_beside_a_counter_are_an_edit() -> None:
    patterns = learned(some("{} views", *range(6)), some("{} views", *range(10, 16)))

    assert after(["Wages fall. 9 views"], ["Wages rise. 10 views"], patterns) == ["Wages rise. 10 views"]


def test_an_edited_title_leaves_the_counter_of_the_summary_alone() -> None:
    old, new = (listed([f"{at}{last} views" for at in range(1, 7)]) for last in (0, 1))
    new[2] = replace(new[2], title="Quite another title")

    result = steadied(new, entries(old))

    assert [each.summary for each in result.items] == [each.summary for each in old]
    assert result.items[2].title == "Quite another title"


def test_what_is_on_the_page_at_first_sight_stays() -> None:
    new = listed(some("{} members met", *range(5)))

    assert steadied(new, ()).items == tuple(new)


def test_two_items_prove_nothing() -> None:
    old, new = some("{} views", 1, 2), some("{} views", 3, 4)

    assert after(old, new) == new


def unlinked(number: int, title: str, day: date = date(2026, 11, 1)) -> Item:
    return Item(
        number=number, key=ids.key_within(PAGE, title, day), title=title, link=PAGE, published=day, language="en"
    )


def test_items_without_links_keep_their_keys_while_counters_run() -> None:
    topics = ("Wages", "Hours", "Safety", "Skills", "Youth")
    old = [unlinked(at, f"{topic} ({at} comments)") for at, topic in enumerate(topics, 1)]
    new = [unlinked(at, f"{topic} ({at + 3} comments)") for at, topic in enumerate(topics, 1)]
    other = unlinked(9, "Wages (3 comments)", date(2026, 11, 9))

    result = steadied([other, *new], entries(old))

    assert [each.key for each in result.items] == [other.key, *(each.key for each in old)]


def test_an_item_without_a_link_of_another_date_is_another_one() -> None:
    old = [unlinked(at, f"{topic} ({at} comments)") for at, topic in enumerate(WORDS, 1)]
    new = [unlinked(at, f"{topic} ({at + 3} comments)") for at, topic in enumerate(WORDS, 1)]
    new[0] = unlinked(1, f"{WORDS[0]} (3 comments)", date(2026, 11, 9))

    result = steadied(new, entries(old))

    assert [each.key for each in result.items] == [new[0].key, *(each.key for each in old[1:])]


def test_titles_with_counters_match_at_other_addresses() -> None:
    old = [item(880000 + at, f"Notice {chr(97 + at)} of the works ({at} views)") for at in range(5)]
    titles = [f"Notice {chr(97 + at)} of the works ({at + 40} views)" for at in range(5)]
    new = [
        replace(each, title=title, key=f"other/{at}", link=f"{PAGE}/{at}")
        for at, (each, title) in enumerate(zip(old, titles, strict=True))
    ]

    patterns = steadied([replace(each, title=f"{each.title[:-7]}9 views)") for each in old], entries(old)).patterns

    result = steadied(new, entries(old), patterns)

    assert patterns
    assert [each.title for each in result.items] == [each.title for each in old]
    assert len(identity.match_items(result.items, entries(old)).entries) == 5
    assert steadied(new, entries(old)).items == tuple(new), "a link is stronger than a pattern that was never seen"


@pytest.mark.parametrize("linked", [True, False])
def test_numbered_titles_of_the_same_dates_are_other_items(*, linked: bool) -> None:
    days = [date(2026, 11, at) for at in range(1, 9)]

    def numbered(first: int) -> list[Item]:
        titles = [(f"Bulletin {first + at} of the office", day) for at, day in enumerate(days)]
        if not linked:
            return [unlinked(at, title, day) for at, (title, day) in enumerate(titles, 1)]
        return [item(881000 + first + at, title, published=day) for at, (title, day) in enumerate(titles)]

    result = steadied(numbered(21), entries(numbered(1)))

    assert result.items == tuple(numbered(21))
    assert result.patterns == ()


def test_titles_that_differ_in_numbers_alone_are_not_confused() -> None:
    old = [item(880000 + at, f"Bulletin {at} of the office") for at in range(1, 7)]
    new = [item(881000 + at, f"Bulletin {at + 6} of the office") for at in range(1, 7)]

    result = steadied(new, entries(old))

    assert result.items == tuple(new)


def test_patterns_have_a_bound() -> None:
    patterns: tuple[str, ...] = ()
    for at in range(MAX_PATTERNS + 5):
        word = f"{chr(97 + at % 26)}{chr(97 + at // 26)}" * 3
        old, new = (listed([f"{count} {word} seen"] * 4) for count in (1, 2))
        patterns = steadied(new, entries(old), patterns).patterns

    assert len(patterns) == MAX_PATTERNS


text = st.lists(
    st.sampled_from(["Report", "of", "the", "3", "12", "1,204", "views", "(", ")", "2026"]), min_size=1
)


@given(st.lists(text, min_size=1, max_size=6), st.data())
def test_the_same_page_is_left_as_it_is_and_a_second_look_changes_nothing(
    texts: list[list[str]], data: st.DataObject
) -> None:
    old = listed([" ".join(each) for each in texts])
    known: list[Entry] = entries(old)
    changed = [
        " ".join(str(data.draw(st.integers(0, 9999))) if word[0].isdigit() else word for word in each)
        for each in texts
    ]
    new = listed(changed)

    first = steadied(new, known)
    second = steadied(first.items, known, first.patterns)

    assert steadied(old, known).items == tuple(old)
    assert second.items == first.items
    assert [each.key for each in first.items] == [each.key for each in new]
