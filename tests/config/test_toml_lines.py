"""The line of a value in a TOML document, however it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from ilofeed.config.toml_lines import line_of

# Each value that is a number is the number of its line.
LAYOUTS = [
    "a = 1\n[b]\nc = 3\nd.e = 4\n[[f]]\ng = 6\n[f.h]\ni = 8\n[[f]]\n[f.h]\ni = 11\nj = {k = 12}\n",
    (
        "# [[x]]\n\n[[x]]\n# y = 1\n  y = 5 # z\n\n"
        "[[x]]\r\ny = 8\n[[x.deep]]\nz = 10\n[[x.deep]]\nz = 12\n[[x]]\ny = 14\n"
        "[[x.deep]]\nz = 16\n"
    ),
    'x = [ {y = 1}, {y = 1, z = {w = 1}},\n {"y" = 2} ]\nt = """\n[x]\ny = 9\n"""\nu = 7\n',
    "[a.b.c]\nd = 2\n[a]\ne = 4\n['q.r']\ns = 6\n'q.r' = 7\n",
    "x = [\n  # a remark, {\n  3,\n  [4, 4,\n   5],\n]\n",
]


def numbers(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], int]]:
    match value:
        case int():
            yield path, value
        case dict():
            for key, each in value.items():
                yield from numbers(each, (*path, key))
        case list():
            for number, each in enumerate(value):
                yield from numbers(each, (*path, number))


@pytest.mark.parametrize("text", LAYOUTS)
def test_the_line_of_each_value_is_found(text: str) -> None:
    found = list(numbers(tomllib.loads(text)))

    assert found
    assert [(path, line_of(text, path)) for path, _ in found] == found


def test_the_line_of_a_missing_value_is_that_of_its_table() -> None:
    text = 'top = 1\n[[source]]\nslug = "a"\n[[source]]\n\nslug = "b"\n[source.fetch]\n'

    assert line_of(text, ("source", 1, "url")) == 4
    assert line_of(text, ("source", 1, "fetch", "headers", "A")) == 7
    assert line_of(text, ("ilofeed", "contact")) == 1


def test_the_line_of_a_table_without_a_header_is_that_of_what_is_in_it() -> None:
    assert line_of("\n[a.b]\nc = 1\n", ("a",)) == 2
    assert line_of("\na.b.c = 1\n", ("a", "b")) == 2
