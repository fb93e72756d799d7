"""Messages and advice to the operator about a list that may have gone blind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, serving
from ilofeed.core.models import Source
from ilofeed.core.sitemap_state import Unseen, WitnessState
from ilofeed.core.state import Outcome, SourceState
from ilofeed.decide.health import health

CHECKED = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SITEMAP = "https://www.example.org/sitemap.xml"
UNSEEN = Unseen(url="https://www.example.org/news/a-new-page", since=CHECKED - timedelta(days=2))
BLIND = WitnessState(url=SITEMAP, checked_at=CHECKED, unseen=(UNSEEN,))
NEWS = Source(slug="news", url="https://www.example.org/news", witness=SITEMAP)
POLLED = SourceState(slug="news", outcome=Outcome.NOT_MODIFIED, last_poll=CHECKED, witness=BLIND)


def test_status_does_not_call_a_blind_list_ok_and_names_the_remedy(tmp_path: Path) -> None:
    with serving() as site:
        site.show(ilo_list(some(6)))
        sitemap = f"{site.origin}/sitemap.xml"
        operator = Operator(tmp_path, site)
        operator.configure(f'witness = "{sitemap}"')
        operator.poll()
        _remember(tmp_path / "ilofeed.db", replace(BLIND, url=sitemap))

        short = operator.run("status")
        whole = operator.run("status", "news")
        (document,) = operator.json("status")["sources"]
        site.answer(Answer(status=500))
        operator.poll(status=1)
        failing = operator.run("status")

    assert (short.returncode, whole.returncode) == (0, 0)
    head, line, last = short.stdout.splitlines()
    assert head == "1 source, 1 list may have gone blind"
    assert line.endswith("may have gone blind: the list never showed 1 page of the sitemap")
    assert last == "`ilofeed status SLUG` shows one in detail"
    *_, page, advice = whole.stdout.splitlines()
    assert page.strip() == f"{UNSEEN.url} (since 2026-11-21T09:30:00Z)"
    assert "`ilofeed preview news`" in advice
    assert "set its address as url of 'news'" in advice
    assert document["advice"] == advice.strip()
    assert failing.stdout.startswith("1 source, 1 needs attention: 1 failing\n")


def test_status_says_where_to_read_why_a_witness_cannot_be_compared(tmp_path: Path) -> None:
    with serving() as site:
        site.show(ilo_list(some(6)))
        operator = Operator(tmp_path, site)
        operator.configure(f'witness = "{site.origin}/gone.xml"')
        operator.poll()

        shown = operator.run("status")

    head, line, last = shown.stdout.splitlines()
    assert (shown.returncode, head) == (0, "1 source, all healthy")
    assert line.endswith("its witness cannot be compared")
    assert last == "`ilofeed status SLUG` shows one in detail"


def _remember(database: Path, state: WitnessState) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE source SET witness = ?", (msgspec.json.encode(state).decode(),))


@pytest.mark.parametrize(
    ("reason", "begins"),
    [(None, "Open the list and one of these pages"), ("status_403", "The site does not let"), ("status_500", "")],
)
def test_the_advice_is_about_a_failure_before_it_is_about_a_blind_list(reason: str | None, begins: str) -> None:
    state = replace(POLLED, reason=reason, outcome=Outcome.FAILED if reason else Outcome.NOT_MODIFIED)

    found = health(NEWS, state, CHECKED).advice

    assert found.startswith(begins)
    assert bool(found) is bool(begins)


def test_a_list_that_shows_all_needs_no_advice() -> None:
    state = replace(POLLED, witness=replace(BLIND, unseen=()))

    assert health(NEWS, state, CHECKED).advice == ""
