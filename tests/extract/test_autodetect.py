"""Detect the lists of whole pages in `fixtures/auto` and of generated pages."""

# ruff: noqa: E501 - markup

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.list_pages import read
from fakes.fixtures import cases
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.testing import Fixture

PAGES = [case for case in cases() if case.profile == "auto"]
LISTS = [case for case in PAGES if "error" not in case.expected()]
# Pages with nothing that repeats.
WITHOUT_CANDIDATES = {
    "auto/no-chat.html",
    "auto/no-empty-page.html",
    "auto/no-link-farm.html",
    "auto/no-noscript.html",
    "auto/no-refresh.html",
    "auto/no-scripts-component.html",
    "auto/no-template.html",
    "auto/no-tides.html",
    "auto/no-timetable.html",
}

# The selectors of the other items do not reach the first item.
WITH_LEAD = {"auto/lead-item.html"}

# Selectors complete no date with the year of a heading.
# Nothing repeats around a single post, and no element contains only the title beside a date.
WITHOUT_RULES = {"auto/single-post.html", "auto/date-within-the-link.html"}

WITH_YEARS_ABOVE = {"auto/year-above-tables.html", "auto/minutes-below-years.html"}


def test_there_are_enough_pages() -> None:
    assert len(LISTS) >= 14
    assert len(PAGES) - len(LISTS) >= 10


@pytest.mark.parametrize(
    "case", [case for case in LISTS if case.name not in WITHOUT_RULES], ids=lambda case: case.name
)
def test_the_rules_of_a_detected_list_read_the_same_items_as_selectors(case: Fixture) -> None:
    page = Page(url=case.expected()["url"], body=case.page.read_bytes(), date=case.date)
    detected = registry.extract(page)

    assert detected.rules
    pasted = registry.extract(page, "selectors", selectors=msgspec.convert(detected.rules, Selectors))
    listed = detected.items[1:] if case.name in WITH_LEAD else detected.items
    assert [(item.title, item.link) for item in pasted.items] == [(item.title, item.link) for item in listed]
    if case.name not in WITH_YEARS_ABOVE:
        assert [item.published for item in pasted.items] == [item.published for item in listed]


@pytest.mark.parametrize("case", [case for case in PAGES if case not in LISTS], ids=lambda case: case.name)
def test_a_refusal_names_each_candidate_and_why_it_was_dropped(case: Fixture) -> None:
    page = Page(url=case.expected()["url"], body=case.page.read_bytes(), date=case.date)

    with pytest.raises(ExtractError) as caught:
        registry.extract(page)

    assert all(": " in candidate and "\n" not in candidate for candidate in caught.value.candidates)
    assert bool(caught.value.candidates) == (case.name not in WITHOUT_CANDIDATES)


WORDS = "harbour wages council report safety school bridge workers training market figures seat".split()
TITLES = st.lists(st.sampled_from(WORDS), min_size=3, max_size=8).map(lambda words: " ".join(words).capitalize())
LAYOUTS = [
    "<li>{date} <a href='{href}'>{title}</a>{summary}</li>",
    "<li class='item-{n}'><h3><a href='{href}'>{title}</a></h3>{date}{summary}</li>",
    "<tr class='{parity}'><td>{date}</td><td><a href='{href}'>{title}</a>{summary}</td></tr>",
    "<div class='row {parity}'><div class='box'><a href='{href}'><img src='/i/{n}.jpg'></a><a href='{href}'>{title}</a>{date}{summary}<a href='{href}'>Read more</a></div></div>",
    "<article class='post-{n} post'><header><span class='cat'><a href='/cat/news'>News</a></span><h2><a href='{href}'>{title}</a></h2>{date}</header>{summary}</article>",
    "<dt>{date}</dt><dd><a href='{href}'>{title}</a>{summary}</dd>",
]  # fmt: skip
PARENTS = {"<li": "ul", "<tr": "table", "<di": "div", "<ar": "section", "<dt": "dl"}
NOISE = [
    "<nav><ul><li><a href='/a'>About the office</a></li><li><a href='/b'>What we do</a></li><li><a href='/c'>Contact us</a></li></ul></nav>",
    "<aside><ul><li><a href='/x'>Another story here</a> 1 May 2020</li><li><a href='/y'>Yet another story</a> 2 May 2020</li><li><a href='/z'>And one more story</a> 3 May 2020</li></ul></aside>",
    "<footer><p>Last updated 3 May 2024</p><ul><li><a href='/p'>Privacy</a></li><li><a href='/t'>Terms</a></li></ul></footer>",
    "<div class='tags'><a href='/t/1'>wages</a> <a href='/t/2'>work</a> <a href='/t/3'>2019</a></div>",
]  # fmt: skip


@settings(max_examples=150)
@given(
    layout=st.sampled_from(LAYOUTS),
    entries=st.lists(
        st.tuples(TITLES, st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.booleans()), min_size=3, max_size=12
    ),
    form=st.sampled_from(
        ["<span class='d'>{:%d %B %Y}</span>", "<p>{:%B %d, %Y}</p>", "<time>{:%Y-%m-%d}</time>"]
    ),
    noise=st.lists(st.sampled_from(NOISE), unique=True),
)
@pytest.mark.slow
def test_a_plain_list_is_read_in_any_markup(
    layout: str, entries: list[tuple[str, date, bool]], form: str, noise: list[str]
) -> None:
    items = [
        layout.format(
            n=n, parity="odd" if n % 2 else "even", href=f"/story/{n}", title=f"{title} {n}",
            date=form.format(day), summary="<p>Some words on it.</p>" if has_summary else "",
        )
        for n, (title, day, has_summary) in enumerate(entries)
    ]  # fmt: skip
    parent = PARENTS[layout[:3]]

    found = read(f"{''.join(noise[:2])}<h1>News</h1><{parent}>{''.join(items)}</{parent}>{''.join(noise[2:])}")

    assert [item.title for item in found.items] == [f"{title} {n}" for n, (title, _, _) in enumerate(entries)]
    assert [item.published for item in found.items] == [day for _, day, _ in entries]
    assert [item.summary for item in found.items] == [
        "Some words on it." * has_summary for _, _, has_summary in entries
    ]
