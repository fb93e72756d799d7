"""Refuse groups of links that are no list of news, and report the reason."""

# ruff: noqa: E501 - markup

from __future__ import annotations

import pytest

from extract.list_pages import li, read, refusal, ul


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<nav>{ul()}</nav>", "is navigation"),
        (f"<div class='main-menu'>{ul()}</div>", "is navigation"),
        (f"<footer>{ul()}</footer>", "is the page's footer"),
        (f"<aside>{ul()}</aside>", "is beside the page's subject"),
        (f"<div id=comments>{ul()}</div>", "are comments"),
        (f"<form>{ul()}</form>{'<p>3 May 2024</p>' * 4}", "is a form"),
        (ul(day=""), "no line contains only a date"),
        (ul(day="on 3 May 2024 it rained"), "no line contains only a date"),
        (f"<ul>{li(1)}{li(2)}{li(3, '')}{li(4, '')}</ul>", "only 2 of 4 have a date"),
        (ul(2), "only 2 items, and nothing marks their titles or dates"),
        (ul(day="", first=3) + "<h3>3 May 2024</h3>", "no line contains only a date"),
        (f"<h3>3 May 2024</h3>{ul(day='')}", "no line contains only a date"),
        (f"<h3>3 May 2024</h3>{ul(2, day='')}<h3>3 May 2024</h3>{ul(2, 2, day='')}", "no line contains only a date"),
        (f"<h2>See also</h2>{ul()}", "is under 'See also'"),
        (f"<h1>A storm</h1><p>1 May 2024</p><p>{'Prose. ' * 60}</p>{ul()}", "is below an article"),
        (f"<article><h1>A storm</h1><p>Prose.</p></article>{ul()}", "is below an article"),
        (f"<ul>{'<li>Words only</li>' * 5}{li(1)}{li(2)}{li(3)}</ul>", "only 3 of 8 elements of this kind are linked"),
        (ul(title="Anna"), "their links are too short to be titles"),
        (ul(title="2024 -"), "no links of this site with words of their own"),
    ],
)  # fmt: skip
def test_thin_evidence_is_refused_with_its_reason(body: str, reason: str) -> None:
    error = refusal(body)

    assert error.reason == "no_items"
    assert any(
        candidate.startswith("ul > li (") and candidate.endswith(f": {reason}") for candidate in error.candidates
    )


@pytest.mark.parametrize(
    ("heading", "slug", "is_list"),
    [
        ("h3", "/statement/first-of-the-day", True),
        ("b", "/statement/first-of-the-day", False),
        ("h3", "/users/ada-brewer", False),
    ],
)
def test_short_titles_count_as_headings_at_the_addresses_of_documents(
    heading: str, slug: str, *, is_list: bool
) -> None:
    rows = "".join(
        f"<li><{heading}><a href={slug}-{at}>Word {at}</a></{heading}><p>{at} May 2024</p></li>"
        for at in range(1, 5)
    )

    if is_list:
        assert len(read(f"<ul>{rows}</ul>").items) == 4
    else:
        assert any("too short" in candidate for candidate in refusal(f"<ul>{rows}</ul>").candidates)


@pytest.mark.parametrize(
    "href", ["https://elsewhere.example/{}", "#n{}", "/news#n{}", "mailto:{}@site.example", "javascript:go({})"]
)
def test_links_that_leave_the_site_or_stay_on_the_page_are_no_items(href: str) -> None:
    items = "".join(
        f"<li><a href='{href.format(number)}'>A title of some length</a> <i>3 May 2024</i></li>"
        for number in range(5)
    )

    assert refusal(f"<ul>{items}</ul>").reason == "no_items"


def test_comments_are_no_items_even_with_long_names_of_authors() -> None:
    comment = "<li><a href=/u/{0}>Doctor Maximilian Longfellow {0}</a> <a href=#c{0}>{0} May 2024</a><p>I agree.</p></li>"

    assert refusal(f"<ol>{''.join(comment.format(n) for n in range(1, 6))}</ol>").reason == "no_items"


def test_two_equal_lists_are_refused_and_both_are_named() -> None:
    error = refusal(
        f"<h2>Mining</h2>{ul(4, title='Ore from the deep')}<h2>Baking</h2>{ul(4, 20, title='Bread from rye').replace('21 May', '3 May')}"
    )

    assert "'ul > li' under 'Mining'" in str(error)
    assert "'ul > li' under 'Baking'" in str(error)


def test_an_emptied_list_of_a_known_layout_is_not_replaced_by_a_guess() -> None:
    error = refusal(f'<ol class="item-list"></ol><h5 class="item-title"></h5>{ul(5)}')

    assert error.candidates == ()


def test_longer_titles_choose_no_column_of_a_home_page() -> None:
    columns = "".join(
        f"<div><h2>{name}</h2><ul>"
        + "".join(
            f"<li><a href=/{name}/{n}>{name} of the day {'and the night ' * size}{n}</a> <i>{n} May 2024</i></li>"
            for n in range(1, 6)
        )
        + "</ul></div>"
        for name, size in (("Notices", 3), ("Walks", 1), ("Essays", 0))
    )

    error = refusal(f"<h1>Mill council</h1><div>{columns}</div>")

    assert "shows two lists, 'ul > li' under 'Notices'" in str(error)


def test_a_writer_beside_the_date_of_a_single_post_is_no_list() -> None:
    error = refusal(
        "<article><h2><a href=/d/weir>The weir is repaired before autumn</a></h2><p><time>28 May 2024</time> By "
        "<span class=by><a href=/by/ada>Ada Fenwick-Moss</a></span> <span class=talk><a href=/d/weir#c>2 Comments</a></span>"
        "</p></article>"
    )

    assert any("only one item" in line for line in error.candidates)


def test_numbers_measured_on_one_date_are_no_publications() -> None:
    rows = "".join(
        f"<tr><td><a href=/station/{n}>Measuring point at the weir {n}</a></td><td>1.8{n}</td><td>3 May 2024</td></tr>"
        for n in range(1, 6)
    )

    assert (
        refusal(f"<table>{rows}</table>").candidates[0].endswith("each has a number that was measured on one date")
    )


@pytest.mark.parametrize(
    "above",
    ["<h4>Latest articles</h4>", f"<p>{'The ferry sails again. ' * 20}</p>"],
    ids=["a heading of its own", "an article"],
)
def test_links_that_only_their_addresses_date_are_no_list_beside_another_subject(above: str) -> None:
    links = "".join(
        f"<li><a href=/2024/05/0{n}/weir-{n}>The weir is repaired, part {n}</a></li>" for n in range(1, 6)
    )

    assert refusal(f"<h1>Contact</h1>{above}<ul>{links}</ul>").reason == "no_items"
    assert len(read(f"<h1>News</h1><ul>{links}</ul>").items) == 5
