"""Start ilofeed and nginx with the same files, each on one core, and measure how quickly they answer."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from fakes.processes import free_port

SECONDS, CONNECTIONS = 2, 64
COMMAND = Path(sys.executable).with_name("ilofeed")
_PROXY = Path(__file__).parents[1] / "deploy/nginx/proxy.conf"
FEED = "source-0500.rss"  #: the feed that is asked for


@dataclass(frozen=True)
class Pace:
    """How quickly something answers."""

    rate: float  #: answers a second
    cost: float  #: seconds of its core for one

    def better(self, other: Pace) -> Pace:
        return Pace(max(self.rate, other.rate), min(self.cost, other.cost))


@dataclass(frozen=True)
class Running:
    """A server on a port of 127.0.0.1."""

    port: int
    pid: int
    behind: Running | None = None  #: the server that it asks

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(
                "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )
            response = connection.getresponse()
            return response, response.read()

    def memory(self, name: str) -> int:
        """Return its resident megabytes: VmRSS now, VmHWM at most."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) // 1024

    def connections(self) -> int:
        """Count its open connections, and some files."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def busy(self) -> float:
        """Return the seconds for which it, and the server that it asks, have had their core."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        own = sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9
        return own + self.behind.busy() if self.behind else own

    def pressed(self, core: int, *headers: str) -> Pace:
        """Measure how quickly it answers wrk on *core*."""
        wrk = [path_of("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
        given = [part for header in headers for part in ("-H", header)]
        command = on(core, [*wrk, *given, f"http://127.0.0.1:{self.port}/{FEED}"])
        begun = self.busy()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        busy = self.busy() - begun
        assert "Non-2xx" not in done.stdout, done.stdout
        assert "Socket errors" not in done.stdout, done.stdout
        rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", done.stdout)[0])
        return Pace(rate, busy / int(re.findall(r"(\d+) requests in", done.stdout)[0]))


def path_of(name: str) -> str:
    """Return the path of the program *name*, or an empty text."""
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin") or ""


def on(core: int, command: list[str]) -> list[str]:
    """Return *command* limited to that *core*."""
    return [path_of("taskset"), "-c", str(core), *command]


@contextmanager
def started(command: list[str], port: int, folder: Path, core: int) -> Iterator[Running]:
    """Start *command* on *core*, and wait until it answers at *port*."""
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(on(core, command), cwd=folder, stdout=log, stderr=log)
    try:
        running = Running(port, process.pid)
        deadline = time.monotonic() + 30
        while True:
            try:
                running.get("/" + FEED)
                break
            except OSError:
                assert process.poll() is None, (folder / "server.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield running
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def nginx(folder: Path, core: int) -> Iterator[Running]:
    """Start nginx with the same files, configured for speed."""
    port = free_port()
    lines = "types { application/rss+xml rss; } sendfile on; tcp_nopush on;\n"
    lines += "open_file_cache max=1000; open_file_cache_valid 60s;\n"
    lines += f"server {{ listen 127.0.0.1:{port}; root {folder}/feeds; }}"
    with _nginx_of(folder / f"nginx-{port}.conf", lines, port, core) as running:
        yield running


@contextmanager
def nginx_before(folder: Path, core: int, server: Running, *, keeps_open: bool) -> Iterator[Running]:
    """Start nginx before *server*, as ``deploy/nginx/proxy.conf`` has it, but for its copies.

    Without *keeps_open* it has no line that keeps connections to the server open.
    """
    port = free_port()
    text = _PROXY.read_text(encoding="utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
        "127.0.0.1:8000", f"127.0.0.1:{server.port}"
    )
    left_out = r"proxy_cache" if keeps_open else r"proxy_cache|keepalive|proxy_http_version|Connection"
    lines = "\n".join(line for line in text.splitlines() if not re.search(left_out, line))
    with _nginx_of(folder / f"nginx-{port}.conf", lines, port, core) as running:
        yield replace(running, behind=server)


@contextmanager
def _nginx_of(configuration: Path, lines: str, port: int, core: int) -> Iterator[Running]:
    folder = configuration.parent
    configuration.write_text(
        f"daemon off; master_process off; worker_processes 1; pid {configuration}.pid; error_log stderr crit;\n"
        "events { worker_connections 4096; }\nhttp { access_log off; keepalive_requests 1000000000;\n"
        + "".join(f"{kind}_temp_path {folder};\n" for kind in "client_body proxy fastcgi uwsgi scgi".split())
        + f"{lines}\n}}\n",
        encoding="utf-8",
    )
    with started([path_of("nginx"), "-e", "stderr", "-c", str(configuration)], port, folder, core) as running:
        yield running


@contextmanager
def ours(folder: Path, core: int) -> Iterator[Running]:
    """Start ``ilofeed serve``."""
    port = free_port()
    with started([str(COMMAND), "serve", "--port", str(port)], port, folder, core) as running:
        yield running
