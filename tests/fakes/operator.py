"""Somebody at a shell, with the installed command, a folder of their own and a site on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import feedparser

from fakes.pages import ilo_list, some
from fakes.postgres import lose
from fakes.site import Site, serving

#: The path of a second page, `press`.
MORE = "/news/press-releases/lang--en/index.htm"

COMMAND = Path(sys.executable).with_name("ilofeed")


class Operator:
    """Runs ``ilofeed`` and looks at what comes of it."""

    def __init__(self, folder: Path, site: Site, database: str = "sqlite:///ilofeed.db") -> None:
        self.folder = folder
        self.database = database
        self.site = site
        self.configure()

    def configure(self, *more: str, head: str = "") -> None:
        (self.folder / "config.toml").write_text(
            '[ilofeed]\nbase_url = "https://feeds.example.org/"\nauthority = "feeds.example.org,2026"\n'
            + ("" if "database" in head else f'database = "{self.database}"\n')
            + f"{head}\n"
            f'[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
            f'[[source]]\nslug = "news"\nurl = "{self.site.url}"\n' + "\n".join(more),
            encoding="utf-8",
        )

    def run(self, *arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        return self._run([COMMAND, *arguments], stdin, environment)

    def run_python(self, program: str) -> subprocess.CompletedProcess[str]:
        """Run a *program* in Python in place of the command."""
        return self._run([sys.executable, "-c", program], b"", {})

    def _run(
        self, command: Sequence[str | Path], stdin: bytes, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
            env={**os.environ, **environment},
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def lose_database(self) -> None:
        lose(self.database, self.folder)

    def json(self, *arguments: str, status: int = 0) -> Any:
        done = self.run(*arguments, "--json")
        assert done.returncode == status, done.stderr
        return json.loads(done.stdout)

    def poll(self, *arguments: str, status: int = 0) -> Any:
        (poll,) = self.json("fetch", "--once", *arguments, status=status)["polls"]
        return poll

    def published(self) -> dict[str, tuple[bytes, int]]:
        folder = self.folder / "feeds"
        # How the sources are changes with every poll, and these say so.
        found = [path for path in folder.glob("*") if path.name not in ("index.html", "status.json")]
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}

    def ids(self) -> dict[str, list[str]]:
        """The ids of the published entries, by format, as a reader sees them."""
        folder = self.folder / "feeds"
        rss, atom = (feedparser.parse((folder / f"news.{each}").read_bytes()) for each in ("rss", "atom"))
        assert not rss.bozo
        assert not atom.bozo
        feed = json.loads((folder / "news.json").read_bytes())
        return {
            "rss": [entry.id for entry in rss.entries],
            "atom": [entry.id for entry in atom.entries],
            "json": [entry["id"] for entry in feed["items"]],
        }


def press(site: Site) -> str:
    """Return the configuration of the source ``press``, a second page of *site*."""
    return f'[[source]]\nslug = "press"\nurl = "{site.origin}{MORE}"'


@contextmanager
def of_two_pages(folder: Path) -> Iterator[Operator]:
    """Somebody who watches two pages, ``news`` and ``press``."""
    with serving() as site:
        site.show(ilo_list(some(7)))
        site.show(ilo_list(some(5)), MORE)
        operator = Operator(folder, site)
        operator.configure(press(site))
        yield operator
