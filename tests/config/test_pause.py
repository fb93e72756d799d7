"""Pausing and resuming a source in config.toml, with every other byte kept."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.config.loader import load
from ilofeed.config.pause import set_paused, with_paused
from ilofeed.core.errors import ConfigError

TWO = """# Ours.
[[source]]
slug = "news"  # the first one
url = "https://www.ilo.org/news"   # may move
profile = "selectors"
[source.selectors]
item = "li"
title = "a"

[[source]]
  slug = "press"
  title = "Press"
  url = "https://www.ilo.org/press"
"""
INLINE = """source = [
  {slug = "news", url = "https://www.ilo.org/news"}, # the first one
  {slug = "press", url = "https://www.ilo.org/press"},
]
"""


def paused(text: str) -> dict[str, bool]:
    return {each["slug"]: each.get("paused", False) for each in tomllib.loads(text)["source"]}


def test_the_line_follows_the_address_and_nothing_else_changes() -> None:
    changed = with_paused(TWO, "news", paused=True)

    before, after = TWO.splitlines(), changed.splitlines()
    assert after[:4] == before[:4]
    assert after[4] == "paused = true"
    assert after[5:] == before[4:]
    assert paused(changed) == {"news": True, "press": False}


def test_the_line_is_indented_as_its_neighbour() -> None:
    assert '  url = "https://www.ilo.org/press"\n  paused = true\n' in with_paused(TWO, "press", paused=True)


@pytest.mark.parametrize("text", [TWO, TWO.replace("\n", "\r\n"), "\ufeff" + TWO, TWO.rstrip("\n")])
@pytest.mark.parametrize("slug", ["news", "press"])
def test_a_source_that_is_resumed_is_as_it_was_before_the_pause(text: str, slug: str) -> None:
    changed = with_paused(text, slug, paused=True)

    assert changed != text
    assert with_paused(changed, slug, paused=False).rstrip("\r\n") == text.rstrip("\r\n")


def test_a_comment_on_the_line_stays() -> None:
    text = with_paused(TWO, "news", paused=True).replace("paused = true\n", "paused = true  # until March\n")

    resumed = with_paused(text, "news", paused=False)

    assert "paused = false  # until March\n" in resumed
    assert with_paused(resumed, "news", paused=True) == text


@pytest.mark.parametrize("slug", ["news", "press"])
def test_an_inline_table_gets_the_key_too(slug: str) -> None:
    changed = with_paused(INLINE, slug, paused=True)

    assert paused(changed) == {"news": False, "press": False} | {slug: True}
    assert "# the first one" in changed
    assert paused(with_paused(changed, slug, paused=False)) == {"news": False, "press": False}


@pytest.mark.parametrize("text", [TWO, INLINE])
@pytest.mark.parametrize("is_paused", [True, False])
def test_the_same_change_twice_is_one_change(text: str, *, is_paused: bool) -> None:
    once = with_paused(text, "news", paused=is_paused)

    assert with_paused(once, "news", paused=is_paused) == once


@given(
    st.lists(st.tuples(st.sampled_from(["news", "press"]), st.booleans()), max_size=6),
    st.sampled_from([TWO, INLINE]),
)
def test_after_any_changes_each_source_is_as_the_last_one_wanted(
    changes: list[tuple[str, bool]], text: str
) -> None:
    for slug, is_paused in changes:
        text = with_paused(text, slug, paused=is_paused)

    assert paused(text) == {"news": False, "press": False} | dict(changes)


def test_a_source_that_is_not_there_is_an_error_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TWO)

    with pytest.raises(ConfigError, match="names no source 'other' any more"):
        set_paused(path, "other", paused=True)

    assert path.read_text() == TWO


def test_the_file_is_read_with_the_new_value(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TWO)

    set_paused(path, "press", paused=True)

    assert [source.paused for source in load(path).sources] == [False, True]


def test_a_source_of_an_included_file_is_paused_there(tmp_path: Path) -> None:
    path, included = tmp_path / "config.toml", tmp_path / "more.toml"
    path.write_text('include = ["more.toml"]\n')
    included.write_text(TWO)

    set_paused(path, "news", paused=True)

    assert path.read_text() == 'include = ["more.toml"]\n'
    assert paused(included.read_text()) == {"news": True, "press": False}
