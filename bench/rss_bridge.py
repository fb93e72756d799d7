"""RSS-Bridge, kept warm: python rss_bridge.py FOLDER URL...

It makes one feed for each request. So a web server of PHP's own, with the compiled program in its memory, is asked for
the Atom feed of each page. The folder has a copy of the program with settings for the bench.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

#: How the list of a page is read, as `bench/naive.py` reads it.
_LIST = {
    "action": "display",
    "bridge": "XPath",
    "format": "Atom",
    "item": "//ol[@class='item-list']/li",
    "title": ".//h5",
    "content": ".//p[last()]",
    "uri": ".//h5/a/@href",
    "timestamp": ".//p[@class='item-info']",
    "_cache_timeout": "0",
}


def program() -> Path | None:
    """Return the folder of RSS-Bridge that the environment names, if PHP is there too."""
    named = os.environ.get("RSS_BRIDGE")
    return Path(named).resolve() if named and shutil.which("php") else None


def copy(origin: Path, folder: Path) -> None:
    """Copy the program into *folder*, with XPathBridge enabled and no feed kept for longer than a request."""
    if folder.exists():
        return
    shutil.copytree(origin, folder, ignore=shutil.ignore_patterns("cache"), ignore_dangling_symlinks=True)
    (folder / "cache").mkdir()
    (folder / "whitelist.txt").write_text("XPath\n", encoding="utf-8")  # releases before 2023
    (folder / "config.ini.php").write_text(
        '[system]\nenabled_bridges[] = "XPath"\n[cache]\ncustom_timeout = true\n', encoding="utf-8"
    )


def _feed(port: int, url: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/index.php?" + urlencode(_LIST | {"url": url}))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200 or b"<entry>" not in body:
        sys.exit(f"RSS-Bridge answered {answer.status}:\n{body[:2000]!r}")
    return body


def _listening(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.02)
        else:
            return
    sys.exit("PHP's web server did not start")


def main() -> None:
    """Ask for the feed of each page, and write it."""
    folder, urls = Path(sys.argv[1]), sys.argv[2:]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(folder / "program")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _listening(port)
            for at, url in enumerate(urls):
                (folder / f"{at}.atom").write_bytes(_feed(port, url))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
