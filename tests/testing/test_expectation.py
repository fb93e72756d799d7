"""`ilofeed dev expect` writes what is read, and never replaces what an author wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fakes.fixtures import cases
from ilofeed.core.errors import ConfigError
from ilofeed.testing import Fixture
from ilofeed.testing.expectation import Outcome, write
from testing.saved_pages import ABOUT, READ, TITLES, URL, page, saved, unread_page

#: What an author writes into a skeleton.
BY_HAND: dict[str, Any] = {
    "about": ABOUT,
    "url": URL,
    "items": [
        {"title": title, "link": f"{URL}/{number}", "published": f"2026-05-0{number}", "summary": ""}
        for number, title in enumerate(TITLES, 1)
    ],
}


def kept(fixture: Fixture) -> str:
    return fixture.expectation.read_text(encoding="utf-8")


def test_the_reading_of_a_page_becomes_its_expectation(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page())

    expected = write(fixture, url=URL)

    assert (expected.outcome, expected.items) == (Outcome.WRITTEN, 3)
    assert [item["title"] for item in fixture.expected()["items"]] == list(TITLES)
    assert list(fixture.expected())[:3] == ["about", "url", "profile"]
    fixture.check()


def test_an_expectation_that_is_met_stays_byte_for_byte(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page(), READ)
    before = kept(fixture)

    expected = write(fixture)

    assert expected.outcome is Outcome.UNCHANGED
    assert kept(fixture) == before


def test_all_expectations_of_this_repository_are_met() -> None:
    # Writes nothing where the test passes.
    assert {write(case).outcome for case in cases()[::10]} == {Outcome.UNCHANGED}


def test_values_that_differ_from_the_reading_stay(tmp_path: Path) -> None:
    items = [READ["items"][0] | {"title": "The crane, repaired"}, *READ["items"][1:]]
    fixture = saved(tmp_path, page(), READ | {"items": items})
    before = kept(fixture)

    expected = write(fixture)

    assert expected.outcome is Outcome.DIFFERS
    assert [each.place for each in expected.conflicts] == ["item 1, title"]
    assert kept(fixture) == before


def test_values_that_differ_are_replaced_if_that_is_asked_for(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page(), READ | {"title": "Old news", "date": "2026-05-10T00:00:00+00:00"})

    expected = write(fixture, overwrites=True)

    assert expected.outcome is Outcome.WRITTEN
    assert fixture.expected()["title"] == "News"
    assert fixture.expected()["date"] == "2026-05-10T00:00:00+00:00"


def test_a_page_that_is_not_read_gets_a_skeleton_that_fails_until_it_is_filled_in(tmp_path: Path) -> None:
    fixture = saved(tmp_path, unread_page())

    expected = write(fixture, url=URL, items=2)

    assert expected.outcome is Outcome.SKELETON
    assert expected.error is not None
    assert len(fixture.expected()["items"]) == 2
    with pytest.raises(
        AssertionError, match=r"filled in.*items\[1\]\.title, items\[1\]\.link, .*items\[2\]\.summ"
    ):
        fixture.check()


def test_a_skeleton_that_is_filled_in_is_completed_once_the_page_is_read_so(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page(), BY_HAND)
    with pytest.raises(AssertionError, match="it is not named"):
        fixture.check()

    expected = write(fixture)

    assert expected.outcome is Outcome.WRITTEN
    assert fixture.expected()["items"][0]["date_text"] == "1 May 2026"
    fixture.check()


@pytest.mark.parametrize(
    "items",
    [
        [BY_HAND["items"][0] | {"published": "2026-05-02"}, *BY_HAND["items"][1:]],
        BY_HAND["items"][:2],
        [BY_HAND["items"][0], {"title": "TODO: as people see it"}],
    ],
    ids=["another date", "fewer items", "half filled in"],
)
def test_a_skeleton_is_not_completed_if_the_page_is_read_otherwise(tmp_path: Path, items: object) -> None:
    fixture = saved(tmp_path, page(), BY_HAND | {"items": items})
    before = kept(fixture)

    expected = write(fixture)

    assert expected.outcome is Outcome.DIFFERS
    assert kept(fixture) == before


def test_a_skeleton_without_any_value_is_replaced_once_the_page_is_read(tmp_path: Path) -> None:
    fixture = saved(tmp_path, unread_page())
    write(fixture, url=URL)
    fixture.page.write_text(page(), encoding="utf-8")

    expected = write(fixture)

    assert (expected.outcome, expected.items) == (Outcome.WRITTEN, 3)
    fixture.check()


def test_items_that_an_author_wrote_stay_while_the_page_is_not_read(tmp_path: Path) -> None:
    fixture = saved(tmp_path, unread_page(), BY_HAND)
    before = kept(fixture)

    expected = write(fixture, overwrites=True)

    assert expected.outcome is Outcome.NOT_READ
    assert kept(fixture) == before


def test_a_page_may_be_written_down_as_one_to_refuse(tmp_path: Path) -> None:
    fixture = saved(tmp_path, unread_page())
    write(fixture, url=URL)

    expected = write(fixture, is_refused=True)

    assert expected.outcome is Outcome.WRITTEN
    assert fixture.expected() == {"about": ABOUT, "url": URL, "error": "no_items"}
    assert write(fixture).outcome is Outcome.UNCHANGED
    fixture.check()


def test_a_page_that_is_read_cannot_be_one_to_refuse(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"is read, with 3 items by 'auto': leave --refused out"):
        write(saved(tmp_path, page()), url=URL, is_refused=True)


def test_a_page_that_had_to_be_refused_and_is_read_differs(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page(), {"about": ABOUT, "url": URL, "error": "no_items"})

    assert write(fixture).outcome is Outcome.DIFFERS


@pytest.mark.parametrize(
    "head",
    [
        '<link rel=canonical href="{}">',
        '<base href="{}">',
        '<base href="https://other.example/"><link rel="canonical" href="/x"><link rel="CANONICAL" href="{}">',
        '<!-- saved from url=(0029){} --><link rel="canonical" href="https://other.example/">',
    ],
)
def test_the_address_is_the_one_that_the_page_names(tmp_path: Path, head: str) -> None:
    fixture = saved(tmp_path, page().replace("<h1>", f"{head.format(URL)}<h1>"))

    write(fixture)

    assert fixture.expected()["url"] == URL


@pytest.mark.parametrize("head", ["", '<link rel="canonical" href="/news">', '<base href="javascript:alert(1)">'])
def test_a_page_that_names_no_address_needs_one(tmp_path: Path, head: str) -> None:
    with pytest.raises(ConfigError, match="names no address of its own: add --url URL"):
        write(saved(tmp_path, page().replace("<h1>", f"{head}<h1>")))


def test_an_address_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="its address is 'ftp://harbour'"):
        write(saved(tmp_path, page()), url="ftp://harbour")


def test_a_file_that_is_no_json_is_an_error_and_stays(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page())
    fixture.expectation.write_text("{", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"news\.expected\.json: .*correct or delete it"):
        write(fixture)

    assert kept(fixture) == "{"


def test_the_file_is_indented_json_with_letters_of_every_script(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page().replace("The crane", "起重机"))

    write(fixture, url=URL)

    assert '\n   "title": "起重机 lifts again",\n' in kept(fixture)
    assert json.loads(kept(fixture))
