"""The pages of the admin site about the sources, and the changes that their forms make."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.admin_site import FINE, at, digest, note, shown, state
from fakes.forty import BROKEN, DEAD, HELD, SLUGS, Forty, url_of
from fakes.served import Client, served
from ilofeed.app.container import Container
from ilofeed.core import hints
from ilofeed.core.state import Condition


@pytest.fixture
def app(forty: Forty) -> Iterator[Container]:
    with forty.app() as app:
        yield app


@pytest.fixture
def client(app: Container) -> Iterator[Client]:
    with served(app, admin=True) as client:
        yield client


def test_all_sources_are_listed_those_that_need_attention_first(client: Client) -> None:
    found = shown(client, client.admin)

    slugs = [str(each.text) for each in found.cssselect("tbody th .faint[dir]")]
    assert slugs[:3] == [HELD, DEAD, BROKEN]
    assert sorted(slugs) == sorted(SLUGS)
    assert "3 sources need attention; 37 are in order." in found.text_content()
    first = found.cssselect(".needing tbody tr")[0].text_content()
    assert "quarantined" in first
    assert "since 2026-11-25 09:30 UTC (yesterday)" in first
    assert "4 of the 6 known items on the page would be revised at once" in first


def test_each_source_that_needs_attention_has_its_next_step(client: Client) -> None:
    rows = shown(client, client.admin).cssselect(".needing tbody tr")

    held, dead, broken = (row.text_content() for row in rows)
    assert "Look at the changes" in held
    assert "look for the page's new address" in dead
    assert f"ilofeed explain {BROKEN}" in broken


def test_commands_can_be_pasted_where_the_program_was_given_a_file(client: Client) -> None:
    hints.name_config("our config.toml")
    try:
        found = shown(client, client.admin).text_content()
    finally:
        hints.name_config("")

    assert f"ilofeed -c 'our config.toml' explain {BROKEN}" in found


def test_a_held_poll_is_shown_with_the_words_that_differ(client: Client) -> None:
    (held,) = shown(client, at(client, HELD)).cssselect("#held")

    assert [each.text_content().strip() for each in held.cssselect(".changes ins")] == ["Archive:"] * 4
    assert held.cssselect(".changes li")[0].text_content().strip() == "Archive: Social protection in cities"
    assert [each.text_content() for each in held.cssselect("button")] == ["Approve", "Approve as known"]


def test_an_approval_publishes_what_was_shown(app: Container, client: Client) -> None:
    got = client.post(at(client, HELD, "/approve"), {"poll": digest(client), "how": "announce"})

    assert note(client, got) == "Approved: 0 new, 4 revised, 0 moved."
    assert app.store.quarantine(HELD) is None
    assert "Archive: Social protection in cities" in client.get(f"/{HELD}.json").text
    assert not shown(client, at(client, HELD)).cssselect("#held")


def test_an_approval_as_known_keeps_the_dates_of_entries(app: Container, client: Client) -> None:
    before = {entry.id: entry.updated for entry in app.store.newest(HELD, 99)}

    got = client.post(at(client, HELD, "/approve"), {"poll": digest(client), "how": "as-known"})

    assert note(client, got) == "Approved as known: 0 new without an announcement, 4 revised."
    assert {entry.id: entry.updated for entry in app.store.newest(HELD, 99)} == before


def test_a_poll_that_was_not_shown_is_not_approved(forty: Forty, app: Container, client: Client) -> None:
    old = digest(client)
    forty.show(HELD, retitled=5)
    forty.clock.pass_by(hours=2)
    forty.poll(HELD)
    before = state(app, HELD)[1:]

    got = client.post(at(client, HELD, "/approve"), {"poll": old, "how": "announce"})

    assert note(client, got).startswith("Nothing was approved")
    assert state(app, HELD)[1:] == before
    assert digest(client) != old


def test_an_approval_that_names_no_poll_or_another_one_changes_nothing(app: Container, client: Client) -> None:
    before = state(app, HELD)[1:]

    for form in ({}, {"poll": ""}, {"poll": "0" * 16}, {"how": "as-known"}):
        got = client.post(at(client, HELD, "/approve"), form)

        assert note(client, got).startswith("Nothing was approved")
    assert state(app, HELD)[1:] == before


def test_an_approval_that_is_sent_twice_counts_once(app: Container, client: Client) -> None:
    form = {"poll": digest(client), "how": "announce"}
    client.post(at(client, HELD, "/approve"), form)
    before = app.store.newest(HELD, 99)

    got = client.post(at(client, HELD, "/approve"), form)

    assert note(client, got).startswith("Nothing was approved")
    assert app.store.newest(HELD, 99) == before


def test_a_pause_is_written_into_the_configuration_and_counts_at_once(
    forty: Forty, app: Container, client: Client
) -> None:
    before = forty.config_file.read_text()

    paused = client.post(at(client, FINE, "/pause"), {})

    line = f'url = "{url_of(FINE)}"\n'
    assert note(client, paused).startswith("Paused")
    assert forty.config_file.read_text() == before.replace(line, f"{line}paused = true\n")
    assert app.config.sources[0].paused
    assert shown(client, at(client, FINE)).cssselect(".state")[0].text == Condition.PAUSED
    assert note(client, client.post(at(client, FINE, "/pause"), {})) == "It was paused already."

    resumed = client.post(at(client, FINE, "/resume"), {})

    assert note(client, resumed).startswith("Resumed")
    assert forty.config_file.read_text() == before
    assert note(client, client.post(at(client, FINE, "/resume"), {})) == "It was not paused."


def test_the_file_counts_and_not_how_it_was_before_an_edit(forty: Forty, client: Client) -> None:
    before = forty.config_file.read_text()
    client.post(at(client, FINE, "/pause"), {})
    paused = forty.config_file.read_text()
    forty.config_file.write_text(before)

    again = client.post(at(client, FINE, "/pause"), {})

    assert note(client, again).startswith("Paused")
    assert forty.config_file.read_text() == paused


def test_a_configuration_that_cannot_be_written_is_a_message(forty: Forty, client: Client) -> None:
    forty.config_file.write_text("[broken")

    assert "is not valid TOML" in note(client, client.post(at(client, FINE, "/pause"), {}))
    assert forty.config_file.read_text() == "[broken"


def test_a_poll_on_request_shows_its_result(forty: Forty, app: Container, client: Client) -> None:
    forty.show(FINE, count=8)

    got = client.post(at(client, FINE, "/poll"), {})

    assert note(client, got) == "Polled now: changed, 1 new"
    assert app.store.polls(FINE, 1)[0][1].new == 1
    assert "Report 8" in client.get(f"/{FINE}.json").text


def test_a_poll_on_request_asks_once_while_another_process_polls(
    forty: Forty, app: Container, client: Client
) -> None:
    asked = len(forty.site.requests)
    current = app.store.state(FINE)
    assert current is not None
    with app.leases.held(app.leases.take(app.config.sources[0], current) or current):
        got = client.post(at(client, FINE, "/poll"), {})

    assert note(client, got).startswith("Not polled: it is paused, or a poll of it is running.")
    assert len(forty.site.requests) == asked


def test_a_paused_source_is_not_polled_on_request(forty: Forty, client: Client) -> None:
    client.post(at(client, FINE, "/pause"), {})
    asked = len(forty.site.requests)

    got = client.post(at(client, FINE, "/poll"), {})

    assert note(client, got).startswith("Not polled")
    assert len(forty.site.requests) == asked
    buttons = [each.text_content() for each in shown(client, at(client, FINE)).cssselect("button")]
    assert buttons == ["Resume"]


def test_a_poll_that_fails_is_a_message_and_no_success(client: Client) -> None:
    got = client.post(at(client, DEAD, "/poll"), {})

    assert "failed [status_404]" in note(client, got)
    assert shown(client, got.headers["location"]).cssselect(".notice.failed")


def test_the_links_to_private_feeds_have_their_key(forty: Forty) -> None:
    text, line = forty.config_file.read_text(), f'url = "{url_of(FINE)}"\n'
    forty.config_file.write_text(text.replace(line, f'{line}key = "{"k" * 40}"\n'))
    forty.poll(FINE)

    with forty.app() as app, served(app, admin=True) as client:
        links = [str(each.get("href")) for each in shown(client, at(client, FINE)).cssselect(".ways a[href*=key]")]

        assert [link.partition("?")[0] for link in links] == [
            f"/{FINE}.{end}" for end in ("html", "rss", "atom", "json")
        ]
        assert {client.get(link).status for link in links} == {200}


def test_the_preview_of_a_source_begins_with_its_address(client: Client) -> None:
    (link,) = shown(client, at(client, BROKEN)).cssselect("a[href*='try?url=']")

    (field,) = shown(client, str(link.get("href"))).cssselect("input[name=url]")
    assert field.get("value") == url_of(BROKEN)
