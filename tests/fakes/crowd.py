"""Many small sites, and subscribers to all of their feeds: what a cluster is shown with."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from fakes.pages import Listed, ilo_list

#: Items that every page has at first.
AT_FIRST = 5


class Crowd:
    """Pages of many hosts, all served at one port; who asks, and how many ask one host at once, is counted."""

    def __init__(self, sources: dict[str, str], port: int, answer_takes: float) -> None:
        """*sources* are the hosts of the pages, by slug."""
        self.hosts = sources
        self.port = port
        self.answer_takes = answer_takes
        self.counts = dict.fromkeys(sources, AT_FIRST)
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []  #: when a page was asked for
        self.most_at_once = 0
        self._at_once: Counter[str] = Counter()
        self._lock = threading.Lock()

    def url(self, slug: str) -> str:
        """The address of the page of the source *slug*."""
        return f"http://{self.hosts[slug]}:{self.port}/{slug}"

    def add(self, slug: str) -> None:
        """Put a new item on the page."""
        self.counts[slug] += 1

    @property
    def titles(self) -> set[str]:
        """Of all that was ever on the pages."""
        return {_title(slug, at) for slug, count in self.counts.items() for at in range(1, count + 1)}

    def answer(self, host: str, slug: str) -> bytes:
        """The page of *slug*, after a while."""
        with self._lock:
            self._at_once[host] += 1
            self.most_at_once = max(self.most_at_once, self._at_once[host])
            self.asked[slug] += 1
            self.times.append(time.monotonic())
        time.sleep(self.answer_takes)
        shown = range(self.counts.get(slug, 0), 0, -1)
        items = [Listed(number=600000 + at, title=_title(slug, at)) for at in shown]
        with self._lock:
            self._at_once[host] -= 1
        return ilo_list(items, title=f"News of {slug}").encode()


def _title(slug: str, number: int) -> str:
    return f"Report {number} of {slug}"


class _Server(ThreadingHTTPServer):
    request_queue_size = 200
    daemon_threads = True
    crowd: Crowd

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: some clients are killed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        body = server.crowd.answer(self.headers["Host"], self.path.strip("/"))
        with suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The requests are counted."""


@contextmanager
def gathered(sources: dict[str, str], *, answer_takes: float = 0.02) -> Iterator[Crowd]:
    """The pages of *sources*, for the block."""
    with _Server(("0.0.0.0", 0), _Handler) as server:  # noqa: S104 - also for those in other namespaces
        server.crowd = Crowd(sources, server.server_port, answer_takes)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.crowd
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Subscribers:
    """They read every feed whenever it has changed, and remember all ids that an item ever had."""

    folders: tuple[Path, ...]
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    broken: list[str] = field(default_factory=list)
    _read: dict[Path, int] = field(default_factory=dict)

    def read(self) -> None:
        """Read what is there now."""
        for folder in self.folders:
            for path in folder.glob("source-*.json"):
                changed = path.stat().st_mtime_ns
                if self._read.get(path) != changed:
                    self._read[path] = changed
                    self._take_in(path)

    def _take_in(self, path: Path) -> None:
        items = json.loads(path.read_bytes())["items"]
        if len({each["id"] for each in items}) != len(items):
            self.broken.append(f"{path.name} shows an id twice")
        for each in items:
            self.ids[each["title"]].add(each["id"])

    @property
    def twice(self) -> list[str]:
        """Items that had more than one id."""
        return sorted(title for title, ids in self.ids.items() if len(ids) > 1)
