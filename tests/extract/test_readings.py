"""No page is read otherwise than before while `profiles.READING` stays the same."""

from __future__ import annotations

from msgspec.structs import replace

from fakes import readings
from fakes.readings import Readings, obstacle, problem

BEFORE = Readings(reading=3, pages={"auto/list.html": "page1 items1", "text/mail.txt": "page2 items2"})


def test_the_record_is_what_the_code_reads() -> None:
    found = problem(readings.recorded(), readings.current())

    assert not found, found


def test_a_known_page_that_is_read_otherwise_needs_another_number() -> None:
    now = replace(BEFORE, pages=BEFORE.pages | {"text/mail.txt": "page2 items3"})

    refusal = problem(BEFORE, now)

    assert "read otherwise than before: text/mail.txt. " in refusal
    assert "increase READING in src/ilofeed/core/layout_names.py" in refusal
    assert "scripts/expect.py" in refusal
    assert obstacle(BEFORE, now) == refusal


def test_with_another_number_it_needs_only_to_be_recorded() -> None:
    now = Readings(reading=4, pages=BEFORE.pages | {"text/mail.txt": "page2 items3"})

    assert not obstacle(BEFORE, now)
    assert "reading.json is stale" in problem(BEFORE, now)
    assert not problem(now, now)


def test_another_number_alone_is_recorded_too() -> None:
    now = replace(BEFORE, reading=4)

    assert not obstacle(BEFORE, now)
    assert "reading.json is stale" in problem(BEFORE, now)


def test_new_changed_and_deleted_pages_need_no_other_number() -> None:
    now = replace(BEFORE, pages={"auto/list.html": "page4 items4", "auto/new.html": "page5 items5"})

    assert not obstacle(BEFORE, now)
    assert "reading.json is stale" in problem(BEFORE, now)


def test_a_page_is_known_under_another_name() -> None:
    now = replace(BEFORE, pages={"auto/renamed.html": "page1 items3"})

    assert "read otherwise than before: auto/renamed.html. " in obstacle(BEFORE, now)


def test_the_number_never_decreases() -> None:
    assert "may only increase" in obstacle(BEFORE, replace(BEFORE, reading=2))
