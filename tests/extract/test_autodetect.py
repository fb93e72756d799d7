# ruff: noqa: E501 - markup
"""Lists of other sites, found by their shape; `fixtures/auto` has whole pages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.fixtures import Case, cases
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page, Selectors
from ilofeed.extract import registry

URL = "https://www.site.example/news"
PAGES = [case for case in cases() if case.profile == "auto"]
LISTS = [case for case in PAGES if "error" not in case.expected()]
# Their items have no element of their own that a selector could find.
WITHOUT_RULES = {"auto/day-groups.html", "auto/definition-list.html", "auto/flat-headings.html"}

# One item stands apart, where the selectors of the others do not reach.
WITH_LEAD = {"auto/lead-item.html"}


def read(body: str, url: str = URL, language: str = "") -> Extraction:
    page = Page(url=url, body=f"<html lang=en><body>{body}</body></html>".encode())
    return registry.extract(page, language=language)


def refusal(body: str) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        read(body)
    return caught.value


def li(number: int, day: str = "<i>{} May 2024</i>", title: str = "A title of some length") -> str:
    return f"<li><a href=/news/{number}>{title} {number}</a> {day.format(number + 1)}</li>"


def ul(count: int = 4, first: int = 0, **how: str) -> str:
    return "<ul>" + "".join(li(number, **how) for number in range(first, first + count)) + "</ul>"


def test_there_are_enough_pages() -> None:
    assert len(LISTS) >= 14
    assert len(PAGES) - len(LISTS) >= 10


@pytest.mark.parametrize("case", LISTS, ids=lambda case: case.name)
def test_the_rules_read_the_same_as_selectors(case: Case) -> None:
    page = Page(url=case.expected()["url"], body=case.page.read_bytes())
    found = registry.extract(page)

    assert bool(found.rules) == (case.name not in WITHOUT_RULES)
    if found.rules:
        pasted = registry.extract(page, "selectors", selectors=Selectors(**found.rules))
        listed = found.items[1:] if case.name in WITH_LEAD else found.items
        assert [(item.title, item.link, item.published) for item in pasted.items] == [
            (item.title, item.link, item.published) for item in listed
        ]


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


@pytest.mark.parametrize("case", [case for case in PAGES if case not in LISTS], ids=lambda case: case.name)
def test_a_refusal_says_what_was_seen_and_why_it_was_dropped(case: Case) -> None:
    page = Page(url=case.expected()["url"], body=case.page.read_bytes())

    with pytest.raises(ExtractError) as caught:
        registry.extract(page)

    assert all(": " in each and "\n" not in each for each in caught.value.candidates)
    assert bool(caught.value.candidates) == (case.name != "auto/no-empty-page.html")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"<nav>{ul()}</nav>", "is navigation"),
        (f"<div class='main-menu'>{ul()}</div>", "is navigation"),
        (f"<footer>{ul()}</footer>", "is the page's footer"),
        (f"<aside>{ul()}</aside>", "is beside the page's subject"),
        (f"<div id=comments>{ul()}</div>", "are comments"),
        (f"<form>{ul()}</form>", "is a form"),
        (ul(day=""), "no line is wholly a day"),
        (ul(day="on 3 May 2024 it rained"), "no line is wholly a day"),
        (f"<ul>{li(1)}{li(2)}{li(3, '')}{li(4, '')}</ul>", "only 2 of 4 have a day"),
        (ul(2), "only 2 items, and nothing marks their titles or days"),
        (ul(day="", first=3) + "<h3>3 May 2024</h3>", "no line is wholly a day"),
        (f"<h3>3 May 2024</h3>{ul(day='')}", "no line is wholly a day"),
        (f"<h3>3 May 2024</h3>{ul(2, day='')}<h3>3 May 2024</h3>{ul(2, 2, day='')}", "no line is wholly a day"),
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
    assert any(each.startswith("ul > li (") and each.endswith(f": {reason}") for each in error.candidates)


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
        assert any("too short" in each for each in refusal(f"<ul>{rows}</ul>").candidates)


@pytest.mark.parametrize(
    "href", ["https://elsewhere.example/{}", "#n{}", "/news#n{}", "mailto:{}@site.example", "javascript:go({})"]
)
def test_links_that_leave_the_site_or_stay_on_the_page_are_no_items(href: str) -> None:
    items = "".join(
        f"<li><a href='{href.format(number)}'>A title of some length</a> <i>3 May 2024</i></li>"
        for number in range(5)
    )

    assert refusal(f"<ul>{items}</ul>").reason == "no_items"


def test_a_site_has_one_name_with_and_without_www() -> None:
    body = ul().replace("href=/news", "href=https://site.example/news")

    assert len(read(body).items) == 4


def test_a_saved_page_names_its_site_itself() -> None:
    items = ul().replace("href=/news", "href=https://other.example/news")

    found = read(f'<link rel=canonical href="https://other.example/list">{items}')

    assert len(found.items) == 4


def test_two_items_will_do_where_the_markup_sets_titles_and_days_apart() -> None:
    card = "<article><h3><a href=/news/{0}>Title number {0}</a></h3><time>{0} May 2024</time></article>"

    assert [item.title for item in read(card.format(1) + card.format(2)).items] == [
        "Title number 1",
        "Title number 2",
    ]


def test_months_part_a_list_and_other_headings_part_two() -> None:
    months = f"<h2>May 2024</h2>{ul(2)}<h2>2023</h2>{ul(2, 2)}"
    lists = f"<h2>News</h2>{ul(5)}<h2>Meetings</h2>{ul(3, 10)}"

    assert len(read(months).items) == 4
    assert [item.number for item in read(lists).items] == [1, 2, 3, 4, 5]


def test_headings_part_lists_that_stand_in_one_element() -> None:
    cards = [f"<p><a href=/news/{n}>A title of some length {n}</a><br>{n} May 2024</p>" for n in range(1, 9)]

    found = read(f"<div>{''.join(cards[:5])}<h2>Meetings</h2>{''.join(cards[5:])}</div>")

    assert [item.published.day for item in found.items if item.published] == [1, 2, 3, 4, 5]


def test_words_between_two_lists_part_them_too() -> None:
    found = read(f"{ul(5)}<p><b>Meetings</b></p>{ul(3, 10)}")

    assert len(found.items) == 5


def test_an_item_that_leads_to_the_page_itself_is_none() -> None:
    own = "<li><a href=/news>All the news there are</a> <i>5 May 2024</i></li>"

    assert len(read(ul().replace("</ul>", f"{own}</ul>")).items) == 4


def test_comments_are_no_items_however_long_their_authors_names() -> None:
    comment = "<li><a href=/u/{0}>Doctor Maximilian Longfellow {0}</a> <a href=#c{0}>{0} May 2024</a><p>I agree.</p></li>"

    assert refusal(f"<ol>{''.join(comment.format(n) for n in range(1, 6))}</ol>").reason == "no_items"


def test_items_without_an_element_of_their_own_keep_their_parts_together() -> None:
    part = (
        "<h3><a href=/n/{0}>A title of some length {0}</a></h3><p>{0} May 2024</p>"
        "<p>See <a href=/x>the first</a> and <a href=/y>the second</a> of them.</p>"
    )

    found = read(f"<div>{''.join(part.format(n) for n in (1, 2, 3))}<div class=foot>Call us.</div></div>")

    assert [item.title for item in found.items] == [f"A title of some length {n}" for n in (1, 2, 3)]
    assert {item.summary for item in found.items} == {"See the first and the second of them."}


def test_what_stands_in_the_main_part_wins() -> None:
    found = read(f"<div>{ul(4)}</div><hr><main><h1>News</h1>{ul(4, 10)}</main>")

    assert [item.link for item in found.items] == [
        f"https://www.site.example/news/{number}" for number in range(10, 14)
    ]


def test_what_lies_below_the_page_wins() -> None:
    events = ul(4).replace("/news/", "/events/")

    found = read(f"<div><h2>Events</h2>{events}</div><div><h2>News</h2>{ul(4, 10)}</div>")

    assert found.items[0].link == "https://www.site.example/news/10"


def test_an_equal_choice_is_refused_and_both_are_named() -> None:
    error = refusal(
        f"<h2>Mining</h2>{ul(4, title='Ore from the deep')}<h2>Baking</h2>{ul(4, 20, title='Bread from rye').replace('21 May', '3 May')}"
    )

    assert "'ul > li' under 'Mining'" in str(error)
    assert "'ul > li' under 'Baking'" in str(error)


@pytest.mark.parametrize(
    ("item", "day", "place"),
    [
        ("<a href={0}>{1}</a><p>{2} May 2024, Geneva</p>", True, "Geneva"),
        ("<p>{2} May 2024</p><a href={0}>{1}</a>", True, None),
        ("{2} May 2024: <a href={0}>{1}</a>", True, None),
        ("<a href={0}>{1}</a> ({2} May 2024)", True, None),
        ("<b><a href={0}>{1}</a></b><p>Words about it. ({2} May 2024)</p>", True, None),
        ("<p>News | {2} May 2024</p><h3><a href={0}>{1}</a></h3>", True, None),
        ("<p>Published: {2} May 2024</p><h3><a href={0}>{1}</a></h3>", True, None),
        ("<h3><a href={0}>{1}</a></h3><time datetime=2024-05-0{2}>just now</time>", True, None),
        ("<a href={0}><img src=x.png></a><h3>{1}</h3><p>{2} May 2024</p><a href={0}>Read more »</a>", True, None),
        ("<a href={0}><h3>{1}</h3><p>{2} May 2024</p></a><a href=/tags/all>Work</a>", True, None),
        ("<p>{2} May 2024</p><p>{1}</p><a href={0}>PDF</a>", True, None),
        ("<p>{2} May 2024</p><p>{1}</p><a href={0}>Everything that is known about it</a>", True, None),
        (
            "<a href=/tags/all>The long name of what they all are about, {2} of 4</a><p><a href={0}>{1}</a></p>{2} May 2024",
            True,
            None,
        ),
        ("<a href={0}>{1}</a><i>{2} May 2024</i><a href={0}>Read more</a>", True, None),
    ],
)
def test_a_day_is_read_wherever_it_stands_on_its_own(item: str, day: bool, place: str | None) -> None:  # noqa: FBT001
    body = "".join(f"<li>{item.format(f'/n/{n}', f'A title of some length {n}', n)}</li>" for n in (1, 2, 3, 4))

    found = read(f"<ul class=list>{body}</ul>")

    assert [each.title for each in found.items] == [f"A title of some length {n}" for n in (1, 2, 3, 4)]
    assert [each.link for each in found.items] == [f"https://www.site.example/n/{n}" for n in (1, 2, 3, 4)]
    assert [each.published for each in found.items] == [date(2024, 5, n) for n in (1, 2, 3, 4)] or not day
    assert {each.place for each in found.items} == {place}


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
def test_the_pager_says_where_the_list_goes_on(pager: str, expected: str | None) -> None:
    assert read(ul() + pager).next == (f"{URL}{expected}" if expected else None)


def test_an_emptied_list_of_a_known_layout_is_no_reason_to_guess() -> None:
    error = refusal(f'<ol class="item-list"></ol><h5 class="item-title"></h5>{ul(5)}')

    assert error.candidates == ()


WORDS = "harbour wages council report safety school bridge workers training market figures seat".split()
titles = st.lists(st.sampled_from(WORDS), min_size=3, max_size=8).map(lambda words: " ".join(words).capitalize())
LAYOUTS = [
    "<li>{date} <a href='{href}'>{title}</a>{summary}</li>",
    "<li class='item-{n}'><h3><a href='{href}'>{title}</a></h3>{date}{summary}</li>",
    "<tr class='{parity}'><td>{date}</td><td><a href='{href}'>{title}</a>{summary}</td></tr>",
    "<div class='row {parity}'><div class='box'><a href='{href}'><img src='/i/{n}.jpg'></a><a href='{href}'>{title}</a>{date}{summary}<a href='{href}'>Read more</a></div></div>",
    "<article class='post-{n} post'><header><span class='cat'><a href='/cat/news'>News</a></span><h2><a href='{href}'>{title}</a></h2>{date}</header>{summary}</article>",
    "<dt>{date}</dt><dd><a href='{href}'>{title}</a>{summary}</dd>",
]  # fmt: skip
AROUND = {"<li": "ul", "<tr": "table", "<di": "div", "<ar": "section", "<dt": "dl"}
NOISE = [
    "<nav><ul><li><a href='/a'>About the office</a></li><li><a href='/b'>What we do</a></li><li><a href='/c'>Contact us</a></li></ul></nav>",
    "<aside><ul><li><a href='/x'>Another story here</a> 1 May 2020</li><li><a href='/y'>Yet another story</a> 2 May 2020</li><li><a href='/z'>And one more story</a> 3 May 2020</li></ul></aside>",
    "<footer><p>Last updated 3 May 2024</p><ul><li><a href='/p'>Privacy</a></li><li><a href='/t'>Terms</a></li></ul></footer>",
    "<div class='tags'><a href='/t/1'>wages</a> <a href='/t/2'>work</a> <a href='/t/3'>2019</a></div>",
]  # fmt: skip


@settings(max_examples=150)
@given(
    layout=st.sampled_from(LAYOUTS),
    told=st.lists(
        st.tuples(titles, st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.booleans()), min_size=3, max_size=12
    ),
    form=st.sampled_from(
        ["<span class='d'>{:%d %B %Y}</span>", "<p>{:%B %d, %Y}</p>", "<time>{:%Y-%m-%d}</time>"]
    ),
    noise=st.lists(st.sampled_from(NOISE), unique=True),
)
@pytest.mark.slow
def test_a_plain_list_is_read_whatever_its_markup(
    layout: str, told: list[tuple[str, date, bool]], form: str, noise: list[str]
) -> None:
    items = [
        layout.format(
            n=n, parity="odd" if n % 2 else "even", href=f"/story/{n}", title=f"{title} {n}",
            date=form.format(day), summary="<p>Some words on it.</p>" if telling else "",
        )
        for n, (title, day, telling) in enumerate(told)
    ]  # fmt: skip
    around = AROUND[layout[:3]]

    found = read(f"{''.join(noise[:2])}<h1>News</h1><{around}>{''.join(items)}</{around}>{''.join(noise[2:])}")

    assert [item.title for item in found.items] == [f"{title} {n}" for n, (title, _, _) in enumerate(told)]
    assert [item.published for item in found.items] == [day for _, day, _ in told]
    assert [item.summary for item in found.items] == ["Some words on it." * telling for _, _, telling in told]
