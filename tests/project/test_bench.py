"""The bench compares what is the same, and says so where a bar does not hold."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from bench import floors, rss_bridge
from bench.bars import Bar, memory, table, timed
from bench.builds import ROOT
from bench.inside import feed_of
from bench.limits import BASE, LIMITS
from bench.measure import Timing, in_turns, middle
from bench.pages import NAVIGATION, page

from ilofeed.core.models import Page
from ilofeed.extract import registry
from ilofeed.publish import validate
from ilofeed.publish.render import FORMATS, render

URL = "https://www.ilo.org/global/news/lang--en/index.htm"


@pytest.mark.parametrize(
    ("ours", "most", "aim", "verdict"),
    [(5, 1.0, 0.8, "holds"), (4, 1.0, 0.8, "aim met"), (5.1, 1.0, 0.8, "BROKEN"), (9, None, None, "")],
)
def test_a_bar_holds_up_to_its_ratio(ours: float, most: float | None, aim: float | None, verdict: str) -> None:
    bar = Bar(what="a poll", ours=ours, beside="script", theirs=5, most=most, aim=aim)

    assert bar.verdict == verdict
    assert bar.holds == (verdict != "BROKEN")


def test_memory_is_held_against_the_bar_itself() -> None:
    bar = Bar(what="memory", ours=65, beside="", most=64, aim=48, unit="MB", is_ratio=False)

    assert not bar.holds
    assert "| 65.00 MB" in table([bar])
    assert "| BROKEN |" in table([bar])


def test_contestants_take_turns_and_the_first_round_is_thrown_away() -> None:
    said: list[str] = []

    def say(name: str) -> float:
        said.append(name)
        return len(said)

    found = in_turns(2, {"a": lambda: say("a"), "b": lambda: say("b")}, lambda: say("round"))

    assert said == ["round", "a", "b"] * 3
    assert found == {"a": [5, 8], "b": [6, 9]}


def test_every_bar_of_the_base_allows_no_loss_beyond_the_tolerance() -> None:
    ratios = {limits[BASE][0] for measure, limits in LIMITS.items() if BASE in limits}

    assert max(ratio for ratio in ratios if ratio is not None) <= 1.1


def test_the_archive_is_of_the_commit_that_the_table_names() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert f"\nBASE := {BASE}" in makefile


def test_cpu_time_is_checked_and_wall_time_is_shown() -> None:
    ours, theirs = Timing(cpu=0.012, wall=0.09), Timing(cpu=0.010, wall=0.03)

    bar = timed("a poll", "100 items", ours, BASE, theirs)

    assert bar.verdict == "BROKEN"
    assert bar.row()[1:6] == ("12.00 ms", BASE, "10.00 ms", "1.20", "3.00")


def test_memory_has_a_bar_of_its_own_and_one_beside_the_base() -> None:
    own, beside = memory("a round", "memory of a round", 46 * 1024, BASE, 40 * 1024)

    assert [own.value, own.verdict] == [46, "holds"]
    assert [beside.value, beside.verdict] == [1.15, "BROKEN"]


def test_the_medians_of_cpu_and_of_wall_time_are_taken_apart() -> None:
    timings = [Timing(cpu=1, wall=6), Timing(cpu=2, wall=4), Timing(cpu=3, wall=5)]

    assert middle(timings).each(2) == Timing(cpu=1, wall=2.5)


@pytest.mark.parametrize(("kind", "layout"), [("list", "ilo-list"), ("cards", "ilo-cards"), ("blocks", "auto")])
def test_each_kind_of_page_is_read_by_the_layout_that_is_measured_with_it(kind: str, layout: str) -> None:
    extraction = registry.extract(Page(url=URL, body=page(7, kind=kind)))

    assert (extraction.profile, len(extraction.items)) == (layout, 7)
    assert all(item.published and item.summary for item in extraction.items)


def test_a_page_turns_by_one_item_and_is_as_large_as_it_says() -> None:
    before, after = (registry.extract(Page(url=URL, body=page(100, turn))).items for turn in (0, 1))

    assert [item.key for item in after[1:]] == [item.key for item in before[:-1]]
    assert after[0].key not in {item.key for item in before}
    assert 59_000 < len(page(100)) < 61_000
    assert NAVIGATION < len(page(1)) < NAVIGATION + 1500


def test_the_floor_of_reading_finds_the_same_items() -> None:
    items = registry.extract(Page(url=URL, body=page(7))).items

    found = floors.walk(page(7))

    assert [each["title"] for each in found] == [item.title for item in items]
    assert [each["link"] for each in found] == [item.link for item in items]
    assert [each["summary"] for each in found] == [item.summary for item in items]
    assert [each["day"] for each in found] == [item.date_text for item in items]


def test_the_floor_of_rendering_has_the_same_entries_and_breaks_no_rule() -> None:
    feed = feed_of(5)
    both = [floors.join(feed), {format: render(feed, format) for format in FORMATS}]

    for format in FORMATS:
        examined = [
            validate.examine(each[format], now=feed.updated + timedelta(hours=1), location=feed.locations[format])
            for each in both
        ]
        assert [each.findings for each in examined] == [[], []]
        assert validate.compare({"join": examined[0], "ours": examined[1]}) == []


def test_rss_bridge_takes_part_only_if_its_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RSS_BRIDGE", raising=False)

    assert rss_bridge.program() is None


def test_a_copy_of_rss_bridge_has_settings_of_its_own(tmp_path: Path) -> None:
    origin, copied = tmp_path / "origin", tmp_path / "copied"
    (origin / "cache").mkdir(parents=True)
    (origin / "cache" / "feed").touch()
    (origin / "index.php").touch()
    (origin / "whitelist.txt").symlink_to("/nonexistent")

    rss_bridge.copy(origin, copied)

    assert {path.name for path in copied.iterdir()} == {"cache", "config.ini.php", "index.php", "whitelist.txt"}
    assert not list((copied / "cache").iterdir())
    assert (copied / "whitelist.txt").read_text() == "XPath\n"
