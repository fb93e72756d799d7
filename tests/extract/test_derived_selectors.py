"""The selectors that ``auto`` derives are valid for other programs too, and no error of soupsieve is a traceback."""

from __future__ import annotations

import msgspec
import pytest
import soupsieve

from fakes.fixtures import cases
from ilofeed.core.css_scanner import SelectorError
from ilofeed.core.css_selectors import check
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import css_match, registry
from ilofeed.extract.autodetect import NAME, extract
from ilofeed.extract.document import Document
from ilofeed.testing import Fixture

URL = "https://example.org/papers/"
LISTS = [case for case in cases() if case.profile == NAME and "error" not in case.expected()]


def read(body: str) -> Extraction:
    return registry.extract(Page(url=URL, body=f"<h1>Papers</h1><main>{body}</main>".encode()))


@pytest.mark.parametrize("case", LISTS, ids=lambda case: case.name)
def test_soupsieve_takes_every_derived_selector(case: Fixture) -> None:
    found = registry.extract(Page(url=case.expected()["url"], body=case.page.read_bytes(), date=case.date))

    for css in found.rules.values():
        assert isinstance(css, str)
        soupsieve.compile(css)
        assert check(css) is None


def test_items_are_distinguished_from_elements_beside_them_without_steps_in_has() -> None:
    rows = "".join(
        f"<div class=row><p><a href=/topic>Topic</a></p><div><a href=/paper/{number}>Paper number {number} of the"
        f" session in spring</a> <b>New</b></div><p>{20 - number} March 2026</p></div>"
        for number in range(5)
    )

    found = read(f"{rows}<div class=row><a href=/all>All papers</a></div>")

    assert len(found.items) == 5
    assert (found.rules["item"], found.rules["title"]) == ("div.row:has(p)", "div > a")


def test_a_class_name_that_is_too_long_for_a_selector_is_left_out() -> None:
    long = "x" * 400
    rows = "".join(
        f"<li><div class={long}><a class={long} href=/paper/{number}>Paper number {number} of the session</a></div>"
        f"<p class={long}>{20 - number} March 2026</p></li>"
        for number in range(5)
    )

    found = read(f"<ul>{rows}</ul>")

    assert len(found.items) == 5
    assert found.rules["title"]
    assert not any(long in css for css in found.rules.values())


def test_a_selector_that_soupsieve_refuses_is_an_error_of_ours_in_one_line() -> None:
    with pytest.raises(SelectorError, match=r"^soupsieve refuses 'li\[': [^\n]+$"):
        css_match.compiled("li[")


def test_a_selector_that_cannot_be_searched_is_reported_with_the_page() -> None:
    page = Page(url=URL, body=b"<li><a href=/a>A</a>")

    with pytest.raises(ExtractError, match=f"^{URL} cannot be searched: ") as caught:
        registry.extract(page, "selectors", selectors=Selectors(item="li[", title="a"))

    assert caught.value.reason == "no_selectors"


def titles_and_dates(found: Extraction) -> list[tuple[str, str, str]]:
    return [(item.title, item.link, str(item.published)) for item in found.items]


def paragraphs(number: int) -> str:
    return (
        f"<p class=on>{20 - number} March 2026</p><h4><a href=/paper/{number}>Paper number {number} of the session</a>"
        "</h4><p>Words about it.</p>"
    )


def read_with(body: str, found: Extraction) -> Extraction:
    page = Page(url=URL, body=f"<h1>Papers</h1><main>{body}</main>".encode())
    return registry.extract(page, "selectors", selectors=msgspec.convert(found.rules, Selectors))


def test_items_of_several_elements_side_by_side_have_selectors() -> None:
    body = "".join(map(paragraphs, range(5))) + "<div><a href=/all>All papers</a></div><p>20 January 2020</p>"

    found = read(body)

    assert found.rules == {
        "item": "p.on", "title": "h4", "date": "p.on", "summary": "p:nth-of-type(2)", "span": "until-next",
    }  # fmt: skip
    assert titles_and_dates(read_with(body, found)) == titles_and_dates(found)


def test_dates_above_groups_have_a_selector() -> None:
    body = "".join(
        f"<h3>{20 - number} March 2026</h3>"
        f"<ul><li><a href=/paper/{number}>Paper number {number} of the session</a></li>"
        f"<li><a href=/report/{number}>Report number {number} of the session</a></li></ul>"
        for number in range(3)
    )

    found = read(body)

    assert found.rules == {"item": "ul > li", "title": "a", "date_above": "h3"}
    assert titles_and_dates(read_with(body, found)) == titles_and_dates(found)


def test_items_that_selectors_would_read_otherwise_have_none() -> None:
    found = read("".join(map(paragraphs, range(5))) + "<p class=on>Write to us</p><h4>Contact</h4>")

    assert len(found.items) == 5
    assert found.rules == {}


def test_the_page_is_the_same_after_selectors_were_tried() -> None:
    document = Document(Page(url=URL, body=f"<main>{''.join(map(paragraphs, range(5)))}</main>".encode()))
    before = str(document.soup)

    extract(document)

    assert str(document.soup) == before


def test_a_title_that_no_element_contains_alone_has_no_selectors() -> None:
    rows = "".join(
        f"<li><a href=/paper/{number}><span>{20 - number} March 2026</span> Paper number {number} of the session</a>"
        for number in range(5)
    )

    found = read(f"<ul>{rows}</ul>")

    assert found.items[0].title == "Paper number 0 of the session"
    assert found.rules == {}


def test_a_row_of_headings_is_kept_out_by_the_links_of_the_items() -> None:
    rows = "".join(
        f"<tr><td>{20 - number} March 2026</td><td>Paper number {number} of the session in spring</td>"
        f"<td><a href=/paper/{number}>PDF</a></td></tr>"
        for number in range(5)
    )

    found = read(f"<table class=papers><tr><td>Date</td><td>Paper</td><td>File</td></tr>{rows}</table>")

    assert [item.title for item in found.items][:1] == ["Paper number 0 of the session in spring"]
    assert found.rules["item"] == "table.papers > tr:has(a)"
