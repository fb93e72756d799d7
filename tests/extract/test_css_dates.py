"""Dates that selectors find: above the item, in a cell that spans rows, in a format of the operator."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry

BY_HEADING = Selectors(item="main li", title="a", date_above="h2")
BY_CELL = Selectors(item="tr:has(a)", title="td a", date="td")


def read(body: str, selectors: Selectors) -> Extraction:
    page = Page(url="https://example.org/notes/", body=f"<html lang=en><body><main>{body}".encode())
    return registry.extract(page, "selectors", selectors=selectors)


def days(body: str, selectors: Selectors) -> list[str]:
    return [item.published.isoformat() if item.published else "" for item in read(body, selectors).items]


def li(number: int, rest: str = "") -> str:
    return f"<li><a href=/a/{number}>Note number {number}</a>{rest}</li>"


def test_the_nearest_heading_above_an_item_dates_it() -> None:
    found = days(
        f"<h2>27 November 2026</h2><ul>{li(1)}{li(2)}</ul><section><h2>26 November 2026</h2><div><ul>{li(3)}</ul></div>"
        f"</section><ul>{li(4)}</ul>",
        BY_HEADING,
    )

    assert found == ["2026-11-27", "2026-11-27", "2026-11-26", "2026-11-26"]


def test_an_item_before_the_first_heading_or_below_another_heading_has_no_date() -> None:
    found = days(
        f"<ul>{li(1)}</ul><h2>27 November 2026</h2><ul>{li(2)}</ul><h2>Older notes</h2><ul>{li(3)}</ul>",
        BY_HEADING,
    )

    assert found == ["", "2026-11-27", ""]


def test_a_date_in_the_item_counts_before_the_one_above_even_if_it_is_not_certain() -> None:
    selectors = Selectors(item="main li", title="a", date="i", date_above="h2")

    found = days(
        f"<h2>27 November 2026</h2><ul>{li(1, '<i>3 May 2026</i>')}{li(2, '<i>05/06/2026</i>')}{li(3)}</ul>",
        selectors,
    )

    assert found == ["2026-05-03", "", "2026-11-27"]


def test_an_element_around_the_item_is_not_above_it() -> None:
    selectors = Selectors(item="p", title="a", date_above="div")

    found = days("<div>27 November 2026</div><div><p><a href=/a/1>Note number 1</a></p></div>", selectors)

    assert found == ["2026-11-27"]


def test_a_heading_within_the_item_is_not_above_it() -> None:
    assert days(f"<ul>{li(1, '<h2>27 November 2026</h2>')}</ul>", BY_HEADING) == [""]


def test_a_cell_that_spans_rows_dates_each_of_them() -> None:
    found = days(
        "<table><tr><th>Date<th>Title</tr>"
        "<tr><td rowspan=2>27 November 2026<td><a href=/a/5>Agency opens an office</a></tr>"
        "<tr><td><a href=/a/4>Agency names its director</a></tr>"
        "<tr><td>25 November 2026<td><a href=/a/3>Budget is set</a></tr>"
        "<tr><td rowspan=0>20 November 2026<td><a href=/a/2>Report is out</a></tr>"
        "<tr><td><a href=/a/1>Call for papers</a></tr></table>",
        BY_CELL,
    )

    assert found == ["2026-11-27", "2026-11-27", "2026-11-25", "2026-11-20", "2026-11-20"]


def test_columns_are_the_same_in_all_rows_of_spanning_cells() -> None:
    selectors = Selectors(item="tr", title="td:nth-child(3)", date="td:nth-child(2)", kicker="td:nth-child(1)")

    found = read(
        "<table><tr><td rowspan=3>Council<td rowspan=2>27 November 2026<td><a href=/1>First minutes</a></tr>"
        "<tr><td><a href=/2>Second minutes</a></tr>"
        "<tr><td>25 November 2026<td><a href=/3>Third minutes</a></tr></table>",
        selectors,
    )

    assert [(item.title, item.kicker, str(item.published)) for item in found.items] == [
        ("First minutes", "Council", "2026-11-27"),
        ("Second minutes", "Council", "2026-11-27"),
        ("Third minutes", "Council", "2026-11-25"),
    ]


def test_a_cell_spans_no_further_than_its_section_of_the_table() -> None:
    found = days(
        "<table><tbody><tr><td rowspan=9>27 November 2026<td><a href=/1>First note</a></tr></tbody>"
        "<tbody><tr><td><a href=/2>Second note</a></tr></tbody></table>",
        BY_CELL,
    )

    assert found == ["2026-11-27", ""]


def test_the_links_of_a_spanning_cell_belong_to_its_first_row() -> None:
    found = read(
        "<table><tr><td rowspan=2><a href=/report>Report</a><td><a href=/en>English</a></tr>"
        "<tr><td><a href=/fr>French</a></tr></table>",
        Selectors(item="tr", title="td:first-child"),
    )

    assert [(item.title, item.link) for item in found.items] == [
        ("Report", "https://example.org/report"),
        ("Report", "https://example.org/fr"),
    ]


def test_a_repeated_cell_is_no_item_of_its_own() -> None:
    found = read(
        "<table><tr><td rowspan=2>First note</td><td>Second note</td></tr><tr><td>Third note</td></tr></table>",
        Selectors(item="td", title=":scope"),
    )

    assert [item.title for item in found.items] == ["First note", "Second note", "Third note"]


@pytest.mark.parametrize("rowspan", ["x", "-1", "1", "", "9" * 50, "٢"])
def test_a_span_that_is_no_number_of_rows_spans_none(rowspan: str) -> None:
    found = days(
        f"<table><tr><td rowspan='{rowspan}'>27 November 2026<td><a href=/1>First note</a></tr>"
        "<tr><td><a href=/2>Second note</a></tr></table>",
        BY_CELL,
    )

    assert found == ["2026-11-27", ""]


def test_a_format_reads_dates_that_nothing_else_reads_and_leaves_the_others() -> None:
    selectors = Selectors(item="main li", title="a", date="i", date_format="* of %Y.%j")

    found = days(f"<ul>{li(1, '<i>No. 12 of 2026.331</i>')}{li(2, '<i>3 May 2026</i>')}</ul>", selectors)

    assert found == ["2026-11-27", "2026-05-03"]


def test_a_format_counts_before_any_other_reading() -> None:
    selectors = Selectors(item="main li", title="a", date="i", date_format="*of %m/%d/%Y")

    found = read(f"<ul>{li(1, '<i>No. 12 of 05/06/2026</i>')}</ul>", selectors).items[0]

    assert (found.published, found.date_text) == (date(2026, 5, 6), "No. 12 of 05/06/2026")


SEEN = datetime(2026, 11, 28, 12, tzinfo=UTC)
MIXED = (
    "<li lang=th><a href=/a/1>ข่าวที่หนึ่ง</a> <i>5 พฤศจิกายน 2569</i></li>"
    "<li lang=zh-Hans><a href=/a/2>第二条新闻</a> <i>昨天 08:12</i></li>"
    "<li lang=cs><a href=/a/3>Třetí zpráva</a> <i>3. listopad 2026</i></li>"
    "<li lang=hr><a href=/a/4>Četvrta vijest</a> <i>2. listopad 2026</i></li>"
)


def test_a_date_is_read_in_the_language_that_its_item_declares() -> None:
    page = Page(url="https://example.org/notes/", body=f"<html lang=en><ul>{MIXED}</ul>".encode(), date=SEEN)

    found = registry.extract(page, "selectors", selectors=Selectors(item="li", title="a", date="i")).items

    assert [str(item.published) for item in found] == ["2026-11-05", "2026-11-27", "2026-11-03", "2026-10-02"]
    assert [item.date_margin for item in found] == [None, 1, None, None]


def test_a_page_of_items_in_several_languages_is_read_without_selectors() -> None:
    more = "".join(
        f"<li lang=pl><a href=/b/{n}>Wiadomość numer {n}</a> <i>{30 - n} października 2026</i></li>"
        for n in range(3)
    )

    extraction = registry.extract(
        Page(
            url="https://example.org/notes/",
            body=f"<html lang=en><body><main><ul>{MIXED.replace('昨天 08:12', '2026年11月4日')}{more}</ul>".encode(),
        )
    )

    days = [str(item.published) for item in extraction.items]
    assert days[:4] == ["2026-11-05", "2026-11-04", "2026-11-03", "2026-10-02"]


def test_the_language_of_the_source_counts_before_that_of_the_page_but_not_of_an_item() -> None:
    body = "<html lang=cs><ul><li><a href=/a/1>Note one</a> <i>3 listopad 2026</i></li>" + MIXED
    page = Page(url="https://example.org/notes/", body=body.encode())

    found = registry.extract(
        page, "selectors", selectors=Selectors(item="li", title="a", date="i"), language="hr"
    ).items

    assert [str(item.published) for item in found][:1] == ["2026-10-03"]
    assert str(found[3].published) == "2026-11-03"
