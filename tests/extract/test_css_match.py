"""Match selectors as CSS defines it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core import css_selectors
from ilofeed.extract import css_match

PAGE = """<html lang=en><body>
<ul id=u class="News 2x md:flex">
 <li id=a><h3 id=h><a id=l href="/news/1" rel="Next" hreflang=FR>One</a></h3><p id=p>May</p></li>
 <li id=b lang=fr-CH><a id=m href="/news/2&#10;" title="x  y">Two</a></li>
 <li id=c></li>
</ul></body></html>"""


def find_ids(selector: str, page: str = PAGE, within: str = "") -> list[str]:
    soup = BeautifulSoup(page, "lxml")
    root = soup.find(id=within) if within else soup
    assert root is not None
    return [str(tag.get("id", tag.name)) for tag in css_match.find(selector, root)]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("LI", "a b c"),
        ("ul.News > li", "a b c"),
        ("ul.news > li", ""),
        (".\\32 x li:first-child", "a"),
        (".md\\:flex p", "p"),
        ("#u a", "l m"),
        ("a[rel=next]", "l"),
        ("a[rel=next s]", ""),
        ("a[hreflang|=fr]", "l"),
        ("a[HREF$='/2']", ""),
        ("a[href='/news/1']", "l"),
        ("a[href='/news/2']", ""),
        ("a[href*='/news/'][title='x  y']", "m"),
        ("a[rel!=next]", "m"),
        ("* > html", ""),
        (":root", "html"),
        ("li:has(~ li)", "a b"),
        ("li:has(+ #c)", "b"),
        ("li:has(> h3, > a)", "a b"),
        ("ul:has(h3 + p), li:has(> h3 > a)", "u a"),
        (":has(~ li > a)", "a"),
        ("body:has(> li a), li:has(+ li ~ #c)", "a"),
        ("li:not(:has(h3))", "b c"),
        ("li ~ li", "b c"),
        ("li ~ li ~ li", "c"),
        ("h3 + p, li:empty", "p c"),
        ("li:is(#a, #c)", "a c"),
        ("li:nth-child( 2N + 1 )", "a c"),
        ("li:nth-child(-n+2)", "a b"),
        ("li:nth-child(1 of :not(#a, :is(#c)))", "b"),
        ("li:not(#a, [lang])", "c"),
        ("li:not(ul.News > #a, ol > li)", "b c"),
        ("li:is(body #a, ul > #c)", "a c"),
        (":is(li, h3):has(+ p, > a)", "h b"),
        ("li:nth-last-of-type(even)", "b"),
        ("li:contains('Two'), a:-soup-contains-own(One)", "l b"),
        ("li:lang(fr)", "b"),
        ("a:link:not(:hover)", "l m"),
        ("li /* the first */ > a", "m"),
    ],
)
def test_a_selector_finds_the_elements_that_css_defines(selector: str, expected: str) -> None:
    assert " ".join(find_ids(selector)) == expected


def test_within_an_element_its_ancestors_count_and_scope_is_the_element() -> None:
    assert find_ids("ul li a", within="a") == ["l"]
    assert find_ids(":scope > h3", within="a") == ["h"]
    assert find_ids("& > a", within="a") == []


def test_one_search_keeps_the_matches_of_elements_apart() -> None:
    soup = BeautifulSoup("<div id=a><div id=b><a href=x>1</a></div></div>", "lxml")
    search = css_match.Search(soup)

    counts = [len(search.find(":scope div a", tag)) for tag in soup.find_all("div")]

    assert counts == [1, 0]


@given(st.text(alphabet="ap.#[]()='\"\\~+>,:*& \n1-éx|$^i/", max_size=30) | st.text(max_size=20))
def test_an_accepted_selector_can_be_matched(selector: str) -> None:
    message = css_selectors.check(selector)

    if message is None:
        list(css_match.find(selector, BeautifulSoup("<p class=a><a href=x>1</a></p>", "lxml")))
    else:
        assert "\n" not in message
