"""The certificates that are trusted, and the messages about those that are not."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fakes.certificates import Authority
from fakes.polite import fetching
from fakes.site import serving
from fetch.fetched_pages import HTML
from ilofeed.app.clock import SystemClock
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Page
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.route import Route
from ilofeed.fetch.trust import Trust, files, places


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def fetched(tls: ssl.SSLContext, ca: Path | str = "") -> bytes:
    """The body of a page of a server with *tls*, fetched by a client that trusts *ca*. Raises FetchError."""
    clock = SystemClock()
    with serving(tls=tls) as site, Fetcher(clock, allow_private=("127.0.0.1",), route=Route(ca=str(ca))) as client:
        site.show(HTML)
        page = fetching(client, clock)(site.url)
    assert isinstance(page, Page)
    return page.body


def test_a_private_authority_is_trusted_in_addition_to_those_of_the_system(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(other.root))

    assert fetched(authority.server(), authority.root) == HTML.encode()
    assert fetched(other.server(), authority.root) == HTML.encode()


def test_the_folder_of_a_system_is_preferred_to_its_file_if_it_has_all_certificates(tmp_path: Path) -> None:
    whole, part, file = tmp_path / "whole", tmp_path / "part", tmp_path / "ca.pem"
    for folder, count in ((whole, 60), (part, 3)):
        folder.mkdir()
        for at in range(count):
            (folder / f"{at:08x}.0").touch()
    file.touch()

    assert places([str(part), str(whole)], [str(file)]) == {"capath": str(whole)}
    assert places([str(part), "/nowhere"], ["/nowhere", str(file)]) == {"cafile": str(file)}
    assert places([str(part)], ["/nowhere"]) == {}


def test_an_intermediate_certificate_can_be_given_with_its_root(authority: Authority, tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_text(authority.root.read_text() + authority.intermediate.read_text())

    assert fetched(authority.server(is_whole=False), both) == HTML.encode()


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize("has_own_store", [False, True])
def test_the_variables_of_openssl_name_the_certificates(
    name: str, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_own_store: bool
) -> None:
    hashed = tmp_path / authority.hashed_name
    hashed.write_text(authority.root.read_text())
    monkeypatch.setenv(name, str(hashed if name == "SSL_CERT_FILE" else tmp_path))
    context = Trust(has_own_store=has_own_store).context()

    with (
        serving(tls=authority.server()) as site,
        socket.create_connection(("127.0.0.1", urlsplit(site.origin).port or 0)) as connection,
        context.wrap_socket(connection, server_hostname="localhost") as encrypted,
    ):
        subject = encrypted.getpeercert()

    assert subject


def test_systems_with_a_store_of_their_own_get_a_context_for_each_connection() -> None:
    own, shared = Trust(has_own_store=True), Trust(has_own_store=False)

    assert own.context() is not own.context()
    assert shared.context() is shared.context()


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (lambda authority: authority.server(), "Either the site leaves out an intermediate certificate"),
        (lambda authority: authority.server_with_root(), "its chain ends at an authority that is not known here"),
        (lambda authority: authority.self_signed(), "it is signed by itself"),
    ],
)
def test_an_unknown_authority_is_told_from_an_own_signature(
    server: Callable[[Authority], ssl.SSLContext], words: str, authority: Authority
) -> None:
    with pytest.raises(FetchError) as caught:
        fetched(server(authority))

    assert caught.value.reason == "tls"
    assert words in str(caught.value)
    assert "fetch.ca" in str(caught.value)


def test_a_missing_intermediate_certificate_is_named(authority: Authority) -> None:
    with pytest.raises(FetchError, match="leaves out an intermediate certificate"):
        fetched(authority.server(is_whole=False), authority.root)


def test_an_expired_certificate_is_named(authority: Authority) -> None:
    with pytest.raises(FetchError, match="it has expired, or one above it; only the site can renew it"):
        fetched(authority.server(days=-1), authority.root)


def test_a_certificate_for_another_name_is_named(authority: Authority) -> None:
    with pytest.raises(FetchError, match="it is not for this IP address"):
        fetched(authority.server("DNS:other.example.org"), authority.root)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_without_certificates_is_named(content: str | None, authority: Authority, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)

    with pytest.raises(FetchError, match=r"fetch\.ca: no certificates can be read from .*ca\.pem"):
        fetched(authority.server(), file)


def test_a_variable_that_names_no_file_is_named(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")

    with pytest.raises(
        FetchError, match=r"no certificates can be read from /nowhere/ca\.pem, which SSL_CERT_FILE"
    ):
        fetched(authority.server())


def test_other_programs_get_the_files_of_the_system_and_of_the_operator(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = tmp_path / "system.pem"
    system.write_text("certificates")
    monkeypatch.setenv("SSL_CERT_FILE", str(system))

    assert files("/etc/ilofeed/ca.pem") == (str(system), "/etc/ilofeed/ca.pem")
    assert files("") == (str(system),)
