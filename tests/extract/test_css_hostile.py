"""Every search of a selector, and every repeated cell, has a bounded cost on any page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.counted_calls import calls_of
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.selectors import UNTIL_NEXT, Selectors
from ilofeed.extract import registry
from ilofeed.extract.spanned_cells import repeat_cells

SELECTORS = Selectors(
    item="li, tr, h3, div",
    title=("a", "td", ":scope"),
    date=("i", "td + td"),
    date_above="h2, div",
    date_format="*%d.%m.%Y*",
    ignore=("b", ":scope > i"),
    span=UNTIL_NEXT,
)

PARTS = [
    "<ul>", "</ul>", "<li>", "<div>", "</div>", "<h2>", "</h2>", "<h3>", "</h3>", "3 May 2026", "03.05.2026",
    "<b>", "</b>", "<i>", "</i>", "<a href=/1>", "</a>", "words", "<table>", "</table>", "<tbody>", "<tr>",
    "<td>", "<td rowspan=2>", "<td rowspan=0 colspan=3>", "<td rowspan=65534 colspan=1000>", "<td rowspan=x>",
    "</td>", "</tr>", "<br>", "<!-- -->",
]  # fmt: skip


def outcome(body: str, profile: str = "selectors", selectors: Selectors = SELECTORS) -> str:
    page = Page(url="https://www.site.example/news", body=body.encode())
    try:
        return "read" if registry.extract(page, profile, selectors=selectors).items else ""
    except ExtractError as error:
        return error.reason


@settings(max_examples=300)
@given(parts=st.lists(st.sampled_from(PARTS), max_size=60))
def test_no_markup_does_more_than_fail(parts: list[str]) -> None:
    assert outcome("<p>" + "".join(parts))


PAGES: dict[str, Callable[[int], str]] = {
    "cells that span all rows": lambda n: "<table><tr>" + "<td rowspan=0>3 May 2026" * 40 + "<tr><td>x" * n,
    "cells that span in each row": lambda n: (
        "<table>" + "<tr><td rowspan=9><td rowspan=65534 colspan=1000>3 May 2026" * n
    ),
    "tables in cells": lambda n: "<table><tr><td rowspan=3>" * 150 + "<tr><td>x" * n,
    "large cells": lambda n: "<table><tr><td rowspan=0>" + "<i>3</i>" * n + "<tr><td>x" * n,
    "headings": lambda n: "<h2>3 May 2026</h2><li><a href=/1>words</a>" * n,
    "elements around items": lambda n: "<div>" * 200 + "<li><a href=/1>words</a></li>" * n,
    "items side by side": lambda n: "<h3>words</h3>" * 2 * n,
    "an item with many followers": lambda n: "<h3>words</h3>" + "<p>x</p>" * 2 * n,
    "ignored elements": lambda n: "<ul>" + ("<li>" + "<b>x</b>" * 40) * (n // 15),
}


@pytest.mark.parametrize("profile", ["selectors", "auto"])
@pytest.mark.parametrize("page", PAGES)
def test_the_work_for_a_page_grows_with_its_length_at_most(page: str, profile: str) -> None:
    short, long = PAGES[page](200), PAGES[page](600)
    outcome(short, profile)  # loads modules and compiles selectors

    short_calls = calls_of(lambda: outcome(short, profile))
    long_calls = calls_of(lambda: outcome(long, profile))

    assert long_calls < 5 * short_calls  # 9 if it grew with the square


def test_cells_are_repeated_up_to_a_limit() -> None:
    soup = BeautifulSoup("<table><tr>" + "<td rowspan=0>words" * 30 + "<tr><td>x" * 1000, "lxml")

    repeated = repeat_cells(soup, lambda _: True)

    assert len(repeated) == 10_000
