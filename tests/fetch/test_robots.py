"""Rules of a robots.txt that apply to a robot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from ilofeed.fetch.robots import rules_for


def is_allowed(text: str, path: str = "/news", name: str = "ilofeed") -> bool:
    allowed = Protego.parse(rules_for(name, text)).can_fetch(f"https://www.ilo.org{path}", name)
    assert isinstance(allowed, bool)
    return allowed


@pytest.mark.parametrize(
    "name", ["i", "ilo", "feed", "ilofeedbot", "ilofeed-news", "not ilofeed", "x/ilofeed", "il*"]
)
def test_a_group_for_a_robot_of_another_name_is_not_ours(name: str) -> None:
    assert is_allowed(f"User-agent: {name}\nDisallow: /\n")
    assert not is_allowed(f"User-agent: {name}\nDisallow:\n\nUser-agent: *\nDisallow: /\n")


@pytest.mark.parametrize("name", ["ilofeed", "ILOfeed", "ilofeed/2.1", "ilofeed (news)", "ilofeed # us"])
def test_a_group_with_our_product_token_is_ours(name: str) -> None:
    assert not is_allowed(f"User-agent: {name}\nDisallow: /\n\nUser-agent: *\nDisallow:\n")
    assert is_allowed(f"User-agent: *\nDisallow: /\n\nUser-agent: {name}\nAllow: /\n")


@pytest.mark.parametrize(
    "line", ["User-agent: *", "useragent: *", "User agent *", "USER-AGENT:* ", " User-agent : * "]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_loses_nothing(line: str, end: str) -> None:
    assert not is_allowed(f"\ufeff{line}{end}Disallow: /news{end}")


def test_groups_of_one_robot_are_one_group() -> None:
    text = "User-agent: ilofeed\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: Ilofeed\nDisallow: /b\n"

    assert [is_allowed(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_a_group_can_be_for_several_robots() -> None:
    robots = "User-agent: x\nSitemap: /s.xml\nNonsense\n\nUser-agent: ilofeed\n"
    text = f"{robots}Disallow: /a\nUser-agent: *\nDisallow: /b\n"

    assert [is_allowed(text, path) for path in ("/a", "/b")] == [False, True]
    assert [is_allowed(text, path, "x") for path in ("/a", "/b")] == [False, True]
    assert [is_allowed(text, path, "y") for path in ("/a", "/b")] == [True, False]


@pytest.mark.parametrize(
    "rule", ["Disallow: /news", "dissallow: /news", "Disallow /news", "Crawl-delay: 2\nDisallow: /news"]
)
def test_a_rule_ends_the_names_of_a_group(rule: str) -> None:
    assert is_allowed(f"User-agent: x\n{rule}\nUser-agent: ilofeed\nAllow: /\n")


def test_an_empty_group_of_ours_allows_all() -> None:
    assert is_allowed("User-agent: ilofeed\nDisallow:\n\nUser-agent: *\nDisallow: /\n")
    assert is_allowed("User-agent: ilofeed\nUser-agent: x\n")


@given(st.text("User-agent: *ilofd/\nDisalow#\r\ufeff\0é", max_size=60))
def test_no_text_breaks_it_and_what_it_returns_means_the_same_again(text: str) -> None:
    rules = rules_for("ilofeed", text)

    assert rules_for("ilofeed", rules) == rules
