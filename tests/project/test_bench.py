"""The bench compares what is the same, and says so where a bar does not hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bench import floors
from bench.bars import Bar, table
from bench.inside import feed_of
from bench.measure import Figures, in_turns
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
    assert found == {"a": Figures([5, 8]), "b": Figures([6, 9])}


def test_a_page_turns_by_one_item_and_is_as_large_as_it_says() -> None:
    before, after = (registry.extract(Page(url=URL, body=page(100, turn))).items for turn in (0, 1))

    assert [item.key for item in after[1:]] == [item.key for item in before[:-1]]
    assert after[0].key not in {item.key for item in before}
    assert 59_000 < len(page(100)) < 61_000
    assert NAVIGATION < len(page(1)) < NAVIGATION + 1500


def test_the_floor_of_reading_finds_what_we_find() -> None:
    items = registry.extract(Page(url=URL, body=page(7))).items

    found = floors.walk(page(7))

    assert [each["title"] for each in found] == [item.title for item in items]
    assert [each["link"] for each in found] == [item.link for item in items]
    assert [each["summary"] for each in found] == [item.summary for item in items]
    assert [each["day"] for each in found] == [item.date_text for item in items]


def test_the_floor_of_rendering_says_what_we_say_and_breaks_no_rule() -> None:
    feed = feed_of(5)
    both = [floors.join(feed), {format: render(feed, format) for format in FORMATS}]

    for format in FORMATS:
        examined = [
            validate.examine(each[format], now=feed.updated + timedelta(hours=1), location=feed.locations[format])
            for each in both
        ]
        assert [each.findings for each in examined] == [[], []]
        assert validate.compare({"join": examined[0], "ours": examined[1]}) == []
