"""Values that Nuxt flattens are revived, whatever refers to what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.extract.data.devalue import revived
from ilofeed.extract.data.fields import lists_in

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(min_value=0) | st.text(min_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)
FLAT = st.lists(
    st.integers(-7, 9)
    | st.text(max_size=3)
    | st.lists(st.integers(-7, 9) | st.sampled_from(("Ref", "Set", "Date", "Map", "null")), max_size=4)
    | st.dictionaries(st.sampled_from("abc"), st.integers(-7, 9), max_size=3),
    max_size=9,
)


def flattened(value: object) -> list[object]:
    """*value* in the flat form, without any two references to one place."""
    flat: list[object] = []

    def place(each: object) -> int:
        at = len(flat)
        flat.append(each)
        if isinstance(each, dict):
            flat[at] = {key: place(child) for key, child in each.items()}
        elif isinstance(each, list):
            flat[at] = [place(child) for child in each]
        return at

    place(value)
    return flat


@given(VALUES)
def test_what_was_flattened_is_revived(value: object) -> None:
    assert revived(flattened(value)) == value


@given(FLAT)
def test_no_list_makes_reviving_or_searching_fail(flat: list[object]) -> None:
    list(lists_in(revived(flat)))


def test_wrappers_dates_and_sets_are_their_values() -> None:
    flat = [
        ["ShallowReactive", 1],
        {"a": 2, "b": 4, "c": 5, "d": -1},
        ["Ref", 3],
        "x",
        ["Date", "2026-11-05"],
        ["Set", 3, 3],
    ]

    assert revived(flat) == {"a": "x", "b": "2026-11-05", "c": ["x", "x"], "d": None}


def test_a_value_that_contains_itself_is_searched_once() -> None:
    value = revived([{"self": 0, "list": 1}, [0, 0, 0, 1]])

    assert [path for path, _ in lists_in(value)] == [("list",)]


@pytest.mark.parametrize("value", [[], {}, "x", None, 3, [["Ref", 0]]])
def test_what_was_not_flattened_is_nothing(value: object) -> None:
    assert revived(value) is None
