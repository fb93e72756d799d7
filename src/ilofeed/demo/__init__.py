"""The whole way offline: a small site on loopback, polled twice by the real pipeline.

The site's one page is the list that this program was made for, seven items; then the
same page with a new one on top.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path

from ilofeed.config import Config, load
from ilofeed.render import FORMATS, LIST, PAGE

SLUG = "covid-19-enterprises"
PATH = "/empent/areas/covid-19/news/lang--en/index.htm"
#: A page of today's site, to go on with; the one of the demo was of the old site.
LIVE_URL = "https://www.ilo.org/resource/news"

_DATABASE = "demo.db"
_CONFIG = "config.toml"
_TEXT = """\
# What the demo ran with. The site that it polled is gone; `ilofeed -c config.toml status`,
# `history {slug}` and `validate --all` still show what came of it.
[ilofeed]
database = "sqlite:///demo.db"
output = "."
base_url = "https://feeds.example.org/"
authority = "feeds.example.org,2026"

[fetch]
timeout = "10s"
min_delay = "0s"
allow_private = ["127.0.0.1"]

[[source]]
slug = "{slug}"
url = "{url}"
"""


class Site:
    """A site of one page, which can be changed while it is served."""

    def __init__(self, origin: str) -> None:
        self.url = f"{origin}{PATH}"
        self.show("first.html")

    def show(self, name: str) -> None:
        """From now on the page is the file *name*, of those that ship with the package."""
        self.body = resources.files("ilofeed.demo").joinpath("site", name).read_bytes()
        self.etag = f'"{sha256(self.body).hexdigest()[:16]}"'


@contextmanager
def served() -> Iterator[Site]:
    """The site, on a free port of loopback for as long as the block lasts."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.site = site = Site(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def config(url: str, folder: Path) -> Config:
    """The configuration of the demo, as it lies in *folder* for other commands to try."""
    path = folder / _CONFIG
    path.write_text(_TEXT.format(slug=SLUG, url=url), encoding="utf-8")
    return load(path)


def files(folder: Path) -> list[Path]:
    """What the demo publishes into *folder* for its source: the feeds, and the page for a person."""
    return [folder / f"{SLUG}.{format}" for format in (*FORMATS, PAGE)]


def clear(folder: Path) -> None:
    """Make *folder*, without what an earlier demo left there; any other file stays."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = [folder / f"all.{format}" for format in (*FORMATS, PAGE)]
    database = [folder / f"{_DATABASE}{end}" for end in ("", "-wal", "-shm")]
    more = [folder / name for name in (f"feeds.{LIST}", f"index.{PAGE}", "status.json", _CONFIG)]
    for path in (*files(folder), *beside, *database, *more):
        path.unlink(missing_ok=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        known = self.headers.get("If-None-Match") == site.etag
        if self.path != PATH:
            self._send(404, b"", "text/plain")
        elif known:
            self._send(304, b"", "text/html; charset=utf-8")
        else:
            self._send(200, site.body, "text/html; charset=utf-8")

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        if status in (200, 304):
            self.send_header("ETag", self.server.site.etag)  # type: ignore[attr-defined]
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the demo tells what is of interest."""
