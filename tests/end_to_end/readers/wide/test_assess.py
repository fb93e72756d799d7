"""What is concluded from the entries that a program has after each step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from msgspec.structs import replace

from end_to_end.readers.wide import life
from end_to_end.readers.wide.assess import Entry, Kind, Row, Steps, instant, row
from end_to_end.readers.wide.table import Result, rendered, versions

NOON = "2026-11-20T12:00:00Z"


def item(step: str, card: life.Card) -> dict[str, Any]:
    """Return what the JSON feed has of *card*: an edit is dated by its step."""
    changed = step if card.title == life.NEW_TITLE else "first"
    return {
        "id": f"tag:{card.title if card.title != life.NEW_TITLE else life.OLD_TITLE}",
        "url": f"https://www.site.example/{card.path}",
        "date_published": NOON,
        "date_modified": f"2026-11-23T1{life.STEPS.index('edit' if changed != 'first' else 'first')}:30:00Z",
    }


PUBLISHED = {step: {card.title: item(step, card) for card in cards} for step, cards in life.steps().items()}


def entries(step: str) -> list[Entry]:
    """Return the entries of *step* as a program without faults has them."""
    return [
        Entry(
            id=each["id"],
            title=title,
            link=each["url"],
            date=each["date_published"],
            updated=each["date_modified"],
            picture="picture",
            author="author",
        )
        for title, each in PUBLISHED[step].items()
    ]


STEPS: Steps = {step: entries(step) for step in life.STEPS}
FAULTLESS = Row(
    ids="kept",
    date="printed",
    edit="shown, with its time",
    move="followed",
    new="all",
    picture="yes",
    author="yes",
    title="exact",
)


def judged(change: Callable[[Entry], Entry], steps: Steps = STEPS, kind: Kind = Kind.KEEPS) -> Row:
    """Return the row of a program that has every entry of *steps* with *change*."""
    found = row({step: [change(entry) for entry in each] for step, each in steps.items()}, PUBLISHED, kind)
    assert found is not None
    return found


def announced(kinds: Sequence[str]) -> Steps:
    """Return the entries that are new at each step; those of *kinds* are announced again."""
    found = {"first": STEPS["first"]}
    titles = {"same-date": life.SAME_DATE, "third": life.THIRD, "late": life.LATE}
    titles |= {"edit": life.NEW_TITLE} if "edit" in kinds else {}
    titles |= {"move": life.MOVED} if "move" in kinds else {}
    for step, title in titles.items():
        found[step] = [entry for entry in STEPS[step] if entry.title == title]
    return found


def test_a_program_without_faults_has_no_fault_in_any_column() -> None:
    assert judged(lambda entry: entry) == FAULTLESS


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda entry: replace(entry, updated=""), {"edit": "shown"}),
        (lambda entry: replace(entry, id=""), {"ids": "none", "move": "as new"}),
        (lambda entry: replace(entry, id=entry.link), {"ids": "the link", "move": "as new"}),
        (lambda entry: replace(entry, id=f"x{entry.id}"), {"ids": "others"}),
        (lambda entry: replace(entry, date=entry.updated), {"date": "first seen or edited"}),
        (lambda entry: replace(entry, date="2001-01-01"), {"date": "its own"}),
        (lambda entry: replace(entry, date=""), {"date": "none"}),
        (lambda entry: replace(entry, picture=""), {"picture": "no"}),
        (lambda entry: replace(entry, author=""), {"author": "no"}),
        (lambda entry: replace(entry, title=escape(entry.title)), {"title": "as HTML"}),
        (lambda entry: replace(entry, title=entry.title.replace("<b>", "")), {"title": "changed"}),
        (
            lambda entry: replace(entry, author=entry.author if "Safety" in entry.title else ""),
            {"author": "if the page names one"},
        ),
    ],
)
def test_each_fault_is_in_its_column(change: Callable[[Entry], Entry], expected: dict[str, str]) -> None:
    assert judged(change) == replace(FAULTLESS, **expected)


def test_a_program_that_never_updates_an_entry_shows_no_edit_and_follows_no_link() -> None:
    first = {entry.id: entry for entry in [entry for each in STEPS.values() for entry in each][::-1]}
    first |= {entry.id: entry for entry in STEPS["first"]}

    found = judged(lambda entry: first[entry.id])

    assert (found.edit, found.move) == ("not shown", "not followed")


def test_a_program_that_keeps_both_forms_of_an_entry_shows_it_as_new() -> None:
    steps = {step: [*STEPS["first"], *each] if step in ("edit", "move") else each for step, each in STEPS.items()}

    found = judged(lambda entry: entry, steps)

    assert (found.edit, found.move) == ("as new", "as new")


def test_what_a_program_announces_again_is_as_new() -> None:
    found = judged(lambda entry: entry, announced(["edit", "move"]), Kind.ANNOUNCES)

    assert (found.edit, found.move, found.new) == ("as new", "as new", "all")


def test_what_a_program_does_not_announce_again_is_not_shown() -> None:
    found = judged(lambda entry: entry, announced([]), Kind.ANNOUNCES)

    assert (found.edit, found.move) == ("not shown", "not followed")


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        (["late"], "none found late"),
        (["third"], "none of a known date"),
        (["same-date", "late"], "none of a known date or found late"),
    ],
)
def test_missed_entries_are_named(missed: list[str], expected: str) -> None:
    steps = {step: each for step, each in announced([]).items() if step not in missed}

    assert judged(lambda entry: entry, steps, Kind.ANNOUNCES).new == expected


def test_a_format_without_entries_is_not_read() -> None:
    assert row({}, PUBLISHED, Kind.KEEPS) is None


@pytest.mark.parametrize(
    "text",
    [
        NOON,
        "2026-11-20T13:00:00+01:00",
        "1795176000",
        "Fri, 20 Nov 2026 12:00:00 +0000",
        "Sun, 20 Nov 2026 12:00:00",
    ],
)
def test_times_are_read_in_each_form_that_a_program_prints(text: str) -> None:
    assert instant(text) == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_text_without_a_time_is_none() -> None:
    assert instant("yesterday") is None


def test_the_table_says_where_rss_and_atom_differ_and_can_be_read_again() -> None:
    rows = {"rss": replace(FAULTLESS, edit="shown"), "atom": FAULTLESS, "json": replace(FAULTLESS, picture="no")}

    table = rendered([Result(program="reader", version="1.0", origin="npm", rows=rows)])

    line = table.splitlines()[2]
    assert "| RSS: shown; Atom: shown, with its time | followed |" in line
    assert line.endswith("| without picture |")
    assert versions(table) == {("reader", "npm"): "1.0"}


def test_below_the_table_the_better_format_is_named_for_the_programs_in_which_one_is() -> None:
    by_edit = {"rss": FAULTLESS, "atom": replace(FAULTLESS, date="first seen or edited")}
    undated = {"rss": replace(FAULTLESS, edit="shown"), "atom": FAULTLESS}
    programs = {("one", "npm"): undated, ("two", "npm"): by_edit, ("one", "PyPI"): undated, ("good", "npm"): {}}

    table = rendered(
        [Result(program=name, version="1", origin=origin, rows=rows) for (name, origin), rows in programs.items()]
    )

    words = " ".join(table.split())
    assert "Atom shows `updated` instead, in two." in words
    assert "and RSS has not, in one (PyPI) and one (npm)." in words
