"""Read the title, date, link and summary of a detected item."""

# ruff: noqa: E501 - markup

from __future__ import annotations

from datetime import date

import pytest

from extract.list_pages import read, refusal


@pytest.mark.parametrize("files", ["{0} {1}", "{0} | {1}", "({0}, {1})"])
def test_links_to_files_in_several_languages_are_no_summary(files: str) -> None:
    links = files.format("<a href=/media/{0}1/download>English</a>", "<a href=/media/{0}2/download>Español</a>")
    rows = "".join(
        f"<tr><td>{20 - number} March 2026</td><td><a href=/gb/paper-{number}>Paper number {number} of the spring"
        f"</a></td><td>{links.format(number)}</td></tr>"
        for number in range(4)
    )

    found = read(f"<h1>Papers</h1><main><table>{rows}</table></main>")

    assert [(item.title, item.summary) for item in found.items[:1]] == [("Paper number 0 of the spring", "")]


def test_elements_beside_the_items_are_left_out_by_the_steps_to_the_title() -> None:
    rows = "".join(
        f"<li class=row><p><a href=/topic>Topic</a></p><div><a href=/paper/{number}>Paper number {number} of the"
        f" session in spring</a> <b>New</b></div><p>{20 - number} March 2026</p></li>"
        for number in range(5)
    )
    beside = "<li class=row><p>Write to us</p></li><li class=row><div><a href=/all>All papers</a></div></li>"

    found = read(f"<h1>Papers</h1><main><ul>{rows}{beside}</ul></main>")

    assert len(found.items) == 5
    assert (found.rules["item"], found.rules["title"]) == ("li.row:has(p)", "div > a")


def test_items_without_an_element_of_their_own_keep_their_parts_together() -> None:
    part = (
        "<h3><a href=/n/{0}>A title of some length {0}</a></h3><p>{0} May 2024</p>"
        "<p>See <a href=/x>the first</a> and <a href=/y>the second</a> of them.</p>"
    )

    found = read(f"<div>{''.join(part.format(n) for n in (1, 2, 3))}<div class=foot>Call us.</div></div>")

    assert [item.title for item in found.items] == [f"A title of some length {n}" for n in (1, 2, 3)]
    assert {item.summary for item in found.items} == {"See the first and the second of them."}


@pytest.mark.parametrize(
    ("markup", "place"),
    [
        ("<a href={0}>{1}</a><p>{2} May 2024, Geneva</p>", "Geneva"),
        ("<p>{2} May 2024</p><a href={0}>{1}</a>", None),
        ("{2} May 2024: <a href={0}>{1}</a>", None),
        ("<a href={0}>{1}</a> ({2} May 2024)", None),
        ("<b><a href={0}>{1}</a></b><p>Words about it. ({2} May 2024)</p>", None),
        ("<p>News | {2} May 2024</p><h3><a href={0}>{1}</a></h3>", None),
        ("<p>Published: {2} May 2024</p><h3><a href={0}>{1}</a></h3>", None),
        ("<h3><a href={0}>{1}</a></h3><time datetime=2024-05-0{2}>just now</time>", None),
        ("<a href={0}><img src=x.png></a><h3>{1}</h3><p>{2} May 2024</p><a href={0}>Read more »</a>", None),
        ("<a href={0}><h3>{1}</h3><p>{2} May 2024</p></a><a href=/tags/all>Work</a>", None),
        ("<p>{2} May 2024</p><p>{1}</p><a href={0}>PDF</a>", None),
        ("<p>{2} May 2024</p><p>{1}</p><a href={0}>Everything that is known about it</a>", None),
        (
            "<a href=/tags/all>The long name of what they all are about, {2} of 4</a><p><a href={0}>{1}</a></p>{2} May 2024",
            None,
        ),
        ("<a href={0}>{1}</a><i>{2} May 2024</i><a href={0}>Read more</a>", None),
    ],
)
def test_a_date_is_read_wherever_it_is_alone(markup: str, place: str | None) -> None:
    body = "".join(f"<li>{markup.format(f'/n/{n}', f'A title of some length {n}', n)}</li>" for n in (1, 2, 3, 4))

    found = read(f"<ul class=list>{body}</ul>")

    assert [item.title for item in found.items] == [f"A title of some length {n}" for n in (1, 2, 3, 4)]
    assert [item.link for item in found.items] == [f"https://www.site.example/n/{n}" for n in (1, 2, 3, 4)]
    assert [item.published for item in found.items] == [date(2024, 5, n) for n in (1, 2, 3, 4)]
    assert {item.place for item in found.items} == {place}


def rows(*, before: str = "", link: str = "PDF", title: str = "{}", day: str = "<br>{} May 2024") -> str:
    names = ("State v. Ash", "Birch Company v. Cedar", "In re Dogwood", "Elm v. Fir Brothers")
    return "".join(
        f"<p>{before}{title.format(name)} {day.format(20 - number)} <a href=/o/{number}.pdf>{link}</a></p>"
        for number, name in enumerate(names)
    )


@pytest.mark.parametrize(
    "markup",
    [
        rows(day="– {} May 2024 –", link="PDF, 75 KB"),
        rows(before="<b>Case name:</b> ", link="Download opinion"),
        "".join(
            f"<p><a href=/o/{number}.pdf>26-{number}</a> <b>{name}</b><br>{20 - number} May 2024<br>Affirmed. The"
            " judgment of the court below is affirmed in each of its parts.</p>"
            for number, name in enumerate(
                ("State v. Ash", "Birch Company v. Cedar", "In re Dogwood", "Elm v. Fir")
            )
        ),
    ],
    ids=["size of file", "label", "linked number"],
)
def test_the_title_is_what_differs_from_item_to_item_without_label_number_and_format(markup: str) -> None:
    found = read(f"<main>{markup}</main>")

    assert [item.title for item in found.items][:3] == ["State v. Ash", "Birch Company v. Cedar", "In re Dogwood"]


def test_a_title_that_many_items_have_is_a_title_if_they_have_no_other() -> None:
    names = ("Meeting of the board", "Port and harbour panel", "Meeting of the board", "Budget of the school")
    rows = "".join(
        f"<tr><td><a href=/m/{number}>{names[number % 4]}</a></td><td>{20 - number} May 2024</td></tr>"
        for number in range(8)
    )

    found = read(f"<table>{rows}</table>")

    assert [item.title for item in found.items] == [names[number % 4] for number in range(8)]
    assert len({item.link for item in found.items}) == 8


def test_the_words_of_a_link_that_most_items_have_are_no_title() -> None:
    rows = "".join(
        f"<tr><td><a href=/m/{number}>Statement of the board</a></td><td>{20 - number} May 2024</td></tr>"
        for number in range(8)
    )

    assert refusal(f"<table>{rows}</table>").reason == "no_items"


@pytest.mark.parametrize(
    "title",
    [
        "Full text of the Director-General's address",
        "Learn more about the new convention",
        "قراءة في تقرير العمل الدولي",
    ],
)
def test_a_dated_item_may_have_a_title_that_begins_like_a_generic_text(title: str) -> None:
    titles = [title, *(f"A title of some length {n}" for n in (1, 2, 3))]
    body = "".join(f"<li><a href=/n/{n}>{each}</a> {9 - n} May 2024</li>" for n, each in enumerate(titles))
    foot = "<li><a href=/all>View all the news of this organization</a></li>"

    found = read(f"<h1>News</h1><ul class=list>{body}{foot}</ul>")

    assert [item.title for item in found.items] == titles
