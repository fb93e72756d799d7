"""Selectors find in lxml's tree what they find in a soup of the page, where start tags decide about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core import css_reach
from ilofeed.core.css_selectors import parse
from ilofeed.core.models import Page
from ilofeed.extract import partial_soup, start_tags
from ilofeed.extract.css_match import find
from ilofeed.extract.document import Document
from ilofeed.extract.item_span import outermost

NAMES = ("b", "div", "section", "i", "o:p")
ATTRIBUTES = (
    "", " class=x", " class='x y'", " class='xy\tx'", " CLASS=X", " id=u", " id=U title", " title='q w'", " href=/a",
    " disabled",
)  # fmt: skip
COMPOUNDS = (
    "*", "b", "DIV", "i.x", ".x.y", ".X", "#u", "[title]", "[title=q]", "[TITLE~=w]", "[class^=x]", "[title!=q]",
    ":link", "b:not(.x)", ":is(b, .y)", "i:not(.x > i)", ":is(div b, #u)", "o\\:p", ":scope", "i:has(b)", ":empty",
    "b:first-child", ":lang(fr)", ":root", "&", "[disabled='']", "[title='']",
    "i:nth-child(2 of .x)", ":-soup-contains(t)", ".x:not(:has(b))",
)  # fmt: skip


def tree(chance: Random, depth: int = 0) -> str:
    """Return random elements in elements."""
    written = ""
    for _ in range(chance.randint(0, 0 if depth == 4 else 3)):
        name, attribute, text = (
            chance.choice(NAMES),
            chance.choice(ATTRIBUTES),
            chance.choice(("", "t", "<!---->")),
        )
        written += f"<{name}{attribute}>{text}{tree(chance, depth + 1)}</{name}>"
    return written


def selector(chance: Random) -> str:
    """Return a random selector."""
    chains = []
    for _ in range(chance.choice((1, 1, 1, 2))):
        chain = chance.choice(COMPOUNDS)
        for _ in range(chance.randint(0, 2)):
            chain += chance.choice((" ", " > ", " ", " > ", " + ", " ~ ")) + chance.choice(COMPOUNDS)
        chains.append(chain)
    return ", ".join(chains)


def places(document: Document, elements: Iterable[partial_soup.Element]) -> list[int]:
    """Return the numbers of *elements* in document order."""
    assert document.tree is not None
    every = [element for element in document.tree.iter() if isinstance(element.tag, str)]
    return [every.index(element) for element in elements]


def assert_found_alike(body: str, css: str) -> None:
    document = Document(Page(url="https://www.example.org/", body=body.encode()))
    if document.tree is None:
        return
    tags = [id(tag) for tag in document.soup.find_all()]
    expected = find(css, document.soup)

    found = start_tags.selected(document.tree, css)

    assert places(document, found) == [tags.index(id(tag)) for tag in expected]
    assert places(document, start_tags.outermost(found)) == [tags.index(id(tag)) for tag in outermost(expected)]


@given(st.integers(0, 10**9))
def test_start_tags_decide_as_the_whole_page_does(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    body = f"<p>{tree(chance)}"

    for _ in range(8):
        css = selector(chance)
        if css_reach.is_by_start_tags(parse(css)) and start_tags.can_find(parse(css)):
            assert_found_alike(body, css)


@given(st.integers(0, 10**9))
def test_what_is_selected_within_an_element_depends_on_nothing_beside_it(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    before, inner, after = tree(chance), tree(chance, 1), tree(chance)
    around = "<section class=x lang=fr><div id=u>{}<div class=y id=it>{}</div>{}"

    for _ in range(8):
        css = selector(chance)
        if css_reach.is_within(parse(css)):
            bodies = (around.format(*beside) for beside in ((before, inner, after), ("", inner, "")))
            found = [selected_in_it(body, css) for body in bodies]
            assert found[0] == found[1]


def selected_in_it(body: str, css: str) -> list[str]:
    """Return what *css* selects within the element ``it`` of *body*."""
    soup = Document(Page(url="https://www.example.org/", body=body.encode())).soup
    it = soup.find(id="it")
    assert it is not None
    return [str(tag) for tag in find(css, it)]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("ul > li.item", (True, True)),
        ("[title] a:not(.x)", (True, True)),
        (".list :is(#a, .b > a)", (True, True)),
        ("li:first-child", (False, True)),
        ("li:has(a)", (False, True)),
        ("h3 + p", (False, True)),
        ("p:-soup-contains(day)", (False, True)),
        ("ul:empty li", (False, False)),
        ("li:first-child a", (False, False)),
        ("li + li a", (False, False)),
        ("ul:has(b) a", (False, False)),
        (":not(h2 + ul) > a", (False, False)),
        ("a:lang(fr)", (False, False)),
        ("a[disabled='']", (False, False)),
    ],
)
def test_it_is_known_how_much_of_a_page_decides(css: str, expected: Sequence[bool]) -> None:
    parsed = parse(css)

    assert (css_reach.is_by_start_tags(parsed), css_reach.is_within(parsed)) == expected


@pytest.mark.parametrize("css", ["*", "ul > *", ":link", ":not(.x)", "o\\:p", "[title!=q]", "li, :is(b, i)"])
def test_elements_without_a_plain_name_are_not_searched_for_in_the_tree(css: str) -> None:
    assert not start_tags.can_find(parse(css))
