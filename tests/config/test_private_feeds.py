"""The key of a private feed, and which feeds may contain its entries."""

from __future__ import annotations

import pytest

from ilofeed.config.loader import Config, parse
from ilofeed.core import secrets
from ilofeed.core.errors import ConfigError

KEY = "Only_for-members-0123456789"


def config(more: str = "", *, key: str = KEY, tags: str = "[]") -> Config:
    return parse(
        '[[source]]\nslug = "news"\nurl = "https://www.ilo.org/news"\ntags = ["a"]\n'
        f'[[source]]\nslug = "board"\nurl = "https://www.ilo.org/board"\nkey = "{key}"\ntags = {tags}\n{more}'
    )


def sources_of(found: Config, slug: str) -> list[str]:
    return [source.slug for source in found.plan(slug).sources]


def test_only_the_feeds_of_a_source_with_a_key_are_private() -> None:
    found = config('former = ["council"]\nrevisions = true\n')

    private = [name for name in ("news", "all", "board", "board.revisions", "council") if found.private.has(name)]
    assert private == ["board", "board.revisions", "council"]
    assert {plan.slug: plan.key for plan in found.plans if plan.key} == {"board": KEY, "board.revisions": KEY}


def test_feeds_without_a_key_leave_out_private_sources() -> None:
    found = config('[[feed]]\nslug = "some"\n[[feed]]\nslug = "tagged"\ntags = ["a"]\n', tags='["a"]')

    assert sources_of(found, "all") == sources_of(found, "some") == sources_of(found, "tagged") == ["news"]


def test_a_feed_with_a_key_of_its_own_may_contain_them() -> None:
    found = config(f'[[feed]]\nslug = "inside"\nkey = "{KEY[::-1]}"\n')

    assert sources_of(found, "inside") == ["news", "board"]


def test_a_public_feed_that_names_a_private_source_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match=r"feed leak: sources names 'board', which has a key"):
        config('[[feed]]\nslug = "leak"\nsources = ["board"]\n')


def test_where_all_sources_are_private_there_is_no_feed_of_all() -> None:
    found = parse(f'[[source]]\nslug = "board"\nurl = "https://www.ilo.org/board"\nkey = "{KEY}"\n')

    assert [plan.slug for plan in found.plans] == ["board"]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        "a" * 19,
        "a" * 201,
        "with a space in its middle",
        "über-all-und-ueberall-x",
        "a&b=c&d=e&f=g&h=i&j=k&l",
    ],
)
def test_a_key_that_can_be_guessed_or_misread_is_a_mistake_that_shows_another(key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(key=key)

    message = str(caught.value)
    assert "key needs at least 20 letters" in message
    assert not key or key not in message
    assert config(key=message.rsplit(maxsplit=1)[-1]).private.has("board")


@pytest.mark.parametrize("value", [f'["{KEY}"]', f'{{a = "{KEY}"}}', "12345678901234567890"])
@pytest.mark.parametrize("table", ["source", "feed"])
def test_a_key_of_another_type_is_a_mistake_that_does_not_show_it(table: str, value: str) -> None:
    url = 'url = "https://www.ilo.org/board"\n' if table == "source" else ""

    with pytest.raises(ConfigError) as caught:
        parse(f'[[{table}]]\nslug = "board"\n{url}key = {value}\n')

    assert str(caught.value).endswith(f"{table} board: key is of another type; allowed is a string")


def test_a_key_can_be_in_the_environment_and_is_hidden_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOARD_KEY", KEY)

    found = config(key="{env:BOARD_KEY}")

    assert found.private.opens("board.rss", KEY)
    assert secrets.hide(f"GET /board.rss?key={KEY}") == "GET /board.rss?key=***"


def test_a_key_opens_all_documents_of_its_feed_and_no_other() -> None:
    private = config('former = ["council"]\n').private

    assert all(private.opens(name, KEY) for name in ("board", "board.rss", "board.2026-11-2.json", "council.html"))
    assert not any(private.opens(name, KEY) for name in ("news", "news.rss", "boards.rss", "", ".board.rss"))
    assert not any(private.opens("board.rss", given) for given in ("", KEY[1:], KEY + KEY, "é\udcff"))
