"""Real feed readers, each run without a screen: what they would show their people."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Protocol

import feedparser
from reader import EntryUpdateStatus, ReaderError, make_reader
from reader import Reader as Library

from fakes.real_parts import program


class Subscriber(Protocol):
    """A reader that has subscribed to one address."""

    def look(self) -> None:
        """Ask for the feed, as the reader does when its time has come."""

    def announced(self) -> Counter[str]:
        """Title -> how often it was ever shown as new."""


def run(*command: str | Path, folder: Path) -> None:
    """Run *command* with *folder* as its home. What it has to say of an outage is its own affair."""
    subprocess.run(
        command,
        cwd=folder,
        env={"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "dumb"},
        capture_output=True,
        check=False,
        timeout=60,
    )


class Feedparser:
    """A program built on feedparser that keeps ids, as many are."""

    def __init__(self, url: str, folder: Path) -> None:  # noqa: ARG002 - what the others need
        self.url = url
        self._etag: str | None = None
        self._modified: str | None = None
        self._ids: set[str] = set()
        self._announced: Counter[str] = Counter()

    def look(self) -> None:
        found = feedparser.parse(self.url, etag=self._etag, modified=self._modified)
        if found.get("status") != 200:
            return
        assert not found.bozo
        self._etag, self._modified = found.get("etag"), found.get("modified")
        for entry in found.entries:
            if entry.id not in self._ids:
                self._ids.add(entry.id)
                self._announced[entry.title] += 1

    def announced(self) -> Counter[str]:
        return self._announced


class Reader:
    """The library ``reader``; what it tells through its hook for new entries."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._announced: Counter[str] = Counter()
        self._reader = make_reader(str(folder / "reader.db"))
        self._reader.after_entry_update_hooks.append(self._hook)
        self._reader.add_feed(url)

    def _hook(self, _reader: Library, entry: Any, status: EntryUpdateStatus) -> None:
        if status is EntryUpdateStatus.NEW:
            self._announced[entry.title or ""] += 1

    def look(self) -> None:
        try:
            self._reader.update_feed(self._url)
        except ReaderError:
            return  # an outage

    def announced(self) -> Counter[str]:
        return self._announced


class Newsboat:
    """newsboat, by its cache: an entry is announced when its row appears or turns unread again."""

    def __init__(self, url: str, folder: Path) -> None:
        self._program = program("newsboat", "newsboat")
        self._folder = folder
        (folder / "urls").write_text(f"{url}\n")
        (folder / "config").write_text("reload-time 1\nshow-read-feeds yes\n")
        self._announced: Counter[str] = Counter()

    def look(self) -> None:
        folder = self._folder
        files = ("-u", folder / "urls", "-c", folder / "cache.db", "-C", folder / "config")
        run(self._program, *files, "-x", "reload", folder=folder)
        with closing(sqlite3.connect(folder / "cache.db")) as cache, cache:
            for (title,) in cache.execute("SELECT title FROM rss_item WHERE unread = 1").fetchall():
                self._announced[title] += 1
            cache.execute("UPDATE rss_item SET unread = 0")  # its person has read them

    def announced(self) -> Counter[str]:
        return self._announced


class Rss2email:
    """rss2email, by the mails in a maildir."""

    def __init__(self, url: str, folder: Path) -> None:
        self._program = program("r2e", "rss2email")
        self._folder = folder
        (folder / "mail" / "new").mkdir(parents=True)
        for name in ("cur", "tmp"):
            (folder / "mail" / name).mkdir()
        self._files = ("-c", folder / "r2e.cfg", "-d", folder / "r2e.json")
        run(self._program, *self._files, "new", "person@example.org", folder=folder)
        config = (folder / "r2e.cfg").read_text(encoding="utf-8")
        config = config.replace("email-protocol = sendmail", "email-protocol = maildir")
        lines = [line for line in config.splitlines() if not line.startswith("maildir-")]
        lines.insert(1, f"maildir-path = {folder}\nmaildir-mailbox = mail")
        (folder / "r2e.cfg").write_text("\n".join(lines) + "\n", encoding="utf-8")
        run(self._program, *self._files, "add", "news", url, folder=folder)

    def look(self) -> None:
        run(self._program, *self._files, "run", folder=self._folder)

    def announced(self) -> Counter[str]:
        titles: Counter[str] = Counter()
        for path in (self._folder / "mail" / "new").iterdir():
            subject = message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"]
            titles[" ".join(str(subject).split())] += 1
        return titles


class Sfeed:
    """sfeed, by the lines of its file; it knows no ids but compares id, link and title together."""

    def __init__(self, url: str, folder: Path) -> None:
        self._program = program("sfeed_update", "sfeed")
        program("curl", "curl")
        self._folder = folder
        (folder / "sfeedrc").write_text(f'sfeedpath="{folder}/feeds"\nfeeds() {{\n\tfeed "news" "{url}"\n}}\n')

    def look(self) -> None:
        run(self._program, self._folder / "sfeedrc", folder=self._folder)

    def announced(self) -> Counter[str]:
        lines = (self._folder / "feeds" / "news").read_text(encoding="utf-8").splitlines()
        # Field 6 is the id: what it keeps of one entry under two titles or links is one entry all the same.
        first = {line.split("\t")[5]: line.split("\t")[1] for line in reversed(lines)}
        return Counter(first.values())


SUBSCRIBERS: dict[str, Callable[[str, Path], Subscriber]] = {
    "feedparser": Feedparser,
    "reader": Reader,
    "newsboat": Newsboat,
    "rss2email": Rss2email,
    "sfeed": Sfeed,
}
