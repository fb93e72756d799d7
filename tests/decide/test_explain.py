"""Explanations of the result of a poll."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.show(ilo_list(some(9)))
        yield found


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)


def explained(operator: Operator, *arguments: str) -> list[dict[str, Any]]:
    done = operator.run("fetch", "--once", "-v", "--log-format", "json", *arguments)
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]


def test_each_item_and_each_rule_is_explained(operator: Operator, site: Site) -> None:
    operator.poll()
    top = some(10)[0]
    moved = replace(some(9)[2], number=990000)
    other_words = replace(some(9)[3], summary="Said otherwise.")
    again = replace(some(9)[4], number=990001)
    site.show(ilo_list([top, some(9)[0], moved, other_words, some(9)[4], again, *some(9)[5:]]))

    told = explained(operator)

    items = {each["item"]: each for each in told if "item" in each}
    assert [items[number]["is"] for number in sorted(items)] == [
        "new", "unchanged", "moved", "revised", "unchanged", "repeated", *["unchanged"] * 4,
    ]  # fmt: skip
    assert items[1]["by"] == "no known address, title and date"
    assert items[2]["by"] == "address"
    assert items[3]["by"] == "title and date"
    assert items[6]["by"] == "title, date and summary of one above"
    assert {each["source"] for each in told if "item" in each or "gate" in each} == {"news"}
    assert {each["gate"]: each["is"] for each in told if "gate" in each} == dict.fromkeys(
        ("disjoint", "burst", "ambiguous", "fields_lost", "mass_revision", "dates_odd"), "passed"
    )


def test_what_holds_a_poll_back_is_said(operator: Operator, site: Site) -> None:
    operator.poll()
    site.show(ilo_list(some(9, first=990001, about="football")))

    held = [each for each in explained(operator) if each.get("is") == "held"]

    assert held[0]["gate"] == "disjoint"
    assert "none of 9 known entries" in held[0]["because"]


def test_nothing_is_explained_unasked(operator: Operator) -> None:
    assert operator.run("fetch", "--once").stderr == ""


def test_the_first_poll_has_nothing_to_compare_with(operator: Operator) -> None:
    gate = [each for each in explained(operator, "--dry-run") if "gate" in each]

    assert [each["gate"] for each in gate] == ["open"]
