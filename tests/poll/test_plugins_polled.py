"""Polls of sources that a plugin reads: its version is part of the recipe, and its faults are those of the sources."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.plugins import CODE, PAGE, Package, installed, profile
from fakes.world import NEWS, NO_VALIDATORS, URL, World
from ilofeed.core.models import NotModified, Source, Validators
from ilofeed.core.state import Outcome

BY_NAME = replace(NEWS, profile="cases")
LONGER = CODE.replace("title=tag", "title='Case: ' + tag")


def version(number: str, code: str = CODE) -> Package:
    package = profile("cases", code)
    return Package(name=package.name, version=number, modules=package.modules)


@pytest.mark.parametrize("source", [NEWS, BY_NAME], ids=["auto", "named"])
def test_a_page_that_a_plugin_has_read_is_requested_with_its_validators_and_without_its_code(
    source: Source, world: World, tmp_path: Path
) -> None:
    world.fetch.show(PAGE, etag='"1"')
    with installed(tmp_path / "first", version("1.0")):
        world.poll(source)
    world.fetch.answer = NotModified(url=URL)

    with installed(tmp_path / "second", version("1.0", "raise SystemExit")):
        report = world.poll(source)

    assert world.fetch.asked == [NO_VALIDATORS, Validators(etag='"1"')]
    assert report.outcome is Outcome.NOT_MODIFIED
    assert world.state.profile == "cases"
    assert "cases_profile" not in sys.modules


@pytest.mark.parametrize("source", [NEWS, BY_NAME], ids=["auto", "named"])
def test_a_new_version_of_a_plugin_reads_the_page_again_and_its_differences_are_no_edits(
    source: Source, world: World, tmp_path: Path
) -> None:
    world.fetch.show(PAGE, etag='"1"')
    with installed(tmp_path / "old", version("1.0")):
        world.poll(source)
    before = {entry.id: entry for entry in world.store.newest("news", 9)}
    world.clock.pass_by(hours=1)

    with installed(tmp_path / "new", version("1.1", LONGER)):
        report = world.poll(source)

    after = {entry.id: entry for entry in world.store.newest("news", 9)}
    assert world.fetch.asked == [NO_VALIDATORS, NO_VALIDATORS]
    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert {key: entry.updated for key, entry in after.items()} == {
        key: entry.updated for key, entry in before.items()
    }
    assert {entry.item.title for entry in after.values()} == {
        "Case: Ladder without feet",
        "Case: Noise in the mill",
    }
    assert "ilofeed-cases 1.1" in world.state.recipe


def test_a_plugin_that_was_uninstalled_stops_its_source_and_changes_no_feed(world: World, tmp_path: Path) -> None:
    world.fetch.show(PAGE, etag='"1"')
    with installed(tmp_path, version("1.0")):
        world.poll()
    before = world.files()
    world.fetch.show(PAGE.replace("Ladder", "A list of ladders"))

    report = world.poll()

    assert (report.outcome, report.reason) == (Outcome.FAILED, "plugin_missing")
    assert "'cases'" in report.message
    assert {
        name: body for name, (body, _) in world.files().items() if name.endswith((".rss", ".atom", ".json"))
    } == {name: body for name, (body, _) in before.items() if name.endswith((".rss", ".atom", ".json"))}


@pytest.mark.parametrize("source", [NEWS, BY_NAME], ids=["auto", "named"])
def test_a_poll_that_failed_in_between_does_not_make_edits_of_the_differences_of_a_new_version(
    source: Source, world: World, tmp_path: Path
) -> None:
    world.fetch.show(PAGE)
    with installed(tmp_path / "old", version("1.0")):
        world.poll(source)
    before = {entry.id: entry.updated for entry in world.store.newest("news", 9)}
    failed = world.poll(source)
    world.clock.pass_by(hours=1)

    with installed(tmp_path / "new", version("1.1", LONGER)):
        report = world.poll(source)

    assert failed.reason == "plugin_missing"
    assert (report.outcome, report.new, report.revised) == (Outcome.UNCHANGED, 0, 0)
    assert {entry.id: entry.updated for entry in world.store.newest("news", 9)} == before


def test_an_upgrade_that_is_broken_stops_its_source_until_it_is_corrected(world: World, tmp_path: Path) -> None:
    world.fetch.show(PAGE)
    with installed(tmp_path / "1", version("1.0")):
        world.poll()
    ids = {entry.id for entry in world.store.newest("news", 9)}

    with installed(tmp_path / "2", version("1.1", "import missing_library")):
        broken = world.poll()
    with installed(tmp_path / "3", version("1.2")):
        corrected = world.poll()

    assert (broken.outcome, broken.reason) == (Outcome.FAILED, "plugin_broken")
    assert (corrected.outcome, corrected.new) == (Outcome.UNCHANGED, 0)
    assert {entry.id for entry in world.store.newest("news", 9)} == ids


def test_a_plugin_that_is_installed_later_changes_nothing_of_a_list_that_is_read(
    world: World, tmp_path: Path
) -> None:
    listed = "".join(
        f'<li><a href="/a/{day}">The evening of the number {day}</a> <time>{day} November 2026</time></li>'
        for day in (12, 11, 10)
    )
    page = f'<html lang="en"><body><h1>Cases</h1><div class="cases"></div><ul>{listed}</ul></body></html>'
    world.fetch.show(page, etag='"1"')
    world.poll()
    world.fetch.show(page.replace("of the number 12", "of number 12"))

    with installed(tmp_path, version("1.0")):
        report = world.poll()

    assert world.fetch.asked[1] == Validators(etag='"1"')
    assert (report.outcome, report.new, report.revised) == (Outcome.CHANGED, 0, 1)
    assert world.state.profile == "auto"
