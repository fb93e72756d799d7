"""Feeds behind real caches: what readers get while ``ilofeed serve`` is up, fails and is gone."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest
from msgspec import Struct

from end_to_end.deploy.caches import DEPLOYED, PLAIN, PROXIES, Configure
from end_to_end.deploy.origin import Origin, origin
from end_to_end.deploy.parts import documented
from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.processes import free_port, given_away, public_folder, started, until
from fakes.real_parts import require_debian_12
from fakes.served import Client, Got
from fakes.site import serving

#: The first document stays fresh, the others grow stale after a second.
FRESH, STALE, EDITED, OTHER = "/news.atom", "/news.rss", "/news.json", "/all.rss"
LARGE = "/large.html"
PRIVATE, KEY = "/board.rss", "Only_for-members-0123456789"
CODINGS = ("gzip", "identity")
NAME = "feeds.example.org"


#: Whether readers of the two codings get a copy, by a cell of the table.
HAVE_COPY = {"a copy": {True}, "a copy of one coding": {True, False}, "an error": {False}}


class Row(Struct, frozen=True, kw_only=True):
    """A row of the table in docs/serving.md."""

    keeps: str
    gone: str
    failing: str
    compares: str
    knows: str


class Life(Struct, frozen=True, kw_only=True):
    """A cache, its two origins, and the files of these."""

    client: Client
    origin: Origin
    spare: Origin
    output: Path

    def get(self, path: str, coding: str, **headers: str) -> Got:
        got = self.client.get(path, Host=NAME, Accept_Encoding=coding, **headers)
        assert got.status != 200 or got.headers.get("content-encoding", "identity") == coding, (path, coding)
        return got

    def get_without_coding(self, path: str) -> bytes:
        """Return the body for a reader that sends no Accept-Encoding, as http.client does of itself."""
        with closing(HTTPConnection("127.0.0.1", self.client.port, timeout=30)) as connection:
            connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", NAME)
            connection.endheaders()
            return connection.getresponse().read()

    def get_each(self, path: str) -> list[Got]:
        return [self.get(path, coding) for coding in CODINGS]

    def asked(self, path: str) -> int:
        return self.origin.asked(path) + self.spare.asked(path)

    def polled_until_asked(self, path: str) -> list[Got]:
        """Poll *path* as readers until the cache asks an origin; return what they got."""
        answers: list[Got] = []
        before = self.asked(path)
        until(lambda: self.asked(path) > before, meanwhile=lambda: answers.extend(self.get_each(path)))
        return answers

    def is_kept(self, path: str, coding: str) -> bool:
        """Return whether the cache answers without asking an origin."""
        before = self.asked(path)
        return self.get(path, coding).status == 200 and self.asked(path) == before

    def is_sent(self, path: str, answers: list[Got]) -> bool:
        """Return whether all *answers* are the published bytes."""
        published = (self.output / path[1:]).read_bytes()
        return all(got.status == 200 and content(got) == published for got in answers)


def content(got: Got) -> bytes:
    return gzip.decompress(got.body) if got.headers.get("content-encoding") == "gzip" else got.body


def check_readers(life: Life) -> None:
    """Readers of fresh copies get the bytes that they accept, and 304 if they have them; no origin is asked."""
    for coding in CODINGS:
        first = life.get(FRESH, coding)
        assert life.is_sent(FRESH, [first])
        assert first.headers["vary"] == "Accept-Encoding"
        until(partial(life.is_kept, FRESH, coding))
        before = life.asked(FRESH)
        for name, value in (("If_None_Match", "etag"), ("If_Modified_Since", "last-modified")):
            assert life.get(FRESH, coding, **{name: first.headers[value]}).status == 304
        assert life.get(FRESH, coding, If_None_Match='"other"').status == 200
        assert life.asked(FRESH) <= before + 1
    assert life.get_without_coding(FRESH).startswith(b"<?xml")
    until(partial(life.is_kept, LARGE, "identity"))


def check_connections(life: Life) -> None:
    """Requests for what is not kept share connections, of which processes of the cache have one each."""
    for _ in range(8):
        assert life.get("/healthz", "identity").status == 200

    assert life.asked("/healthz") == 8
    assert len(life.origin.connections) + len(life.spare.connections) <= 4


def check_private(life: Life) -> None:
    """No copy of a private feed is kept, neither for those who have its key nor for others."""
    for coding in CODINGS * 2:
        got = life.get(f"{PRIVATE}?key={KEY}", coding)
        assert (got.status, got.headers["cache-control"].split(",")[0]) == (200, "private")
        assert life.get(PRIVATE, coding).status == 404

    # Refusals may be kept: a cache knows no key, but each address has its own answer.
    assert life.asked(f"{PRIVATE}?key={KEY}") == 2 * len(CODINGS)


def check_edit(life: Life, *, compares: bool) -> None:
    """A stale copy is compared by its tag, if the cache does that, and an edit gets through."""
    for path in (STALE, EDITED):
        for coding in CODINGS:
            until(partial(life.is_kept, path, coding))
    (life.output / EDITED[1:]).write_bytes((life.output / EDITED[1:]).read_bytes().replace(b"Report", b"Rapport"))

    life.polled_until_asked(STALE)
    until(lambda: life.is_sent(EDITED, life.get_each(EDITED)))

    assert any(b"if-none-match" in headers for path, headers in life.origin.requests if path == STALE) is compares
    for coding in CODINGS:
        until(partial(life.is_kept, STALE, coding))
        has = life.get(STALE, coding).headers
        known = {"If_None_Match": has["etag"], "If_Modified_Since": has["last-modified"]}
        assert life.get(STALE, coding, **known).status == 304


def check_outage(life: Life, expected: int) -> None:
    """Readers get their feeds from an origin that fails or is gone; those who have them get the *expected* status."""
    tags = [got.headers["etag"] for got in life.get_each(STALE)]
    life.origin.is_failing = True

    assert life.is_sent(STALE, life.polled_until_asked(STALE))
    assert life.is_sent(STALE, life.get_each(STALE))
    life.origin.die()
    for path in (STALE, EDITED):
        assert life.is_sent(path, life.get_each(path))
    known = [life.get(STALE, coding, If_None_Match=tag) for coding, tag in zip(CODINGS, tags, strict=True)]
    assert [got.status for got in known] == [expected, expected], (tags, known)


def check_deployed(life: Life, row: Row) -> None:
    """Check a cache with its file in ``deploy/``."""
    check_connections(life)
    check_private(life)
    check_readers(life)
    check_edit(life, compares=row.compares == "yes")
    check_outage(life, 304 if row.knows == "yes" else 200)


def check_proxy(life: Life, row: Row) -> None:
    """Check a proxy that keeps no copies."""
    assert row.keeps == "no"
    check_connections(life)
    check_private(life)
    for coding in CODINGS:
        tag = life.get(FRESH, coding).headers["etag"]
        assert life.get(FRESH, coding, If_None_Match=tag).status == 304


def check_plain(life: Life, row: Row) -> None:
    """Check a cache with no line of ours."""
    for path in (OTHER, STALE, FRESH, OTHER, STALE, FRESH):
        life.get_each(path)
    until(lambda: {life.is_kept(FRESH, coding) for coding in CODINGS} == {row.keeps == "yes"})

    life.origin.is_failing = True
    life.polled_until_asked(STALE)
    until(lambda: {got.status == 200 for got in life.get_each(STALE)} == HAVE_COPY[row.failing])
    # It is older than the one that was just found to be stale.
    life.origin.die()
    until(lambda: {got.status == 200 for got in life.get_each(OTHER)} == HAVE_COPY[row.gone])


def _checked(check: Callable[[Life, Row], None], row: Row, life: Life) -> None:
    check(life, row)


class Lives:
    """Caches that run side by side from the first test that asks for one."""

    def __init__(self, house: House, folder: Path, pool: ThreadPoolExecutor) -> None:
        self._house, self._folder = house, folder
        rows = {
            name: Row(**dict(zip(Row.__struct_fields__, cells, strict=False)))
            for name, cells in documented("Behind a cache").items()
        }
        jobs: dict[str, tuple[Mapping[str, Configure], Callable[[Life, Row], None]]] = {
            "deployed": (DEPLOYED, check_deployed),
            "plain": (PLAIN, check_plain),
            "proxy": (PROXIES, check_proxy),
        }
        self._futures = {
            (kind, name): pool.submit(
                self._live, f"{kind}-{name}", configure, partial(_checked, check, rows[name])
            )
            for kind, (caches, check) in jobs.items()
            for name, configure in caches.items()
        }

    def end(self, kind: str, name: str) -> None:
        """Wait for the end of a life, and raise what it raised."""
        self._futures[kind, name].result(300)

    def _live(self, name: str, configure: Configure, check: Callable[[Life], None]) -> None:
        folder = self._folder / name
        folder.mkdir()
        house = House(folder / "house", self._house.site)
        house.more = self._house.more
        shutil.copytree(self._house.folder, house.folder)
        short = (STALE, EDITED, OTHER)
        with house.app() as app, origin(app, *short) as first, origin(app, *short) as spare:
            command = configure(given_away(folder), free_port(), first.port, spare.port)
            with started(command):
                check(Life(client=Client(command.port), origin=first, spare=spare, output=house.output))


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    with serving() as site, public_folder() as folder, ThreadPoolExecutor(20) as pool:
        site.show(ilo_list(some(7)))
        house = House(tmp_path_factory.mktemp("house"), site)
        house.more = f'[[feed]]\nslug = "board"\nkey = "{KEY}"\n'
        house.poll()
        (house.output / LARGE[1:]).write_bytes(b"<p>" * 1_000_000)
        yield Lives(house, folder, pool)


@pytest.mark.parametrize("name", DEPLOYED)
def test_feeds_are_right_behind_a_cache_and_survive_an_outage(lives: Lives, name: str) -> None:
    lives.end("deployed", name)


@pytest.mark.parametrize("name", PLAIN)
def test_the_table_of_caches_is_what_they_do(lives: Lives, name: str) -> None:
    require_debian_12()

    lives.end("plain", name)


def test_a_proxy_of_one_line_keeps_connections_and_tags(lives: Lives) -> None:
    lives.end("proxy", "Caddy")
