"""The checks of the admin site, before any of its pages sees a request."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from fakes.admin_site import FROM_ELSEWHERE
from fakes.served import Client
from ilofeed.core import hints, secrets
from ilofeed.core.errors import StoreError
from ilofeed.serve.admin_app import Admin
from ilofeed.serve.admin_route import TOKEN, Reply, Request, Route, page, redirect
from ilofeed.serve.server import Server, listen


class Changes:
    """A site of one page that counts its changes."""

    def __init__(self) -> None:
        self.changes: list[Request] = []
        self.routes = (
            Route(path="", get=self.shown),
            Route(path="source/*", get=self.shown),
            Route(path="source/new", get=lambda _: Reply(body=b"new")),
            Route(path="source/*/change", post=self.changed, max_bytes=200),
            Route(path="try", get=self.form),
            Route(path="broken", get=self.broken),
        )

    def shown(self, request: Request) -> Reply:
        return page(request, "admin_missing.html", text=f"slug {request.slug!r} query {dict(request.query)}")

    def form(self, request: Request) -> Reply:
        return Reply(body=f'<input name="{TOKEN}" value="{request.token}">'.encode())

    def changed(self, request: Request) -> Reply:
        self.changes.append(request)
        return redirect(f"source/{request.slug}", "It has <changed> by quince-7f3a; see `ilofeed status`")

    def broken(self, _request: Request) -> Reply:
        raise StoreError("the database is locked")


@contextmanager
def serving(changes: Changes) -> Iterator[Client]:
    """Serve the admin site with the routes of *changes*, for as long as the block lasts."""
    admin, listening = Admin(changes.routes), listen("127.0.0.1", 0)
    server = Server(admin, listening)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Client(listening.getsockname()[1], admin.path)
    finally:
        server.stop()
        thread.join(30)


@pytest.fixture(scope="module")
def changes() -> Changes:
    return Changes()


@pytest.fixture(scope="module")
def shared(changes: Changes) -> Iterator[Client]:
    with serving(changes) as client:
        yield client


@pytest.fixture
def client(shared: Client, changes: Changes) -> Client:
    """Return the client of the site, whose changes are counted from here on."""
    changes.changes.clear()
    return shared


def test_a_form_of_the_site_is_answered_with_a_redirect_to_a_page_with_a_message(
    client: Client, changes: Changes
) -> None:
    got = client.post(f"{client.admin}source/news/change", {"poll": "7"})

    assert got.status == 303
    assert got.headers["location"].startswith(f"{client.admin}source/news?note=")
    assert [(each.slug, dict(each.form)) for each in changes.changes] == [("news", {"poll": "7"})]
    assert "It has &lt;changed&gt;" in client.get(got.headers["location"]).text
    assert "It has" not in client.get(f"{client.admin}source/news?note=guess").text


def test_messages_are_shown_without_secrets_and_with_commands_that_can_be_pasted(client: Client) -> None:
    secrets.add(["quince-7f3a"])
    hints.name_config("our.toml")
    try:
        got = client.get(client.post(f"{client.admin}source/news/change", {}).headers["location"])
    finally:
        hints.name_config("")

    assert "by ***; see `ilofeed -c our.toml status`" in got.text


@pytest.mark.parametrize("token", ["", "guess", "é"])
def test_a_form_with_a_wrong_token_changes_nothing(client: Client, changes: Changes, token: str) -> None:
    got = client.post(f"{client.admin}source/news/change", {"token": token})

    assert got.status == 403
    assert changes.changes == []


def test_a_form_without_a_token_changes_nothing(client: Client, changes: Changes) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    got = client.send("POST", f"{client.admin}source/news/change?token={client.token}", b"poll=7", kind)

    assert got.status == 403
    assert changes.changes == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_no_other_method_changes_anything(client: Client, changes: Changes, method: str) -> None:
    got = client.get(f"{client.admin}source/news/change?token={client.token}", method=method)

    assert got.status == 405
    assert got.headers["allow"] == "POST"
    assert changes.changes == []


@pytest.mark.parametrize("path", ["", "source/news", "source/new", "source/news/change", "nothing"])
@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=str)
def test_requests_from_outside_the_machine_are_refused_on_every_path(
    client: Client, changes: Changes, headers: Mapping[str, str], path: str
) -> None:
    assert client.post(f"{client.admin}{path}", {}, **headers).status == 403
    assert client.get(f"{client.admin}{path}", **headers).status == 403
    assert changes.changes == []


def test_a_client_on_another_machine_is_refused(changes: Changes) -> None:
    admin = Admin(changes.routes)
    sent: list[Mapping[str, object]] = []

    async def send(message: Mapping[str, object]) -> None:
        sent.append(message)

    scope = {
        "method": "GET",
        "path": admin.path,
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("192.0.2.1", 5000),
    }
    with pytest.raises(StopIteration):
        admin(scope, None, send).send(None)

    assert sent[0]["status"] == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST:8000", "[::1]:8000"])
def test_the_machine_goes_by_several_names(client: Client, host: str) -> None:
    change = f"{client.admin}source/news/change"

    assert client.get(client.admin, Host=host, Sec_Fetch_Site="none").status == 200
    assert client.post(change, {}, Host=host, Origin=f"http://{host}").status == 303


def test_the_address_is_not_found_by_guessing(client: Client) -> None:
    for path in ("/admin", "/admin/", "/admin/x/", f"{client.admin[:-2]}/", f"{client.admin[:-1]}x/"):
        assert client.get(path).status == 404
        assert client.admin not in client.get(path).text
    assert Admin(()).path != Admin(()).path


def test_an_exact_path_counts_before_one_with_a_slug(client: Client) -> None:
    assert client.get(f"{client.admin}source/new").text == "new"
    assert "slug &#39;a/b&#39;" not in client.get(f"{client.admin}source/a%2Fb").text
    assert client.get(f"{client.admin}source/news/more").status == 404


def test_forms_that_are_too_long_or_no_forms_change_nothing(client: Client, changes: Changes) -> None:
    change = f"{client.admin}source/news/change"

    assert client.post(change, {"poll": "7" * 200}).status == 413
    assert client.post(change, {str(number): "" for number in range(150)}).status == 413
    assert client.send("POST", change, b"{}", {"Content-Type": "application/json"}).status == 415
    assert client.send("POST", change, b"a=1", {}).status == 415
    assert changes.changes == []


def test_a_query_that_is_no_query_is_ignored(client: Client) -> None:
    many = "&".join(f"a{number}=1" for number in range(200))

    assert "query {}" in client.get(f"{client.admin}?{many}").text
    assert client.get(f"{client.admin}?%ff%00=&&;=").status == 200


def test_a_database_that_cannot_be_read_is_a_message_and_no_error(client: Client) -> None:
    got = client.get(f"{client.admin}broken")

    assert got.status == 503
    assert got.text == "the database is locked\n"


def test_every_page_forbids_scripts_frames_copies_and_foreign_forms(client: Client) -> None:
    headers = client.get(client.admin).headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
