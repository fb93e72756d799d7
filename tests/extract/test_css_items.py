# ruff: noqa: E501 - markup
"""Items that selectors find: fallbacks for a field, ignored elements, items of several elements."""

from __future__ import annotations

import pytest

from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import UNTIL_NEXT, Selectors
from ilofeed.extract import registry


def read(body: str, selectors: Selectors) -> Extraction:
    page = Page(url="https://example.org/notes/", body=f"<html lang=en><body><main>{body}</main>".encode())
    return registry.extract(page, "selectors", selectors=selectors)


def facts(body: str, selectors: Selectors) -> list[tuple[str, str, str]]:
    return [(item.title, str(item.published or ""), item.summary) for item in read(body, selectors).items]


def test_of_several_selectors_the_first_that_finds_a_value_counts() -> None:
    selectors = Selectors(
        item="li",
        title=("h3", "b"),
        link=("a.own", "a"),
        date=("time", "i"),
        summary=("p.s", "p"),
        image=("img", "b.i"),
    )

    found = read(
        "<ul><li><h3>First title</h3><b>not this</b><a href=/x>x</a><a class=own href=/1>1</a><time>3 May 2026</time>"
        "<i>4 May 2026</i><p>not this</p><p class=s>Summary</p>"
        "<li><h3> </h3><b>Second title</b><a href=/2>2</a><time>soon</time><i>4 May 2026</i><p>Other words</p></ul>",
        selectors,
    )

    assert [(item.title, item.link, str(item.published), item.summary) for item in found.items] == [
        ("First title", "https://example.org/1", "2026-05-03", "Summary"),
        ("Second title", "https://example.org/2", "2026-05-04", "Other words"),
    ]


def test_a_date_that_is_not_certain_counts_only_if_no_selector_finds_another() -> None:
    selectors = Selectors(item="li", title="b", date=("i", "u"))

    found = read(
        "<ul><li><b>First</b><i>05/06/2026</i><u>5 June 2026</u><li><b>Second</b><i>07/06/2026</i>", selectors
    )

    assert [(str(item.published), item.date_text) for item in found.items] == [
        ("2026-06-05", "5 June 2026"),
        ("None", "07/06/2026"),
    ]


@pytest.mark.parametrize("ignore", [".badge, .ad", (".badge", ".ad"), (":scope > .badge", "div > .ad")])
def test_ignored_elements_are_not_read(ignore: str | tuple[str, ...]) -> None:
    selectors = Selectors(item="li", title="h3", date=":scope", summary="p", ignore=ignore)

    found = facts(
        "<ul><li><span class=badge>New</span><h3>Title <i></i></h3><p>Words</p><div><p class=ad>Buy this</p></div>3 May 2026</ul>",
        selectors,
    )

    assert found == [("Title", "2026-05-03", "Words")]


def test_elements_outside_of_items_are_never_ignored() -> None:
    selectors = Selectors(item="li", title="b", date_above="h2", ignore="h2, i")

    assert facts("<h2>3 May 2026</h2><ul><li><b>Title</b></ul>", selectors) == [("Title", "2026-05-03", "")]


def test_a_title_that_is_ignored_is_none() -> None:
    selectors = Selectors(item="li", title="b", ignore="li.x > b")

    found = read("<ul><li class=x><b>First</b><li><b>Second</b></ul>", selectors)

    assert [item.title for item in found.items] == ["Second"]
    assert [each.reason for each in found.skipped] == ["no_title"]


BY_HEADING = Selectors(item="h3", title="h3", date="i", summary="p", span=UNTIL_NEXT)


def test_an_item_may_continue_until_the_next_one() -> None:
    found = facts(
        "<h3><a href=/1>First</a></h3><i>3 May 2026</i><p>One</p><p>Two</p>"
        "<h3><a href=/2>Second</a></h3><p>Three</p><h3><a href=/3>Third</a></h3><i>1 May 2026</i>",
        BY_HEADING,
    )

    assert found == [("First", "2026-05-03", "One Two"), ("Second", "", "Three"), ("Third", "2026-05-01", "")]


def test_the_last_item_ends_where_the_others_do() -> None:
    found = facts(
        "<h3>First</h3><p>One</p><h3>Second</h3><p>Two</p><p>Contact us</p><i>1 January 2020</i>", BY_HEADING
    )

    assert found == [("First", "", "One"), ("Second", "", "Two")]


def test_an_element_of_another_kind_ends_the_last_item() -> None:
    found = facts(
        "<h3>First</h3><p>One</p><p>More</p><h3>Second</h3><p>Two</p><ul><li>1</ul><p>Contact us</p>", BY_HEADING
    )

    assert found == [("First", "", "One More"), ("Second", "", "Two")]


def test_a_heading_of_a_higher_level_ends_an_item_that_begins_with_a_heading() -> None:
    found = facts(
        "<h3>First</h3><p>One</p><h2>Contact</h2><p>Write to us</p><h3>Second</h3><p>Two</p>", BY_HEADING
    )

    assert found == [("First", "", "One"), ("Second", "", "Two")]


def test_an_item_ends_before_an_element_that_contains_another() -> None:
    found = facts("<h3>First</h3><p>One</p><div><h3>Second</h3><p>Two</p></div><p>Three</p>", BY_HEADING)

    assert found == [("First", "", "One"), ("Second", "", "Two")]


def test_words_beside_the_elements_belong_to_the_item() -> None:
    selectors = Selectors(item="main > a", title="a", date=":scope", span=UNTIL_NEXT)

    found = facts("<a href=/1>First</a> - 3 May 2026<br><a href=/2>Second</a> - 2 May 2026<br>", selectors)

    assert found == [("First", "2026-05-03", ""), ("Second", "2026-05-02", "")]


def test_definition_lists_are_read_with_either_part_first() -> None:
    rows = "<dt>3 May 2026<dd><a href=/1>First</a><dt>2 May 2026<dd><a href=/2>Second</a>"

    found = facts(f"<dl>{rows}</dl>", Selectors(item="dt", title="a", date="dt", span=UNTIL_NEXT))

    assert found == [("First", "2026-05-03", ""), ("Second", "2026-05-02", "")]
