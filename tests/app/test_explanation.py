"""Explain the last poll from what is stored: the treatment of each item, and the evidence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.clock import START
from fakes.house import House
from fakes.pages import Listed, ilo_cards, ilo_list, some
from fakes.site import Answer, serving
from ilofeed.app import explanation, use_cases
from ilofeed.app.explanation import Explanation, FeedDecision
from ilofeed.cli.explain_lines import item_lines, lines
from ilofeed.cli.layout import Layout
from ilofeed.core.state import Outcome

LAYOUT = Layout(now=START, command=lambda *words: " ".join(words))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One that has polled a list of nine items."""
    with serving() as site:
        house = House(tmp_path, site)
        show(house, some(9))
        yield house


def show(house: House, items: list[Listed]) -> None:
    house.site.show(ilo_list(items))
    house.poll()


def explained(house: House) -> Explanation:
    with house.app() as app:
        return explanation.explain(app, app.config.sources[0])


def treatments(found: Explanation) -> list[str]:
    return [item.decision.treatment for item in found.items]


def test_a_source_that_was_never_polled_has_nothing_to_explain(tmp_path: Path) -> None:
    with serving() as site:
        found = explained(House(tmp_path, site))

    assert (found.at, found.report, found.kept, found.items) == (None, None, None, ())


def test_at_the_first_poll_every_item_is_new_and_the_gate_is_open(house: House) -> None:
    found = explained(house)

    assert treatments(found) == ["new"] * 9
    assert found.kept is not None
    assert found.kept.decisions is not None
    assert found.kept.decisions.rules == ()


def test_each_item_has_its_treatment_its_evidence_and_its_former_words(house: House) -> None:
    items = some(9)
    moved = replace(items[2], number=990000)
    edited = replace(items[3], title="Another title of that report")
    show(house, [some(10)[0], *items[:2], moved, edited, items[4], replace(items[4], number=990001), *items[5:]])

    found = explained(house)

    assert (
        treatments(found)
        == ["new", *["unchanged"] * 2, "moved", "revised", "unchanged", "repeated"] + ["unchanged"] * 4
    )
    by = {item.item.number: item.decision.by for item in found.items}
    assert by[1] == "no known address, title and date"
    assert by[2] == "address"
    assert by[4] == "title and date"
    assert by[7] == "title, date and summary of one above"
    before = {item.item.number: item.before for item in found.items if item.before}
    assert {number: item.title for number, item in before.items()} == {4: moved.title, 5: items[3].title}
    assert "WCMS_880007" in before[4].link
    assert {item.entry.id for item in found.items if item.entry} == set(house.ids("news").values())


def test_an_item_at_an_address_that_differs_only_in_a_session_is_repeated(tmp_path: Path) -> None:
    with serving() as site:
        house = House(tmp_path, site)
        for session in (1, 2, 3):
            listed = [*some(9), some(9)[0]] if session == 3 else some(9)
            site.show(ilo_cards(listed).replace('" title=', f'?s={session}" title=', 9))
            house.poll()
        found = explained(house)

    assert treatments(found) == [*["unchanged"] * 9, "repeated"]
    assert found.items[-1].decision.by == "address of one above"


def test_a_page_that_did_not_change_is_explained_as_it_was_read(house: House) -> None:
    show(house, some(10))
    read = explained(house)
    house.poll()

    found = explained(house)

    assert (read.is_of_poll, found.is_of_poll) == (True, False)
    assert found.report is not None
    assert found.report.outcome is Outcome.NOT_MODIFIED
    assert found.items == read.items
    assert treatments(found) == ["new", *["unchanged"] * 9]


def test_a_failure_without_a_page_shows_none_and_one_with_a_page_its_text(house: House) -> None:
    house.site.answer(Answer(body=b"<p>no", status=500))
    house.poll()
    without = explained(house)
    house.site.show("<script>var hidden</script><body><p>We are <b>rebuilding</b> it.")
    house.poll()

    found = explained(house)

    assert (without.kept, without.items) == (None, ())
    assert (found.beginning, found.items) == ("We are rebuilding it.", ())


def test_bytes_that_are_no_text_have_no_beginning(house: House) -> None:
    house.site.answer(Answer(body=b"\x00\x01\x02" * 50, content_type="text/html"))
    house.poll()

    assert explained(house).beginning == ""


@pytest.mark.parametrize(("as_known", "expected"), [(False, "accept"), (True, "accept --as-known")])
def test_an_approved_poll_names_the_approval(house: House, expected: str, *, as_known: bool) -> None:
    show(house, some(9, first=990001, about="football"))
    held = explained(house)
    with house.app() as app:
        use_cases.accept(app, app.config.sources[0], as_known=as_known)

    found = explained(house)

    assert treatments(held) == ["new"] * 9
    assert held.kept is not None
    assert held.kept.decisions is not None
    assert [rule.rule for rule in held.kept.decisions.rules if rule.is_held] == ["disjoint"]
    assert found.kept is not None
    assert found.kept.decisions is not None
    assert (found.kept.decisions.approved, found.kept.decisions.rules) == (expected, ())
    assert treatments(found) == ["silent" if as_known else "new"] * 9


def test_a_page_that_an_older_program_read_says_so(house: House) -> None:
    with closing(sqlite3.connect(house.folder / "ilofeed.db")) as connection, connection:
        connection.execute("UPDATE page SET decisions = NULL")

    assert treatments(explained(house)) == ["unknown"] * 9


def test_a_feed_that_leaves_an_item_out_is_named_with_the_setting(house: House) -> None:
    house.more = (
        '[[feed]]\nslug = "nine"\nsources = ["news"]\ninclude = ["number 9"]\n'
        '[[feed]]\nslug = "rest"\nsources = ["news"]\nexclude = ["/number [1-8] /"]\n'
        '[[feed]]\nslug = "french"\nsources = ["news"]\nlanguages = ["fr"]\n'
    )

    first, second, *_ = explained(house).items

    french = FeedDecision(feed="french", left_out_by="languages")
    assert first.feeds == (FeedDecision(feed="nine"), FeedDecision(feed="rest"), french)
    assert second.feeds == (
        FeedDecision(feed="nine", left_out_by="include"),
        FeedDecision(feed="rest", left_out_by="exclude"),
        french,
    )


def test_of_a_full_text_the_length_is_shown(house: House) -> None:
    house.source_keys = "full_text = true"
    article = "".join(
        f"<p>Sentence {number} of a report on work and on those who do it.</p>" for number in range(30)
    )
    house.site.show(f"<html><body><article><h1>Report</h1>{article}</article></body></html>", some(9)[0].path)
    house.poll()

    found = explained(house)

    first, second, *_ = found.items
    assert first.text_length is not None
    assert first.text_length > len(article) // 2
    assert second.text_length is None
    assert f"full text       {first.text_length} characters" in "\n".join(item_lines(found, first, LAYOUT))
    assert "full text       none was found on its page yet" in "\n".join(item_lines(found, second, LAYOUT))


def test_an_element_that_was_skipped_is_shown_with_the_reason(house: House) -> None:
    show(house, [*some(9), some(9)[0]])

    shown = "\n".join(lines(explained(house), LAYOUT))

    assert "9 items: 9 known\n" in shown
    assert (
        "1 element skipped:\n  10  duplicate (with the address of an item above): 'Report number 9 on work"
        in shown
    )


def test_only_decisions_about_items_that_changed_are_stored(house: House) -> None:
    show(house, some(10))

    found = explained(house)

    assert found.kept is not None
    assert found.kept.decisions is not None
    assert [each.treatment for each in found.kept.decisions.items] == ["new"]


def test_nothing_is_requested_or_changed(house: House) -> None:
    asked, files = len(house.site.requests), house.files()

    first, second = explained(house), explained(house)

    assert first == second
    assert (len(house.site.requests), house.files()) == (asked, files)


def test_each_database_keeps_what_explains_a_poll(tmp_path: Path, address: str) -> None:
    with serving() as site:
        house = House(tmp_path, site, address)
        show(house, some(9))
        show(house, some(10))
        found = explained(house)

    assert found.is_of_poll
    assert treatments(found) == ["new", *["unchanged"] * 9]
    assert all(item.entry for item in found.items)
