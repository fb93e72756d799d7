"""Requests to the pages of the sources that no form of theirs makes, and hostile words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from fakes.admin_site import FINE, at, digest, note, shown, state
from fakes.forty import BROKEN, HELD, SLUGS, Forty, url_of
from fakes.served import Client, served
from ilofeed.app.container import Container


@pytest.fixture
def app(forty: Forty) -> Iterator[Container]:
    with forty.app() as app:
        yield app


@pytest.fixture
def client(app: Container) -> Iterator[Client]:
    with served(app, admin=True) as client:
        yield client


ACTIONS = ("/approve", "/pause", "/resume", "/poll")


def test_no_request_without_the_token_of_the_page_changes_anything(
    forty: Forty, app: Container, client: Client
) -> None:
    before, text, asked = state(app, HELD), forty.config_file.read_text(), len(forty.site.requests)
    form = {"poll": digest(client), "how": "announce"}

    found = {action: hostile(client, at(client, HELD, action), form) for action in ACTIONS}

    assert found == {action: [403] * 6 + [404] + [405] * 3 for action in ACTIONS}
    assert (state(app, HELD), forty.config_file.read_text(), len(forty.site.requests)) == (before, text, asked)


def hostile(client: Client, path: str, form: dict[str, str]) -> list[int]:
    """Send *form* to *path* in ways in which the page does not send it; return the statuses of the answers."""
    return [
        client.post(path, form | {"token": ""}).status,
        client.post(path, form | {"token": "guess"}).status,
        client.post(path, form, Origin="https://evil.example.org").status,
        client.post(path, form, Host="evil.example.org").status,
        client.post(path, form, Sec_Fetch_Site="cross-site").status,
        client.post(path, form, X_Forwarded_For="203.0.113.9").status,
        client.post(path.replace(client.admin, "/admin/guess/"), form).status,
        client.get(path).status,
        client.get(f"{path}?token={client.token}&poll={form['poll']}&how=announce").status,
        client.get(path, method="PUT").status,
    ]


def test_a_source_that_is_not_there_is_not_found(client: Client) -> None:
    for slug in ("other", "..", "%2e%2e", "news%0d%0aSet-Cookie:x", "<b>", HELD.upper()):
        for action in ("", *ACTIONS):
            path = at(client, slug, action)

            got = client.post(path, {}) if action else client.get(path)

            assert got.status == 404, path
            assert "set-cookie" not in got.headers
            assert "<b>" not in got.text


def test_every_form_has_the_token_and_names_its_own_page(client: Client) -> None:
    for path in (client.admin, at(client, HELD), at(client, FINE), client.preview):
        for form in shown(client, path).cssselect("form"):
            assert form.get("method") == "post"
            assert [field.get("value") for field in form.cssselect("input[name=token]")] == [client.token]


def test_the_pages_change_nothing_by_being_looked_at(app: Container, client: Client) -> None:
    before = {slug: state(app, slug) for slug in SLUGS}

    for path in (client.admin, at(client, HELD), at(client, BROKEN), at(client, FINE)):
        client.get(path)

    assert {slug: state(app, slug) for slug in SLUGS} == before


def test_hostile_words_of_a_page_stay_words(forty: Forty, client: Client) -> None:
    forty.site.show("<!DOCTYPE html><title>&lt;script>alert(1)&lt;/script></title><p>gone</p>", url_of(BROKEN))
    forty.poll(BROKEN)

    for path in (client.admin, at(client, BROKEN)):
        assert not re.search("<script", client.get(path).text)


def test_a_process_that_may_only_read_the_database_refuses_changes(forty: Forty) -> None:
    with forty.app(create=False) as app, served(app, admin=True) as client:
        for action in ("/poll", "/approve"):
            got = client.post(at(client, FINE, action), {"poll": "x"})

            assert "may only read the database" in note(client, got)
