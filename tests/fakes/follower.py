"""Follow a page of the documentation: run its commands, and compare their output with the page.

A page may contain:

    ```toml             a block that begins with "# config.toml" is written to that file
    ```html             the page of the site from now on, at the path of the comment before it: <!-- at /news -->
    ```json             the same for an answer in JSON
    ```xml              and for one in XML
    <!-- at /news: fixtures/ilo-cards/front.html -->    the same, out of a file
    <!-- back -->       all as it was after the first console block
    <!-- recovered --> the site as it was then, the folder as it is now
    <!-- in a clone --> the config.toml of this repository lies there
    <!-- the site of today --> the site answers as today's does: `fakes.todays_site`
    <!-- file NAME -->  the block after it is written to this file
    <!-- installed NAME --> the profile NAME in the module NAME of the folder is that of an installed package
    <!-- fails -->      each command of the console block after it fails
    ```console          each line behind "$ " is run, and prints the lines below it; "..." stands for anything,
                        and "^C" at the end for the key that ends it

The site is on loopback, and stands in for https://www.ilo.org. An entry of the catalogue, "ilo:news", is found by
its real name only: a command with one is left out, unless the site has that name (`fakes.todays_world`).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fakes.site import Answer, Site
from fakes.todays_site import furnish

ROOT = Path(__file__).parents[2]
_SITE = "https://www.ilo.org"
_PORT = "127.0.0.1:8000"
# What make does behind the setting up, which is done.
_MADE = {"make run": "ilofeed demo"}
_STEP = re.compile(
    r"^(?:<!-- file (?P<name>\S+) -->\n```\w+|```(?P<kind>toml|html|json|xml|console))\n(?P<body>.*?)^```$"
    r"|^<!-- (?P<note>back|recovered|fails|in a clone|the site of today|installed (?P<plugin>\S+)"
    r"|at (?P<path>\S+?)(?:: (?P<file>\S+))?) -->$",
    re.MULTILINE | re.DOTALL,
)
_HTML = "text/html; charset=utf-8"
_TYPES = {"html": _HTML, "json": "application/json", "xml": "application/xml"}
_CATALOGUE = re.compile(r"\bilo:|\badd ilo --online")
#: The settings that make the site one that may be asked, and the followers quick.
LOOPBACK = '\n[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'


@dataclass(frozen=True, slots=True)
class Done:
    """A command, its expected and its real output, and its exit status."""

    command: str
    expected: str
    came: str
    status: int
    fails: bool = False

    @property
    def is_as_expected(self) -> bool:
        pattern = re.escape(self.expected.rstrip()).replace(re.escape("..."), ".*?")
        is_printed = re.fullmatch(pattern, self.came.rstrip(), re.DOTALL) is not None
        return is_printed and (self.status != 0) == self.fails


class Follower:
    """Does what pages say, in *folder*, with *site* for the world."""

    def __init__(self, folder: Path, site: Site, settings: str = LOOPBACK) -> None:
        """*settings* are added to each config.toml that is written."""
        self.folder = folder
        self.site = site
        self._settings = settings
        self._path = "/"
        self._fails = False
        self._shown: dict[str, tuple[str, str]] = {}
        self._first: dict[str, tuple[str, str]] | None = None  # what was shown at the first console block
        folder.mkdir()
        (folder / ".venv").symlink_to(Path(sys.executable).parents[1])

    def follow(self, page: str) -> Iterator[Done]:
        """Each command of *page*, as it is done."""
        for step in _STEP.finditer(page):
            if step["note"]:
                self._note(step)
            elif step["name"]:
                file = self.folder / step["name"]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(step["body"], encoding="utf-8")
            elif step["kind"] in _TYPES:
                self._show(self._path, step["body"].replace(_SITE, self.site.origin), _TYPES[step["kind"]])
            elif step["kind"] == "toml":
                if step["body"].startswith("# config.toml"):
                    self._write(step["body"])
            else:
                yield from self._console(step["body"])
                self._fails = False
                self._keep()

    def _note(self, step: re.Match[str]) -> None:
        if step["note"] in ("back", "recovered"):
            self._back(whole=step["note"] == "back")
        elif step["note"] == "in a clone":
            self._write((ROOT / "config.toml").read_text(encoding="utf-8"))
        elif step["note"] == "the site of today":
            furnish(self.site)
        elif step["note"] == "fails":
            self._fails = True
        elif step["plugin"]:
            self._install(step["plugin"])
        else:
            self._path = step["path"]
            if step["file"]:
                self._show(self._path, (ROOT / step["file"]).read_text(encoding="utf-8"))

    def _install(self, name: str) -> None:
        metadata = self.folder / f"{name}-1.0.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n")
        (metadata / "entry_points.txt").write_text(f"[ilofeed.profiles]\n{name} = {name}\n")

    def _keep(self) -> None:
        if self._first is None:
            self._first = dict(self._shown)
            shutil.copytree(self.folder, self._kept, symlinks=True)

    def _back(self, *, whole: bool) -> None:
        if whole:
            shutil.rmtree(self.folder)
            shutil.copytree(self._kept, self.folder, symlinks=True)
        for path, shown in (self._first or {}).items():
            self._show(path, *shown)

    @property
    def _kept(self) -> Path:
        return self.folder.with_name(f"{self.folder.name} after the first block")

    def _show(self, path: str, body: str, content_type: str = _HTML) -> None:
        self._shown[path] = body, content_type
        self.site.answer(Answer(body=body.encode(), content_type=content_type), path)

    def _write(self, body: str) -> None:
        text = body.replace(_SITE, self.site.origin) + self._settings
        (self.folder / "config.toml").write_text(text, encoding="utf-8")

    def _console(self, body: str) -> Iterator[Done]:
        for block in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, expected = block.partition("\n")
            if self.leaves_out(command):
                continue
            ends = expected.endswith("^C\n")
            came, status = self._interrupted(command, expected) if ends else self._run(command)
            printed = expected.removesuffix("^C\n").replace(_PORT, "127.0.0.1:...")
            yield Done(command, printed, came.replace(self.site.origin, _SITE), status, self._fails)

    def leaves_out(self, command: str) -> bool:
        """Return whether *command* would request a real host name that the site does not have."""
        return self.site.origin != _SITE and bool(_CATALOGUE.search(command))

    def _run(self, command: str) -> tuple[str, int]:
        done = subprocess.run(
            ["/bin/bash", "-c", _MADE.get(command, command).replace(_SITE, self.site.origin)],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=120,
        )
        return done.stdout.decode(), done.returncode

    def _interrupted(self, command: str, expected: str) -> tuple[str, int]:
        """What *command* says until it has said as many lines as are *expected*, and after Ctrl-C."""
        process = subprocess.Popen(
            ["/bin/bash", "-c", f"exec {command} --port 0"],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        given_up = threading.Timer(120, process.kill)
        given_up.start()
        try:
            assert process.stdout is not None
            wanted = [line for line in expected.splitlines() if line not in ("...", "^C")]
            lines = [process.stdout.readline() for _ in wanted]
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate()
        finally:
            given_up.cancel()
            process.kill()
        return b"".join([*lines, rest]).decode(), process.returncode

    def _environment(self) -> dict[str, str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ILOFEED")}
        folder = {"PYTHONPATH": str(self.folder)}
        return kept | folder | {"PATH": path, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"}
