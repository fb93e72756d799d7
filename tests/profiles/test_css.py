"""Selectors mean the same with soupsieve 2 and 4: these tests run with both in CI."""

from __future__ import annotations


import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.profiles import css_match
from ilofeed.profiles.css import parse

PAGE = """<html lang=en><body>
<ul id=u class="News 2x md:flex">
 <li id=a><h3 id=h><a id=l href="/news/1" rel="Next" hreflang=FR>One</a></h3><p id=p>May</p></li>
 <li id=b lang=fr-CH><a id=m href="/news/2&#10;" title="x  y">Two</a></li>
 <li id=c></li>
</ul></body></html>"""


def found(selector: str, page: str = PAGE, within: str = "") -> list[str]:
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
        ("li:not(:has(h3))", "b c"),
        ("li ~ li", "b c"),
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
def test_a_selector_finds_what_css_says(selector: str, expected: str) -> None:
    assert " ".join(found(selector)) == expected


def test_within_an_element_its_ancestors_count_and_scope_is_the_element() -> None:
    assert found("ul li a", within="a") == ["l"]
    assert found(":scope > h3", within="a") == ["h"]
    assert found("& > a", within="a") == []


@pytest.mark.parametrize(
    ("selector", "wrong"),
    [
        ("", "it is empty"),
        ("p[", "it ends too early"),
        ("a:not(", "it ends too early"),
        ("[a='b]", "it ends too early"),
        ("> a", "'>' at character 1 is not expected there"),
        ("a >", "it ends too early"),
        ("a > > b", "'>' at character 5 is not expected there"),
        ("a,,b", "',' at character 3 is not expected there"),
        ("a)", "')' at character 2 is not expected there"),
        ("a/**/b", "'b' at character 6 is not expected there"),
        ("a/* b", "'/' at character 2 is not expected there"),
        ("svg|a", "'|' at character 4 is not expected there"),
        ("li:nth-child(n+)", "'+' at character 15 is not expected there"),
        ("li:nth-child(2 ofli)", "'l' at character 18 is not expected there"),
        (
            "li:nth-child(1 of ul > li)",
            "within ':nth-child()' neither combinators nor ':has()' are supported",
        ),
        ("#1", "'1' at character 2 is not expected there"),
        ("a[href=/news/]", "'/' at character 8 is not expected there"),
        ("a[href=news/1]", "the value of [href] needs quotes"),
        ("a[href=news x]", "'x' behind the value of [href] is neither 'i' nor 's'"),
        ("a:colour", "':colour' is not supported"),
        ("a:colour(b)", "':colour()' is not supported"),
        ("a:dir(rtl)", "':dir()' is not supported"),
        ("a:checked", "':checked' is about forms, which are not read"),
        ("a::before", "'::' begins a pseudo-element, which is in no page"),
        ("[a='\\a ']", "'\\\\a' stands for no character that a page has"),
        ("a:has(b:has(c))", "':has()' within ':has()' is no CSS"),
        ("a:has(:not(:h\\61 s(c)))", "':has()' within ':has()' is no CSS"),
        (
            "a:has(b > c)",
            "within ':has()' only one step is supported, as in ':has(h3)', ':has(> h3)' or ':has(+ p)'",
        ),
        ("a" + ":not(b" * 30 + ")" * 30, "it nests too deep"),
        ("a ~ b ~ c", "more than one '~' takes too long on a large page"),
        ("x" * 301, "it is longer than 300 characters"),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(selector: str, wrong: str) -> None:
    assert css_match.check(selector) == wrong


@pytest.mark.parametrize(
    ("selector", "counts"),
    [
        ("li:nth-child(2)", True),
        ("li:N\\74h-child(2)", True),
        ("h2 ~ p", True),
        ("a:not(:last-child)", True),
        ("a[rel~=next]", False),
        ("[title=':first-child']", False),
        ("li > a + b", False),
    ],
)
def test_it_is_known_which_selectors_look_at_all_neighbours(selector: str, *, counts: bool) -> None:
    assert parse(selector).counts_neighbours is counts


@given(st.text(alphabet="ap.#[]()='\"\\~+>,:*& \n1-éx|$^i/", max_size=30) | st.text(max_size=20))
def test_what_is_accepted_is_never_refused_later(selector: str) -> None:
    wrong = css_match.check(selector)

    if wrong is None:
        list(css_match.find(selector, BeautifulSoup("<p class=a><a href=x>1</a></p>", "lxml")))
    else:
        assert "\n" not in wrong
