"""JSON from the network is read as browsers read it, and within limits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.extract.data.json_text import MAX_DEPTH, MAX_VALUES, JsonError, parse, parse_beginning


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_every_value_is_read_as_it_was_written(value: object) -> None:
    assert parse(json.dumps(value)) == value
    assert parse("\ufeff\r\n" + json.dumps(value, ensure_ascii=False, indent=1) + "\n") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"a": NaN, "b": -Infinity}', {"a": None, "b": None}),
        ('"cut \\ud83d"', "cut \ud83d"),
        ('"two\nlines"', "two\nlines"),
        ("1e999", float("inf")),
    ],
)
def test_what_programs_write_beside_the_standard_is_read(text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{'a': 1}", "<p>no</p>", "[1] [2]", "undefined", '"\\x41"'])
def test_what_is_no_json_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(JsonError) as caught:
        parse(text)

    assert not caught.value.is_limit


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2),
        '{"a":' * (MAX_DEPTH + 2) + "1" + "}" * (MAX_DEPTH + 2),
        f"[{'1,' * MAX_VALUES}1]",
        f"[{'[],' * (MAX_VALUES // 2)}[]]",
        "9" * 5000,
        f'"{"x" * 4_000_001}"',
    ],
    ids=["open", "lists", "objects", "values", "containers", "digits", "length"],
)
def test_what_is_beyond_a_limit_is_refused(text: str) -> None:
    with pytest.raises(JsonError) as caught:
        parse(text)

    assert caught.value.is_limit


def test_a_value_at_the_limit_of_depth_is_read() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_a_value_may_be_followed_by_something_else() -> None:
    assert parse_beginning('x = {"a": [1]}; y = 2', 4) == ({"a": [1]}, 14)
