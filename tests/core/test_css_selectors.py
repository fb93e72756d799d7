"""Check the syntax of selectors, and report errors in our own words."""

from __future__ import annotations

import pytest

from ilofeed.core import css_selectors
from ilofeed.core.css_selectors import parse


@pytest.mark.parametrize(
    ("selector", "message"),
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
def test_an_error_is_reported_in_our_own_words(selector: str, message: str) -> None:
    assert css_selectors.check(selector) == message


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
def test_counting_selectors_are_recognised(selector: str, *, counts: bool) -> None:
    assert parse(selector).counts_neighbours is counts


def test_an_escaped_name_is_written_without_escapes() -> None:
    assert css_selectors.check("[" + "\\aaaaa " * 3) == "it ends too early"
    assert parse(".\\62 \\63 d").simple == ".bcd"
    assert parse("[\\64 ata-x]").simple == "[data-x]"
