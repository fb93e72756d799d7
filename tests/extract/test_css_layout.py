# ruff: noqa: E501 - markup
"""Pages read by CSS from the configuration."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.css_selectors import check
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.extract.layouts.css import ITEM_LIMIT

URL = "https://example.org/news/"

PAGE = """
<html lang="en"><title>News</title><body>
<ol class="news">
 <li><h3><a href="a">First <b>thing</b></a></h3><p class="date">3 May 2024, Geneva</p><p class="summary">What it</p><p class="summary">means.</p><img src="a.jpg"></li>
 <li><h3><a href="b">Second thing</a></h3><p class="date"><time datetime="2024-05-02">yesterday</time></p></li>
 <li><p class="summary">An advertisement</p></li>
 <li><h3><a href="c">Third thing</a></h3><ol class="news"><li><h3><a href="d">Within the third</a></h3></li></ol></li>
</ol>
<a class="next" href="?page=2">on</a>
</body></html>
"""

ALL = Selectors(item="ol.news > li", title="h3", date=".date", summary=".summary", image="img", next="a.next")


def read(text: str, selectors: Selectors = ALL, language: str = "") -> Extraction:
    page = Page(url=URL, body=text.encode(), content_type="text/html; charset=utf-8")
    return registry.extract(page, "selectors", language=language, selectors=selectors)


def one(item: str, language: str = "", **selectors: str) -> Extraction:
    return read(
        f"<div class=item>{item}</div>", Selectors(**({"item": ".item", "title": "h3"} | selectors)), language
    )


def test_every_field_is_looked_for_within_its_item() -> None:
    found = read(PAGE)

    assert found.profile == "selectors"
    assert [(item.number, item.title, item.link, item.published) for item in found.items] == [
        (1, "First thing", "https://example.org/news/a", date(2024, 5, 3)),
        (2, "Second thing", "https://example.org/news/b", date(2024, 5, 2)),
        (4, "Third thing", "https://example.org/news/c", None),
    ]
    first = found.items[0]
    assert (first.summary, first.place, first.date_text) == ("What it means.", "Geneva", "3 May 2024, Geneva")
    assert first.image == "https://example.org/news/a.jpg"
    assert found.next == "https://example.org/news/?page=2"


def test_a_summary_within_a_summary_is_said_once() -> None:
    found = one("<h3><a href=a>T</a></h3><div class=s>What <p class=s>it means</p></div>", summary=".s")

    assert found.items[0].summary == "What it means"


def test_an_item_without_a_title_is_skipped_whatever_else_it_says() -> None:
    found = read(PAGE)

    assert [(each.number, each.reason) for each in found.skipped] == [(3, "no_title")]


def test_the_rules_are_those_of_the_configuration() -> None:
    assert read(PAGE).rules == {
        "item": "ol.news > li", "title": "h3", "date": ".date", "summary": ".summary", "image": "img",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("item", "link", "expected"),
    [
        ("<h3><a href=a>T</a></h3><a class=x href=b>x</a>", "", "a"),
        ("<a href=a><h3>T</h3></a><a href=b>x</a>", "", "a"),
        ("<a href=b>x</a><h3><a href=a>T</a></h3>", "", "a"),
        ("<h3>T</h3><a href=b>x</a>", "", "b"),
        ("<h3><a href=a>T</a></h3><a class=x href=b>x</a>", "a.x", "b"),
        ("<h3><a href=a>T</a></h3><p class=x><a href=b>x</a></p>", ".x", "b"),
        ("<h3><a>T</a></h3><a href=b>x</a>", "", "b"),
    ],
)
def test_the_link_is_the_titles_own_unless_another_is_asked_for(item: str, link: str, expected: str) -> None:
    assert one(item, link=link).items[0].link == f"{URL}{expected}"


def test_an_item_that_is_a_link_as_a_whole_leads_there() -> None:
    found = read("<a class=item href=a><h3>T</h3></a>", Selectors(item="a.item", title="h3"))

    assert found.items[0].link == f"{URL}a"


def test_a_title_is_the_first_element_that_says_anything() -> None:
    assert one("<a href=a><img></a><a href=a>Words</a>", title="a").items[0].title == "Words"


@pytest.mark.parametrize(
    ("item", "day", "date_text"),
    [
        ("<time datetime=2024-05-02>3 May 2024</time>", date(2024, 5, 3), "3 May 2024"),
        ("<time datetime=2024-05-02>2 days ago</time>", date(2024, 5, 2), "2 days ago"),
        ("<time datetime=2024-05-02>05/06/2024</time>", date(2024, 5, 2), "05/06/2024"),
        ("<p class=d><time datetime=1714644000>today</time></p>", date(2024, 5, 2), "today"),
        ("<p class=d>Published: 3 May 2024</p>", date(2024, 5, 3), "3 May 2024"),
        ("<p class=d>Words. (3 May 2024)</p>", date(2024, 5, 3), "3 May 2024"),
        ("<p class=d>soon</p>", None, ""),
    ],
)
def test_the_printed_day_counts_before_the_machines(item: str, day: date | None, date_text: str) -> None:
    found = one(f"<h3><a href=a>T</a></h3>{item}", date="time, .d").items[0]

    assert (found.published, found.date_text) == (day, date_text)


def test_the_day_is_read_in_the_language_of_the_source() -> None:
    item = "<h3><a href=a>T</a></h3><p class=d>06.07.2023</p>"

    assert one(item, "de", date=".d").items[0].published == date(2023, 7, 6)
    assert one(item, "en", date=".d").items[0].published is None


def test_a_place_of_its_own_wins_over_the_text_after_the_date() -> None:
    item = "<h3><a href=a>T</a></h3><p class=d>3 May 2024, Geneva</p>"

    assert one(item, date=".d").items[0].place == "Geneva"
    assert one(f"{item}<i>Lima</i>", date=".d", place="i").items[0].place == "Lima"
    assert one(item, date=".d", place="i").items[0].place is None


@pytest.mark.parametrize("wbr", ["<wbr>", "<WBR class=x>", "<wbr/>", "<wbr />", ""])
def test_a_place_where_a_line_may_break_holds_nothing(wbr: str) -> None:
    found = one(f"<h3>Inter{wbr}national <a href=/1>hours</a></h3>", link="h3 > a")

    assert found.items[0].title == "International hours"
    assert found.items[0].link == "https://example.org/1"


def test_the_item_itself_can_hold_a_field() -> None:
    found = one("3 May 2024 – <a href=a>Words</a>", title="a", date=":scope").items[0]

    assert found.published == date(2024, 5, 3)


@pytest.mark.parametrize(
    "markup", ["src=a.jpg", "src=data:image/gif;base64,AA data-src=a.jpg", "srcset='b.jpg 400w, a.jpg 800w'"]
)
def test_a_picture_is_found_wherever_its_address_is_hidden(markup: str) -> None:
    found = one(f"<h3><a href=a>T</a></h3><figure><img {markup}></figure>", image="figure")

    assert found.items[0].image == f"{URL}a.jpg"


def test_the_next_page_is_never_on_another_site() -> None:
    assert read(PAGE.replace('"?page=2"', '"https://elsewhere.example/"')).next is None


def test_selectors_that_find_nothing_are_an_error() -> None:
    with pytest.raises(ExtractError, match=r"'section\.none'") as caught:
        read(PAGE, Selectors(item="section.none", title="h3"))

    assert caught.value.reason == "no_items"


def test_a_page_of_text_has_nothing_to_select() -> None:
    with pytest.raises(ExtractError) as caught:
        read("1. Title\n\n3 May 2024")

    assert caught.value.reason == "not_html"


def test_the_profile_needs_its_selectors() -> None:
    with pytest.raises(ExtractError, match=r"\[source\.selectors\]") as caught:
        registry.extract(Page(url=URL, body=PAGE.encode()), "selectors")

    assert caught.value.reason == "no_selectors"


def test_no_page_gives_more_items_than_a_list_has() -> None:
    page = "".join(f"<p><a href=/{number}>Title</a></p>" for number in range(ITEM_LIMIT + 20))

    assert len(read(page, Selectors(item="p", title="a")).items) == ITEM_LIMIT


def test_neighbours_are_not_counted_where_there_are_too_many() -> None:
    page = "<div>" + "<p><a href=/x>Title</a></p>" * 3000 + "</div>"

    with pytest.raises(ExtractError, match="side by side") as caught:
        read(page, Selectors(item="p:nth-child(2)", title="a"))

    assert caught.value.reason == "too_complex"


@pytest.mark.parametrize(
    "css",
    ["li", "ul.a > li:has(a[href*='/news/'])", "tr:nth-child(n+2)", "h2 ~ p", "a[rel~=next], a[rel~=x]", ":scope"],
)
def test_a_good_selector_has_nothing_wrong(css: str) -> None:
    assert check(css) is None


@pytest.mark.parametrize("css", ["", "p[", "p:colour", ">", "p:has(a:has(b))", "x" * 301, "::before", "a:not("])
def test_what_is_wrong_with_a_selector_is_one_line(css: str) -> None:
    wrong = check(css)

    assert wrong
    assert "\n" not in wrong
