"""Choose the list of a page, and find where it begins and ends."""

from __future__ import annotations

import pytest

from extract.list_pages import URL, read, ul


def test_a_site_has_one_name_with_and_without_www() -> None:
    body = ul().replace("href=/news", "href=https://site.example/news")

    assert len(read(body).items) == 4


def test_a_saved_page_names_its_site_itself() -> None:
    items = ul().replace("href=/news", "href=https://other.example/news")

    found = read(f'<link rel=canonical href="https://other.example/list">{items}')

    assert len(found.items) == 4


def test_two_items_are_enough_where_the_markup_marks_titles_and_dates() -> None:
    card = "<article><h3><a href=/news/{0}>Title number {0}</a></h3><time>{0} May 2024</time></article>"

    assert [item.title for item in read(card.format(1) + card.format(2)).items] == [
        "Title number 1",
        "Title number 2",
    ]


def test_months_divide_a_list_and_other_headings_separate_two_lists() -> None:
    months = f"<h2>May 2024</h2>{ul(2)}<h2>2023</h2>{ul(2, 2)}"
    lists = f"<h2>News</h2>{ul(5)}<h2>Meetings</h2>{ul(3, 10)}"

    assert len(read(months).items) == 4
    assert [item.number for item in read(lists).items] == [1, 2, 3, 4, 5]


def test_headings_separate_lists_within_one_element() -> None:
    cards = [f"<p><a href=/news/{n}>A title of some length {n}</a><br>{n} May 2024</p>" for n in range(1, 9)]

    found = read(f"<div>{''.join(cards[:5])}<h2>Meetings</h2>{''.join(cards[5:])}</div>")

    assert [item.published.day for item in found.items if item.published] == [1, 2, 3, 4, 5]


def test_text_between_two_lists_separates_them_too() -> None:
    found = read(f"{ul(5)}<p><b>Meetings</b></p>{ul(3, 10)}")

    assert len(found.items) == 5


def test_a_link_to_the_page_itself_is_no_item() -> None:
    own = "<li><a href=/news>All the news there are</a> <i>5 May 2024</i></li>"

    assert len(read(ul().replace("</ul>", f"{own}</ul>")).items) == 4


def test_a_list_in_the_main_part_wins() -> None:
    found = read(f"<div>{ul(4)}</div><hr><main><h1>News</h1>{ul(4, 10)}</main>")

    assert [item.link for item in found.items] == [
        f"https://www.site.example/news/{number}" for number in range(10, 14)
    ]


def test_a_list_below_the_address_of_the_page_wins() -> None:
    events = ul(4).replace("/news/", "/events/")

    found = read(f"<div><h2>Events</h2>{events}</div><div><h2>News</h2>{ul(4, 10)}</div>")

    assert found.items[0].link == "https://www.site.example/news/10"


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ("<a rel=next href=?p=2>2</a>", "?p=2"),
        ("<ul class=pager><li class=pager__item--next><a href=?p=2>x</a></ul>", "?p=2"),
        ("<div class=pagination><a href=?p=1>1</a><a href=?p=2>Siguiente »</a></div>", "?p=2"),
        ("<nav aria-label=Pagination><a href=?p=2>›</a></nav>", "?p=2"),
        ("<div class=nav-links><a href=?p=2 aria-label='Next page'><svg/></a></div>", "?p=2"),
        ("<a rel=next href=https://elsewhere.example/2>2</a>", None),
        ("<a rel=next href=#>2</a>", None),
        ("<a href=/news/9>Next</a>", None),
        ("<div class=pager><a href=?p=0>Previous</a></div>", None),
    ],
)
def test_the_pager_leads_to_the_next_page(pager: str, expected: str | None) -> None:
    assert read(ul() + pager).next == (f"{URL}{expected}" if expected else None)
