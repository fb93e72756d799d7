"""A small site on loopback for the demo, polled twice by the real pipeline.

The site has two lists: one in the structure of the current ILO site, whose news is invented, and the
list of the old site that this program was made for. At the second poll each has a new item on top.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from ilofeed.config.loader import Config, load
from ilofeed.publish import feed_lists
from ilofeed.publish.render import FORMATS, ICON, ICON_FORMAT, LIST, PAGE

#: A list of the current site, to continue with.
LIVE_URL = "https://www.ilo.org/resource/news/all-news-recent"

_DATABASE = "demo.db"
_CONFIG = "config.toml"
_TEXT = """\
# Configuration of the demo. The site that it polled is gone, but its results are still here:
# `ilofeed -c config.toml status`, `history ilo-news`, `validate --all`.
[ilofeed]
database = "sqlite:///demo.db"
output = "."
base_url = "https://feeds.example.org/"
authority = "feeds.example.org,2026"

[fetch]
timeout = "10s"
min_delay = "0s"
allow_private = ["127.0.0.1"]
"""


class DemoList(NamedTuple):
    """A list page of the site; its files are in the folder `site/SLUG`."""

    slug: str
    path: str
    about: str


LISTS = (
    DemoList(
        "ilo-news", "/resource/news/all-news-recent", "a list of the ILO's site since April 2024, invented news"
    ),
    DemoList(
        "covid-19-enterprises",
        "/empent/areas/covid-19/news/lang--en/index.htm",
        "a numbered list of the old site",
    ),
)


class Site:
    """A site whose lists can be changed while it is served."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.show("first.html")

    def show(self, name: str) -> None:
        """Serve the file *name* of the package's data as the page of each list."""
        folder = resources.files("ilofeed.cli.demo_site").joinpath("site")
        self.bodies = {each.path: folder.joinpath(each.slug, name).read_bytes() for each in LISTS}


@contextmanager
def served() -> Iterator[Site]:
    """Serve the site on a free loopback port while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.site = site = Site(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def config(origin: str, folder: Path) -> Config:
    """Write the configuration of the demo to *folder*, for use with other commands, and return it."""
    path = folder / _CONFIG
    sources = (f'\n[[source]]\nslug = "{each.slug}"\nurl = "{origin}{each.path}"\n' for each in LISTS)
    path.write_text(_TEXT + "".join(sources), encoding="utf-8")
    return load(path)


def files(folder: Path) -> list[Path]:
    """Return the files that the demo publishes in *folder*: feeds and HTML pages."""
    return [folder / f"{each.slug}.{format}" for each in LISTS for format in (*FORMATS, PAGE)]


def clear(folder: Path) -> None:
    """Create *folder*, and remove the files of an earlier demo from it; other files stay."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = [folder / f"all.{format}" for format in (*FORMATS, PAGE)]
    database = [folder / f"{_DATABASE}{end}" for end in ("", "-wal", "-shm")]
    lists = [f"{name}.{LIST}" for name in feed_lists.NAMES]
    more = [folder / name for name in (*lists, f"index.{PAGE}", f"{ICON}.{ICON_FORMAT}", "status.json", _CONFIG)]
    for path in (*files(folder), *beside, *database, *more):
        path.unlink(missing_ok=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        body = site.bodies.get(self.path)
        if body is None:
            self._send(404, b"")
            return
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self._send(304, b"", etag)
        else:
            self._send(200, body, etag)

    def _send(self, status: int, body: bytes, etag: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8" if etag else "text/plain")
        if etag:
            self.send_header("ETag", etag)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing: the demo prints its own messages."""
