"""`detect_changes`, `evaluate_gate` and `mint_id`, on items of pages and on those made by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import msgspec
import pytest

import ilofeed
from fakes.fixtures import FOLDER, POLLS, cases
from fakes.handmade import NOW, item, known
from fakes.polled import PolledCase
from ilofeed.api import arguments
from ilofeed.core.models import Page
from ilofeed.core.state import Outcome
from ilofeed.extract import registry
from ilofeed.store import open_store

#: Cases of `fixtures/polls/` in which a poll uses what the database remembers besides entries, or reads further pages.
WITH_STATE = {
    "23-pinned", "29-pinned-burst", "emptied-cards", "hero-then-cards", "last-page-table", "order-learned",
    "order-learned-without-links", "relative-without-links",
}  # fmt: skip


def titles(entries: Iterable[ilofeed.Entry]) -> list[str]:
    return [entry.item.title for entry in entries]


def single_sources() -> list[str]:
    names = sorted(path.stem for path in (FOLDER / POLLS).glob("*.toml"))
    return [name for name in names if len((FOLDER / POLLS / f"{name}.toml").read_text().split("[[source]]")) == 2]


@pytest.mark.parametrize("name", [name for name in single_sources() if name not in WITH_STATE])
def test_entries_are_those_that_the_program_publishes(name: str, tmp_path: Path) -> None:
    pages = FOLDER / POLLS
    steps = sorted(int(path.stem.rpartition(".")[2]) for path in pages.glob(f"{name}.p0.*.html"))
    store = open_store("sqlite:///:memory:")
    case = PolledCase(name, store, tmp_path)
    source = case.source()
    css = (
        {key: value for key, value in msgspec.structs.asdict(source.selectors).items() if value}
        if source.selectors
        else None
    )
    entries: dict[str, ilofeed.Entry] = {}

    for step in steps:
        report = case.poll(step)
        page = (pages / f"{name}.p0.{step}.html").read_bytes()
        found = ilofeed.extract_items(page, url=source.url, profile=source.profile, selectors=css)
        verdicts = ilofeed.evaluate_gate(found, entries.values(), now=case.clock.now())
        violation = next((verdict.violation for verdict in verdicts if verdict.violation), None)
        assert (violation and violation.reason) == (
            report.reason if report.outcome is Outcome.QUARANTINED else None
        )
        if violation is None:
            changes = ilofeed.detect_changes(found, entries.values(), now=case.clock.now())
            entries |= {entry.id: entry for entry in changes.to_save}
            assert (len(changes.new), len(changes.revised), len(changes.moved)) == (
                report.new, report.revised, report.moved,
            )  # fmt: skip
        published = {entry.id: entry for entry in case.entries()}
        assert {each: entry for each, entry in entries.items() if entry.announced} == published
    store.close()


def test_items_that_were_read_are_not_changed_by_the_check_of_arguments() -> None:
    for case in cases()[::5]:
        expected = case.expected()
        if "items" in expected:
            page = Page(
                url=expected["url"], body=case.page.read_bytes(), content_type=expected.get("content_type", "")
            )
            found = registry.extract(page, case.profile).items

            assert arguments.items(found) == found


def test_entries_survive_a_file_of_json() -> None:
    entries = known([item(1, published=date(2026, 2, 3), image="https://example.org/1.png"), item(2)])

    read = msgspec.json.decode(msgspec.json.encode(entries), type=list[ilofeed.Entry])

    assert (
        ilofeed.detect_changes([item(1, published=date(2026, 2, 3)), item(2)], read, now=NOW).unchanged == entries
    )


def test_an_item_keeps_its_entry_when_its_address_moves() -> None:
    entries = known([item(1, title="A rule of a telling title"), item(2)])
    moved = item(7, title="A rule of a telling title")

    changes = ilofeed.detect_changes([moved, item(2)], entries, now=NOW + timedelta(days=1))

    assert [entry.id for entry in changes.moved] == [entries[0].id]
    assert changes.new == changes.revised == ()


def test_an_entry_that_is_not_shown_is_off_the_page_and_never_lost() -> None:
    entries = known([item(1), item(2)])

    changes = ilofeed.detect_changes([item(2)], entries, now=NOW)

    assert titles(changes.off_page) == ["Rule number 1"]
    assert titles(changes.to_save) == ["Rule number 1"]


def test_two_items_of_one_key_are_one_item() -> None:
    assert titles(ilofeed.detect_changes([item(1), item(1, title="Again")], now=NOW).new) == ["Rule number 1"]


def test_times_of_any_zone_are_those_of_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-7)))

    changes = ilofeed.detect_changes([item()], now=there)

    assert changes == ilofeed.detect_changes([item()], now=NOW)


@pytest.mark.parametrize(
    "published",
    [datetime(2026, 2, 3, 23, 59, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC).replace(tzinfo=None)],
)
def test_of_a_datetime_in_place_of_a_date_its_date_counts(published: datetime) -> None:
    (entry,) = ilofeed.detect_changes([item(published=published)], now=NOW).new

    assert entry.item.published == date(2026, 2, 3)
    assert type(entry.item.published) is date


@pytest.mark.parametrize("day", [date.min, date(1989, 12, 31), date.max])
def test_a_date_that_cannot_be_leads_to_the_time_of_first_sight(day: date) -> None:
    (entry,) = ilofeed.detect_changes([item(published=day)], now=NOW).new

    assert entry.published == entry.first_seen == NOW


def test_words_are_cleaned_as_those_of_a_page() -> None:
    dirty = item(
        title=" A\x00 \ud800rule\n\u202e", summary="x" * 6000, kicker="\x07", image="javascript:x", author=" "
    )

    (entry,) = ilofeed.detect_changes([dirty], now=NOW).new

    assert (entry.item.title, entry.item.kicker, entry.item.image, entry.item.author) == (
        "A rule",
        None,
        None,
        None,
    )
    assert len(entry.item.summary) == 5000


def test_ids_are_those_of_the_authority() -> None:
    (entry,) = known([item()], mint=partial(ilofeed.mint_id, authority="example.org,2026"))

    assert entry.id == ilofeed.mint_id(item(), "example.org,2026")
    assert re.fullmatch(r"tag:example\.org,2026:ilo/und/[0-9a-f]{16}", entry.id)


def test_the_gate_passes_what_is_like_before_and_has_nothing_to_say_at_first() -> None:
    shown = [item(number) for number in range(6)]

    first = ilofeed.evaluate_gate(shown, [], now=NOW)
    later = ilofeed.evaluate_gate([item(9), *shown[:-1]], known(shown), now=NOW)

    assert first == ()
    assert len(later) == 6
    assert [verdict.violation for verdict in later if verdict.violation] == []


@pytest.mark.parametrize(
    ("shown", "rules"),
    [
        ([], ["disjoint", "fields_lost"]),
        ([item(90 + number) for number in range(6)], ["disjoint", "fields_lost"]),
        ([item(at, title=f"Other {at} words", published=date(2026, 2, 3)) for at in range(6)], ["mass_revision"]),
        ([item(number) for number in range(6)], ["fields_lost"]),
    ],
)  # fmt: skip
def test_the_gate_names_the_rules_that_a_misread_page_breaks(shown: list[ilofeed.Item], rules: list[str]) -> None:
    before = known([item(number, published=date(2026, 2, 3)) for number in range(6)])

    verdicts = ilofeed.evaluate_gate(shown, before, now=NOW)

    assert [verdict.rule for verdict in verdicts if verdict.violation] == rules


def test_items_with_keys_of_their_own_may_share_a_link() -> None:
    rows = [item(number, link="https://example.org/table") for number in range(4)]
    entries = known(rows)
    edited = item(2, title="Rule number 2, corrected", link="https://example.org/table")

    changes = ilofeed.detect_changes([item(9, link=edited.link), rows[0], rows[1], edited], entries, now=NOW)

    assert titles(changes.new) == ["Rule number 9"]
    assert [entry.id for entry in changes.revised] == [entries[2].id]
    assert [entry.item.key for entry in changes.off_page] == ["k3"]


def test_dates_ahead_are_normal_on_a_list_of_events() -> None:
    page = "<ul><li><a href='/0'>Forum on rest</a><i>1 February 2026</i></li>{}</ul>"
    more = "".join(f"<li><a href='/{at}'>Forum number {at}</a><i>{at} August 2026</i></li>" for at in range(1, 6))
    css = {"item": "li", "title": "a", "date": "i"}
    url = "https://www.ilo.org/meetings-and-events"
    before = ilofeed.extract_items(page.format(""), url=url, selectors=css)
    after = ilofeed.extract_items(page.format(more), url=url, selectors=css)
    entries = ilofeed.detect_changes(before, now=NOW).to_save

    of_events = ilofeed.evaluate_gate(after, entries, now=NOW)
    of_news = ilofeed.evaluate_gate(after.items, entries, now=NOW)

    assert [verdict.rule for verdict in of_events if verdict.violation] == []
    assert [verdict.rule for verdict in of_news if verdict.violation] == ["dates_odd"]
