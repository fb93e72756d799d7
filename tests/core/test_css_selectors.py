"""Selectors mean the same with soupsieve 2 and 4: these tests run with both in CI."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

import pytest
import soupsieve
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core import css_selectors
from ilofeed.core.css_selectors import parse
from ilofeed.core.css_steps import Step
from ilofeed.extract import css_match

_T = TypeVar("_T")

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
def test_a_selector_finds_what_css_says(selector: str, expected: str) -> None:
    assert " ".join(found(selector)) == expected


def test_within_an_element_its_ancestors_count_and_scope_is_the_element() -> None:
    assert found("ul li a", within="a") == ["l"]
    assert found(":scope > h3", within="a") == ["h"]
    assert found("& > a", within="a") == []


def test_one_search_finds_for_each_element_what_is_its_own() -> None:
    soup = BeautifulSoup("<div id=a><div id=b><a href=x>1</a></div></div>", "lxml")
    search = css_match.Search(soup)

    found = [len(search.find(":scope div a", tag)) for tag in soup.find_all("div")]

    assert found == [1, 0]


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
        ("a[href=news x]", "'x' after the value of [href] is neither 'i' nor 's'"),
        ("a:colour", "':colour' is not supported"),
        ("a:colour(b)", "':colour()' is not supported"),
        ("a:dir(rtl)", "':dir()' is not supported"),
        ("a:checked", "':checked' is about forms, which are not read"),
        ("a::before", "'::' begins a pseudo-element, which is in no page"),
        ("[a='\\a ']", "'\\\\a' means no character that a page has"),
        ("a:has(b:has(c))", "':has()' within ':has()' is no CSS"),
        ("a:has(:not(:h\\61 s(c)))", "':has()' within ':has()' is no CSS"),
        ("a:has(:scope > b)", "':scope' within ':has()' is not supported: it begins at its element"),
        ("a" + ":not(b" * 30 + ")" * 30, "it nests too deep"),
        ("x" * 301, "it is longer than 300 characters"),
    ],
)
def test_what_is_wrong_is_said_in_our_own_words(selector: str, wrong: str) -> None:
    assert css_selectors.check(selector) == wrong


@pytest.mark.parametrize(
    ("selector", "counts"),
    [
        ("li:nth-child(2)", True),
        ("li:N\\74h-child(2)", True),
        ("h2 ~ p", False),
        ("a:not(:last-child)", True),
        ("a[rel~=next]", False),
        ("[title=':first-child']", False),
        ("li > a + b", False),
    ],
)
def test_it_is_known_which_selectors_look_at_all_neighbours(selector: str, *, counts: bool) -> None:
    assert parse(selector).counts_neighbours is counts


class _Made:
    """Trees and selectors made by chance."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - no secret

    def tree(self, depth: int = 0) -> str:
        """Return elements in elements."""
        written = ""
        for _ in range(self._chance.randint(0, 0 if depth == 5 else 3)):
            name = self._one("bip")
            attribute = self._one(["", " class=x", " class='x y'", " title=q", " id=u"])
            words = self._one(["", "t", "<!-- -->"])
            written += f"<{name}{attribute}>{words}{self.tree(depth + 1)}</{name}>"
        return written

    def element(self, soup: BeautifulSoup) -> Tag:
        return self._one([soup, *soup.find_all()])

    def selector(self, depth: int = 0, *, within_has: bool = False) -> str:
        """Return a selector that both versions of soupsieve take: within ``:has()`` it has one step."""
        return self.steps(1 if within_has else self._chance.randint(1, 3), depth, within_has=within_has)

    def steps(self, count: int, depth: int = 0, *, within_has: bool = False) -> str:
        written = self._compound(depth, within_has=within_has)
        for _ in range(count - 1):
            written += self.combinator() + self._compound(depth, within_has=within_has)
        return written

    def combinator(self) -> str:
        return self._one([" ", " > ", " + ", " ~ "])

    def _compound(self, depth: int, *, within_has: bool) -> str:
        conditions = ["", "", ".x", ".y", "#u", "[title]", ":first-child", ":nth-child(2n+1)", ":empty"]
        written = self._one("*bip") + self._one(conditions if within_has else [*conditions, ":scope"])
        kinds = ["is", "not"] if within_has else ["is", "not", "has"]
        if depth == 2 or self._chance.random() < 0.5:
            return written
        kind = self._one(kinds)
        inner = self.selector(depth + 1, within_has=within_has or kind == "has")
        return f"{written}:{kind}({self.combinator() if kind == 'has' else ''}{inner})"

    def _one(self, choices: Sequence[_T]) -> _T:
        return self._chance.choice(choices)


@given(st.integers(0, 10**9))
def test_what_is_found_is_what_soupsieve_finds(seed: int) -> None:
    made = _Made(seed)
    soup = BeautifulSoup(made.tree(), "lxml")
    search = css_match.Search(soup)

    for _ in range(5):
        selector = made.selector()
        for within in (made.element(soup), made.element(soup)):
            expected = soupsieve.select(selector, within)
            assert list(map(id, search.find(selector, within))) == list(map(id, expected)), selector


@given(st.integers(0, 10**9))
def test_the_steps_within_has_are_those_from_its_element(seed: int) -> None:
    made = _Made(seed)
    soup = BeautifulSoup(made.tree(), "lxml")

    for _ in range(3):
        steps = made.combinator() + made.steps(3, within_has=True)

        expected = [tag for tag in soup.find_all() if _leads(tag, steps)]
        assert list(map(id, css_match.find(f":has({steps})", soup))) == list(map(id, expected)), steps


def _leads(tag: Tag, steps: str) -> bool:
    """Return whether *steps* lead from *tag* to any element, as soupsieve follows them from a marked one."""
    tag["data-here"] = ""
    found = soupsieve.select_one(f"[data-here]{steps}", tag.find_parents()[-1])
    del tag["data-here"]
    return found is not None


@given(st.text(alphabet="ap.#[]()='\"\\~+>,:*& \n1-éx|$^i/", max_size=30) | st.text(max_size=20))
def test_what_is_accepted_is_never_refused_later(selector: str) -> None:
    wrong = css_selectors.check(selector)

    if wrong is None:
        list(css_match.find(selector, BeautifulSoup("<p class=a><a href=x>1</a></p>", "lxml")))
    else:
        assert "\n" not in wrong


def test_a_name_of_escapes_is_written_without_them_for_soupsieve() -> None:
    assert css_selectors.check("[" + "\\aaaaa " * 3) == "it ends too early"
    assert parse(".\\62 \\63 d").simple == ".bcd"
    assert parse("[\\64 ata-x]").simple == "[data-x]"


class _Counting(css_match.Search):
    """Counts how often it asks whether an element is as a step says."""

    asked = 0

    def _is(self, tag: Tag, step: Step) -> bool:
        self.asked += 1
        return super()._is(tag, step)


@pytest.mark.parametrize(
    ("selector", "page", "expected", "steps"),
    [
        ("div div div a", "<div>" * 8 + "<a>", 1, 4),
        ("p div div div a", "<div>" * 8 + "<a>", 0, 5),
        ("i ~ i ~ i ~ i", "<i></i>" * 8, 5, 4),
        ("b ~ i ~ i ~ i", "<i></i>" * 8, 0, 4),
        ("i:has(~ i ~ i)", "<i></i>" * 8, 6, 3),
        ("div:has(p div div a)", "<div>" * 8 + "<a>", 0, 5),
    ],
)
def test_no_element_is_asked_twice_for_a_step(selector: str, page: str, expected: int, steps: int) -> None:
    soup = BeautifulSoup(page, "lxml")
    search = _Counting(soup)

    found = search.find(selector, soup)

    assert len(found) == expected
    assert search.asked <= steps * len(soup.find_all())


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("ul:has(h3) a", 0),
        ("div:has(> i) a", 9),
        ("li ~ li ~ li a", 7),
        ("a:has(~ i)", 9),
        (":scope > div:has(i ~ b) a", 0),
    ],
)
def test_what_surrounds_the_items_is_asked_once_for_all(selector: str, expected: int) -> None:
    soup = BeautifulSoup("<ul>" + "<li><div><a>1</a><i>t</i></div></li>" * 9 + "</ul>", "lxml")
    search = _Counting(soup)

    found = [len(search.find(selector, item)) for item in soup.find_all("li")]

    assert sum(found) == expected
    assert search.asked <= 4 * len(soup.find_all())
