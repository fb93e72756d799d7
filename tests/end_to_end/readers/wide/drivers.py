"""Programs of Debian that ask a server for the feed: each is run after each step, and its entries are read."""

from __future__ import annotations

import json
import mailbox
import re
import shlex
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from email.header import decode_header, make_header
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from end_to_end.readers.subscribers import Newsboat, Rss2email, Sfeed, run
from fakes.real_parts import missing, program

#: An entry as a program has it, by the names of `assess.Entry`.
Line = Mapping[str, str | None]


class Driver(Protocol):
    """A program that has subscribed to one address."""

    def look(self) -> None:
        """Ask for the feed."""

    def entries(self) -> Iterator[Line]:
        """Yield its entries: all that it has, or all that it has announced."""


class NewsboatEntries(Newsboat):
    """newsboat, by its cache."""

    def entries(self) -> Iterator[Line]:
        names = ("id", "title", "link", "date", "author", "picture")
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache:
            rows = cache.execute(
                "SELECT guid, title, url, pubDate, author, enclosure_url FROM rss_item"
            ).fetchall()
        for row in rows:
            yield dict(zip(names, map(str, row), strict=True))


class SfeedEntries(Sfeed):
    """sfeed, by the lines of its file."""

    def entries(self) -> Iterator[Line]:
        names = ("date", "title", "link", "content", "type", "id", "author", "picture")
        for line in (self._folder / "feeds" / "news").read_text(encoding="utf-8").splitlines():
            yield dict(zip(names, line.split("\t"), strict=False))


def mails(folder: Path) -> Iterator[Mapping[str, str]]:
    """Yield the headers and the text of the mails in the Maildir *folder*; "from" is the name alone."""
    for mail in mailbox.Maildir(folder):
        # A name is found before it is decoded: a colon in it would begin a group (RFC 5322 section 3.4).
        raw = {name.lower(): str(value) for name, value in mail.items()}
        raw["from"] = parseaddr(raw.get("from", ""))[0]
        headers = {name: str(make_header(decode_header(value))) for name, value in raw.items()}
        headers["body"] = "".join(
            part.get_payload(decode=True).decode()  # type: ignore[union-attr] # bytes, as the part is no container
            for part in mail.walk()
            if part.get_content_type() == "text/plain" or not mail.is_multipart()
        )
        yield headers


class Rss2emailEntries(Rss2email):
    """rss2email, by its mails."""

    def entries(self) -> Iterator[Line]:
        for mail in mails(self._folder / "mail"):
            yield {
                "id": mail.get("x-rss-id"),
                "title": mail["subject"],
                "link": mail.get("x-rss-url"),
                "date": mail["date"],
                "author": mail["from"].partition(": ")[2],
            }


class Feed2imap:
    """feed2imap with a Maildir instead of a server, by its mails, which it replaces."""

    def __init__(self, url: str, folder: Path) -> None:
        self._program = program("feed2imap", "feed2imap")
        self._folder = folder
        target = (folder / "mail").as_uri().replace("file:", "maildir:")
        feed = {"name": "news", "url": url, "target": target}
        (folder / "rc").write_text(json.dumps({"cache": str(folder / "cache"), "feeds": [feed]}))  # YAML, too
        (folder / "rc").chmod(0o600)

    def look(self) -> None:
        run(self._program, "-f", self._folder / "rc", folder=self._folder)

    def entries(self) -> Iterator[Line]:
        for mail in mails(self._folder / "mail"):
            link = re.search(r"<(\S+)>", mail["body"])
            yield {
                "title": mail["subject"],
                "link": link and link[1],
                "date": mail["date"],
                "author": mail["from"],
            }


class Feed2exec:
    """feed2exec, by what it gives to its plugin that prints."""

    _FIELDS: Mapping[str, str] = {
        "id": "guid",
        "title": "title",
        "link": "link",
        "date": "published",
        "updated": "updated",
        "author": "author",
    }

    def __init__(self, url: str, folder: Path) -> None:
        self._command = (program("feed2exec", "feed2exec"), "--config", "rc", "--database", "seen.db")
        self._folder = folder
        self._announced: list[str] = []
        fields = " | ".join(f"{{item.{field}}}" for field in self._FIELDS.values())
        self._run("add", "news", url, "--output", "echo", "--args", fields)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._command, *arguments],
            cwd=self._folder,
            env={"HOME": str(self._folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.stdout

    def look(self) -> None:
        self._announced += self._run("fetch").splitlines()

    def entries(self) -> Iterator[Line]:
        for line in self._announced:
            yield dict(zip(self._FIELDS, " ".join(shlex.split(line)).split(" | "), strict=False))


#: Program and Debian's package.
DRIVERS: Mapping[str, Callable[[str, Path], Driver]] = {
    "newsboat": NewsboatEntries,
    "rss2email": Rss2emailEntries,
    "sfeed": SfeedEntries,
    "feed2imap": Feed2imap,
    "feed2exec": Feed2exec,
}


def version(package: str) -> str:
    """Return the version of Debian's *package*, without the parts that Debian adds."""
    dpkg = program("dpkg-query", "dpkg")
    done = subprocess.run(
        [dpkg, "--show", "--showformat=${Version}", package], capture_output=True, text=True, check=False
    )
    if done.returncode or not done.stdout:
        missing(f"{package} is not installed: apt-get install {package}")
    return re.sub(r"^\d+:|-[^-]*$", "", done.stdout)
