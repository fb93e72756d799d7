"""docs/interfaces.txt: the names that others depend on, as the code has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import click
import pytest

from decide.alert_states import ONE
from fakes.clock import START
from fakes.scripts import load
from ilofeed.core.state import Condition, Event, Health, SourceState
from ilofeed.decide import alerts, digest
from store.samples import entry


@pytest.fixture(scope="module")
def script() -> Any:
    return load("interfaces")


def test_the_file_has_the_names_of_the_code(script: Any) -> None:
    assert script.TARGET.read_text(encoding="utf-8").splitlines() == script.lines(), "`make docs` writes it anew"


def test_there_are_names_of_each_kind_one_a_line(script: Any) -> None:
    known = script.TARGET.read_text(encoding="utf-8").splitlines()

    for name in (
        "choice export --format csv",
        "command fetch",
        "condition quarantined",
        "default FetchTable.timeout = '30s'",
        "event blind",
        "extra serve",
        "feed {slug}.atom",
        "json fetch outcome",
        "json preview date_text",
        "key SourceTable.kind = 'events'",
        "key SourceTable.slug (needed)",
        "key SourceTable.title",
        "library Item(*, key: str, title: str, link: str) -> Struct",
        "library Item summary: str = ''",
        "library Item.at -> datetime | None",
        "library Outcome.CHANGED = 'changed'",
        "library extract_items(page: str | bytes, *, url: str) -> Extraction",
        "library extract_items profile: str = 'auto'",
        "library mint_id 2 authority: str = ''",
        "library Extraction.followed_by(page: Extraction) -> Extraction",
        "library testing.Fixture.check() -> None",
        "metric ilofeed_condition",
        "needs Python >=3.11",
        "needs [alerts] certifi",
        "needs protego>=0.4",
        "option fetch --once",
        "outcome changed",
        "plugins ilofeed.profiles",
        "profile selectors",
        "reason dns",
        "rule json_type",
        "variable ILOFEED_BASE_URL",
    ):
        assert name in known
    assert {line.partition(" ")[0] for line in known} >= {"migration", "number"}


def test_commands_below_a_group_and_their_options_are_named(script: Any) -> None:
    group = click.Group("top")
    below = click.Group("dev")
    kind = click.Argument(["kind"], type=click.Choice(["html"]))
    pages = click.Argument(["pages"], nargs=-1)
    below.add_command(click.Command("expect", params=[click.Option(["-n", "--name"]), kind, pages]))
    group.add_command(below)
    group.add_command(click.Command("secret", hidden=True))

    names = list(script._commands(group, ""))

    assert names == [
        "command dev",
        "command dev expect",
        "option dev expect -n",
        "option dev expect --name",
        "argument dev expect kind (needed)",
        "choice dev expect kind html",
        "argument dev expect pages...",
    ]


def test_the_keys_of_alerts_are_those_of_the_messages(script: Any) -> None:
    state = SourceState(slug="one", reason="status_500", message="it answers 500")
    changed = alerts.News(source=ONE, state=state, event=Event.FAILING, before=Event.RECOVERED)
    weekly = digest.Digest(
        span=digest.span_until(None, START),
        timezone="UTC",
        feeds=(digest.FeedNews(source="one", title="News", page="", entries=(entry("e1"),)),),
        healths=(Health(source=ONE, condition=Condition.FAILING, reason="status_500"),),
    )

    sent = [alerts.document([changed], START), digest.document(weekly)]

    named = {name.removeprefix("json alerts ") for name in script.lines() if name.startswith("json alerts ")}
    assert named == {key for text in sent for key in keys(json.loads(text))}


def keys(found: object) -> Iterator[str]:
    """Yield all keys of *found*, also those within."""
    if isinstance(found, dict):
        yield from found
    if isinstance(found, dict | list):
        for each in found.values() if isinstance(found, dict) else found:
            yield from keys(each)


def test_a_migration_is_named_with_a_digest_of_its_text(script: Any) -> None:
    names = [name for name in script.lines() if name.startswith("migration ")]

    assert len(names) > 40
    assert [
        name for name in names if not re.fullmatch(r"migration (sqlite|postgres) \d{4}_\w+ [0-9a-f]{16}", name)
    ] == []
