"""Expressions are checked before they are used, and cost no more than a limit, whatever data they meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.jmespath_search import MAX_LENGTH, Search, TooCostlyError, check

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=30,
)
EXPRESSIONS = (
    "a", "a.b", "[0].a", "*.a", "a[?b == 'x'].c", "a[?b > `1`]", "sort_by(a, &b)", "join(', ', a)",
    "to_number(a)", "sum(a)", "contains(a, b)", "a || b", "not_null(a, b)", "length(a)", "max_by(a, &b).c",
    "[a, b][].c", "{x: a, y: b}", "reverse(a)", "abs(a)", "ceil(a)", "map(&b, a)", "keys(a)", "!a",
)  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_of_the_language_is_good(expression: str) -> None:
    assert check(expression) == ""


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("", "cannot be empty"),
        ("a[", "Incomplete expression"),
        ("a..b", "Expecting"),
        ("foo(a)", "there is no function foo(), but abs, avg"),
        ("a[?lower(b) == 'x']", "there is no function lower()"),
        ("join(a)", "the function join() takes 2 arguments, not 1"),
        ("length(a, b)", "the function length() takes 1 arguments, not 2"),
        ("a" * (MAX_LENGTH + 1), f"it has more than {MAX_LENGTH} characters"),
    ],
)
def test_a_mistake_is_found_before_any_data_is(expression: str, problem: str) -> None:
    assert problem in check(expression)


@given(JSON, st.sampled_from(EXPRESSIONS))
def test_no_data_makes_an_expression_fail(value: object, expression: str) -> None:
    Search()(expression, value)


def test_what_an_expression_cannot_be_applied_to_is_no_value() -> None:
    search = Search()

    assert search("join(', ', a)", {"a": 3}) is None
    assert search("contains(a, `1`)", {"a": "text"}) is None
    assert search("a.b", ["a"]) is None


def test_the_steps_of_all_expressions_are_counted_together() -> None:
    search = Search(max_steps=1000)
    value = {"a": [{"b": 1}] * 100}

    assert [search("a[*].b", value) for _ in range(9)] == [[1] * 100] * 9
    with pytest.raises(TooCostlyError):
        search("a[*].b", value)


def test_a_value_that_is_deeper_than_python_recurses_is_no_value() -> None:
    value: object = 1
    for _ in range(100_000):
        value = [value]

    assert Search()("a == b", {"a": value, "b": [value]}) in (None, False)
    assert Search()("to_string(@)", value) is None
