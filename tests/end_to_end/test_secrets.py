"""A server repeats every secret that it gets, wherever it can. Nothing that is written contains one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, Request, Site, serving

SECRETS = {"NEWS_TOKEN": "t0k3n-4711\"q'", "NEWS_COOKIE": "c00kie-4712", "NEWS_DATABASE": "ilofeed-s3cret-4713"}
FETCH = """
[source.fetch]
headers = {Authorization = "Bearer {env:NEWS_TOKEN}"}
cookies = {session = "{env:NEWS_COOKIE}"}
"""


class Echo(Site):
    """A site that repeats the secrets of a request in its answer: in a page, a header, a status or an address."""

    def receive(self, request: Request) -> Answer:
        super().receive(request)
        seen = f"{request.headers.get('Authorization')} {request.headers.get('Cookie')}"
        if request.path == "/broken":
            return Answer(raw=f"HTTP/1.1 500 {seen}\r\nContent-Length: 0\r\n\r\n".encode())
        if request.path == "/moved":
            return Answer(status=302, headers={"Location": f"/login?back={seen.replace(' ', '+')}"})
        if request.path == "/robots.txt":
            return self.missing
        page = (
            ilo_list(some(5)).replace("</body>", f"<p>{seen}</p></body>").replace("Report number 3", f"For {seen}")
        )
        return Answer(
            body=page.encode(),
            content_type=f"text/html; charset=utf-8; seen={seen}",
            headers={
                "ETag": f'"{seen[:40]}"',
                "Last-Modified": seen,
                "Refresh": f"3600; url=/next?seen={seen.replace(' ', '+')}",
                "Link": f"</next?seen={seen.replace(' ', '+')}>; rel=next",
            },
            validators=False,
        )


def written(folder: Path) -> bytes:
    """All that the files below *folder* contain, unpacked where it is packed."""
    parts = []
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "config.toml":
            content = path.read_bytes()
            parts.append(content)
            parts += unpacked(content)
    return b"".join(parts)


def unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what is compressed in *content*, in the way of the database."""
    magic = zlib.compress(b"")[:2]
    for at in range(len(content)):
        if content.startswith(magic, at):
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(content[at:])


def test_no_output_file_or_database_contains_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with serving() as site:
        site.__class__ = Echo
        operator = Operator(tmp_path, site)
        others = [
            f'[[source]]\nslug = "{name}"\nurl = "{site.origin}/{name}"\n{FETCH}' for name in ("broken", "moved")
        ]
        operator.configure(FETCH, *others, head='database = "sqlite:///{env:NEWS_DATABASE}.db"')

        runs = [
            operator.run(*command)
            for command in (
                ["fetch", "--once", "--verbose"],
                ["status", "--json"],
                ["check", "--online"],
                ["preview", "news"],
                ["history", "news"],
                ["fetch", "--once", "--log-format", "json", "--force"],
            )
        ]

    shown = "".join(run.stdout + run.stderr for run in runs)
    assert any(
        request.headers.get("Authorization") == f"Bearer {SECRETS['NEWS_TOKEN']}" for request in site.requests
    )
    assert "500 Bearer *** session=***" in shown
    assert "redirects to" in shown
    found = shown.encode() + written(tmp_path)
    assert b"<p>Bearer *** session=***</p>" in found
    for secret in ("t0k3n-4711", "c00kie-4712", "s3cret-4713"):
        assert secret.encode() not in found


@pytest.mark.parametrize("command", [["check"], ["fetch", "--once"]])
def test_a_secret_that_is_missing_is_named_and_nothing_runs(command: list[str], tmp_path: Path) -> None:
    with serving() as site:
        operator = Operator(tmp_path, site)
        operator.configure(FETCH)

        done = operator.run(*command, NEWS_COOKIE="c00kie-4712")

    assert done.returncode == 2
    assert "source news: fetch.headers.Authorization needs the environment variable NEWS_TOKEN" in done.stderr
    assert site.requests == []
