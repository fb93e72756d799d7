"""A source with ``paused = true``: it is not polled, its feeds stay, and nothing is reported about its age."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.house import House
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, serving
from ilofeed.app import queries, site_pages, use_cases
from ilofeed.app.alerts_due import AlertsDue
from ilofeed.app.timetable import Timetable
from ilofeed.core.state import Condition, Health, Outcome, PollReport

PAUSED = "paused = true"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Make a house whose source was polled once, and is paused since."""
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path, site)
        house.poll()
        house.source_keys = PAUSED
        yield house


def health(house: House) -> Health:
    with house.app() as app:
        (found,) = queries.healths(app, app.config.sources)
        return found


def fetched(house: House, *, force: bool = False, even_paused: bool = False) -> PollReport:
    with house.app() as app:
        (report,) = use_cases.poll_sources(app, app.config.sources, force=force, even_paused=even_paused)
        return report


def test_a_daemon_never_polls_it_until_it_is_resumed(house: House) -> None:
    house.clock.pass_by(days=40)

    with house.app() as app:
        assert Timetable(app)() == []
        assert use_cases.poll_due(app, app.config.sources[0]) is None
    house.source_keys = ""
    with house.app() as app:
        assert [source.slug for source in Timetable(app)()] == ["news"]


def test_a_reload_that_pauses_or_resumes_it_changes_what_is_due(house: House) -> None:
    house.clock.pass_by(days=1)
    with house.app() as app:
        paused = app.config
        house.source_keys = ""
        with house.app() as other:
            resumed = other.config
        table = Timetable(app)

        found = []
        for config in (paused, resumed, paused):
            app.reload(config)
            found.append(len(table()))

    assert found == [0, 1, 0]


def test_its_feeds_stay_as_they_are(house: House) -> None:
    before = {name: found for name, found in house.files().items() if not name.endswith(".html")}
    house.site.show(ilo_list(some(9)))

    (report,) = house.poll()

    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "paused")
    assert "ilofeed fetch --once news --force" in report.message
    assert {name: found for name, found in house.files().items() if not name.endswith(".html")} == before


def test_its_age_needs_no_attention(house: House) -> None:
    house.clock.pass_by(days=400)

    found = health(house)

    assert found.condition is Condition.PAUSED
    assert not found.condition.needs_attention
    assert (found.next_poll, found.overdue_at) == (None, None)
    with house.app() as app:
        (facts,) = site_pages.status(app)["sources"]
        assert (facts["state"], facts["next_poll"], facts["overdue_at"]) == ("paused", None, None)


def test_its_static_page_no_longer_promises_a_poll(house: House) -> None:
    page = house.output / "news.html"
    assert "Next poll due by" in page.read_text()

    house.poll()

    assert "Next poll due by" not in page.read_text()


def test_a_problem_that_it_had_causes_no_alert(house: House) -> None:
    house.source_keys = ""
    house.site.answer(Answer(status=404))
    for _ in range(3):
        house.poll()
    for keys, expected in ((PAUSED, []), ("", ["news"])):
        house.source_keys = keys
        with house.app() as app:
            due = AlertsDue(app.store, after=3)(app.config.sources, {}, house.clock.now())

        assert [alert.source for alert in (due.alerts if due else ())] == expected


def test_only_a_forced_poll_that_names_it_requests_its_page(house: House) -> None:
    asked = len(house.site.requests)

    assert fetched(house, force=True).reason == "paused"
    assert len(house.site.requests) == asked
    assert fetched(house, force=True, even_paused=True).outcome is Outcome.UNCHANGED
    assert len(house.site.requests) > asked
    assert health(house).condition is Condition.PAUSED


def test_to_resume_it_does_not_count_as_another_reading(house: House) -> None:
    with house.app() as app:
        paused = app.config.sources[0].digest
    house.source_keys = ""

    with house.app() as app:
        assert app.config.sources[0].digest == paused


def test_items_that_came_and_went_meanwhile_are_reported_as_a_gap(house: House) -> None:
    # Numbers 15 to 7: one known item, where two would prove that none is missing.
    house.site.show(ilo_list(some(15)[:9]))
    house.clock.pass_by(days=9)
    house.source_keys = ""

    (report,) = house.poll()

    assert report.outcome is Outcome.CHANGED
    assert health(house).gap_from is not None


def test_commands_say_that_it_is_paused_and_poll_it_only_if_forced_by_name(tmp_path: Path) -> None:
    with serving() as site:
        site.show(ilo_list(some(7)))
        operator = Operator(tmp_path, site)
        operator.poll()
        operator.configure(PAUSED)
        asked = len(site.requests)

        skipped = operator.run("fetch", "--once", "--force")
        overview, whole = operator.run("status"), operator.run("status", "news")
        checked = operator.run("check", "--online")

        assert (skipped.returncode, overview.returncode) == (0, 0)
        assert "news: skipped [paused] `paused = true` in its [[source]]" in skipped.stdout
        assert "all healthy" in overview.stdout
        assert "news  paused       paused = true, 7 entries, polled " in overview.stdout
        assert "next in" not in overview.stdout
        assert "not polled, by `paused = true` in its [[source]]; its feeds stay as they are" in whole.stdout
        assert "not polled, by `paused = true`: news" in checked.stdout + checked.stderr
        assert len(site.requests) == asked
        assert operator.poll("news", "--force")["outcome"] == "unchanged"
