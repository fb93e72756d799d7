"""What the operator wants to be ignored is cut out before anything is compared or published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.entries import item
from fakes.world import URL, World
from ilofeed.config import loader
from ilofeed.core import ids
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Extraction, Item, Source
from ilofeed.core.selectors import Selectors
from ilofeed.core.state import Outcome
from ilofeed.extract.ignored_text import without
from ilofeed.store import open_store

NEWS = Source(
    slug="news",
    url=URL,
    profile="selectors",
    selectors=Selectors(item="li", title="b", link="a", date="i", summary="p"),
)


def cut(ignore: tuple[str, ...], summary: str) -> str:
    extraction = Extraction(
        profile="auto", url=URL, language="en", title="News", items=(item(1, summary=summary),)
    )
    return without(extraction, ignore).items[0].summary


@pytest.mark.parametrize(
    ("words", "text", "wanted"),
    [
        ("views", "Seen in 12 views", "Seen in 12"),
        ("views", "Interviews with reviewers", "Interviews with reviewers"),
        ("HOT NEWS", "Hot news: wages rise", "wages rise"),
        ("editor's choice", "Editor’s choice – wages rise", "wages rise"),
        (r"/\d+ (views|comments)/", "Wages rise. 1204 views · 9 comments", "Wages rise."),
        (r"/\d+/", "Wages (12) rise [3]", "Wages rise"),
        (r"/^Updated: .*? \| /", "Updated: yesterday | Wages rise", "Wages rise"),
        ("人気", "人気記事です", "記事です"),
        ("nothing", "Wages rise ·", "Wages rise ·"),
        ("/x*/", "Wages rise", "Wages rise"),
    ],
)
def test_what_is_ignored_is_cut_out_cleanly(words: str, text: str, wanted: str) -> None:
    assert cut((words,), text) == wanted


def test_a_title_of_nothing_else_stays() -> None:
    extraction = Extraction(
        profile="auto", url=URL, language="en", title="", items=(item(1, "Live", kicker="Live"),)
    )

    (found,) = without(extraction, ("live",)).items

    assert (found.title, found.kicker) == ("Live", None)


def test_an_item_without_a_link_goes_by_what_is_left_of_its_title() -> None:
    day = date(2026, 11, 1)
    titles = ("Wages rise (12 comments)", "Wages rise (13 comments)")
    items = tuple(Item(key=ids.key_within(URL, each, day), title=each, link=URL, published=day) for each in titles)
    extraction = Extraction(profile="auto", url=URL, language="en", title="", items=items)

    found = without(extraction, (r"/\(\d+ comments\)/",)).items

    assert [each.key for each in found] == [ids.key_within(URL, "Wages rise", day)] * 2
    assert without(extraction, ("nothing",)) == extraction


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = open_store("sqlite:///:memory:")
    yield World(store, tmp_path)
    store.close()


def page(sticker: str) -> str:
    items = "".join(
        f'<li><b>Notice {at}</b><i>2026-10-0{at}</i><a href="/{at}">Read</a><p>Wages. {sticker}</p></li>'
        for at in range(1, 8)
    )
    return f"<html><body><ul>{items}</ul></body></html>"


def test_a_pattern_ends_a_wave_and_changes_what_is_published_silently(world: World) -> None:
    world.fetch.show(page("Sunny today"))
    world.poll(NEWS)
    updated = {entry.updated for entry in world.store.newest("news", 99)}
    world.fetch.show(page("Rainy today"))
    assert world.poll(NEWS).reason == "mass_revision"
    ignoring = replace(NEWS, ignore=(r"/\w+ today/",))

    first = world.poll(ignoring)
    world.fetch.show(page("Foggy today"))
    second = world.poll(ignoring)

    assert (first.outcome, first.revised) == (Outcome.UNCHANGED, 0)
    assert (second.outcome, second.revised) == (Outcome.UNCHANGED, 0)
    assert {entry.item.summary for entry in world.store.newest("news", 99)} == {"Wages."}
    assert {entry.updated for entry in world.store.newest("news", 99)} == updated


def test_a_source_that_ignores_nothing_keeps_its_digest() -> None:
    assert replace(NEWS, ignore=()).digest == NEWS.digest
    assert replace(NEWS, ignore=("a",)).digest != NEWS.digest


@pytest.mark.parametrize("words", ["/(/", "/a*/", ""])
def test_words_to_ignore_are_checked(tmp_path: Path, words: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[[source]]\nslug = "a"\nurl = "https://example.org/"\nignore = ["{words}"]\n')

    with pytest.raises(ConfigError, match="source a: ignore"):
        loader.load(path)
