"""A record of what code makes of known inputs demands another number for another result."""

from __future__ import annotations

from msgspec.structs import replace

from fakes.numbered import Made
from fakes.readings import READINGS

BEFORE = Made(number=3, results={"auto/list.html": "page1 items1", "text/mail.txt": "page2 items2"})


def test_a_known_page_that_is_read_otherwise_needs_another_number() -> None:
    now = replace(BEFORE, results=BEFORE.results | {"text/mail.txt": "page2 items3"})

    refusal = READINGS.problem(BEFORE, now)

    assert "read otherwise than before: text/mail.txt. " in refusal
    assert "increase READING in src/ilofeed/core/layout_names.py" in refusal
    assert "scripts/record.py" in refusal
    assert READINGS.obstacle(BEFORE, now) == refusal


def test_with_another_number_it_needs_only_to_be_recorded() -> None:
    now = Made(number=4, results=BEFORE.results | {"text/mail.txt": "page2 items3"})

    assert not READINGS.obstacle(BEFORE, now)
    assert "reading.json is stale" in READINGS.problem(BEFORE, now)
    assert not READINGS.problem(now, now)


def test_another_number_alone_is_recorded_too() -> None:
    now = replace(BEFORE, number=4)

    assert not READINGS.obstacle(BEFORE, now)
    assert "reading.json is stale" in READINGS.problem(BEFORE, now)


def test_new_changed_and_deleted_pages_need_no_other_number() -> None:
    now = replace(BEFORE, results={"auto/list.html": "page4 items4", "auto/new.html": "page5 items5"})

    assert not READINGS.obstacle(BEFORE, now)
    assert "reading.json is stale" in READINGS.problem(BEFORE, now)


def test_a_page_is_known_under_another_name() -> None:
    now = replace(BEFORE, results={"auto/renamed.html": "page1 items3"})

    assert "read otherwise than before: auto/renamed.html. " in READINGS.obstacle(BEFORE, now)


def test_the_number_never_decreases() -> None:
    assert "may only increase" in READINGS.obstacle(BEFORE, replace(BEFORE, number=2))
