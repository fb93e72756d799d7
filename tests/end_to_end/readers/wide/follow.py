"""rsstail, which asks for the feed every second for as long as it runs, and prints what is new."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import IO

from end_to_end.readers.wide import life
from fakes.real_parts import program
from fakes.shelf import Shelf

_NAMES = {"Title": "title", "Link": "link", "Pub.date": "date", "Author": "author"}
_ASKS = "Retrieving RSS feed"
# The first may have been sent before the step. The answer to the second is printed before the third.
_REQUESTS = 3
_LIMIT_S = 120


def rsstail(shelf: Shelf, documents: Path, format: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each entry that rsstail prints, with the step at which it did."""
    shelf.folder = documents / life.STEPS[0]
    command = (
        *(program("stdbuf", "coreutils"), "-oL"),
        *(program("rsstail", "rsstail"), "-v", "-P", "-i", "1", "-n", "100", "-l", "-p", "-a"),
        *("-u", f"{shelf.url}news.{format}"),
    )
    environment = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        limit = threading.Timer(_LIMIT_S, process.kill)
        limit.start()
        try:
            assert process.stdout
            for step in life.STEPS:
                shelf.folder = documents / step
                found = list(_entries(_until_asked_again(process.stdout)))
                yield from ((step, entry) for entry in found)
                if step == life.STEPS[0] and not found:
                    return  # it does not read the format
        finally:
            limit.cancel()
            process.kill()


def _until_asked_again(output: IO[str]) -> Iterator[str]:
    """Yield the lines that are printed while rsstail asks for the feed, and until it asks again."""
    for _request in range(_REQUESTS):
        yield from takewhile(lambda line: not line.startswith(_ASKS), output)


def _entries(lines: Iterator[str]) -> Iterator[Mapping[str, str]]:
    entry: dict[str, str] = {}
    for line in lines:
        name, _, value = line.strip().partition(": ")
        if name == "Title" and entry:
            yield entry
            entry = {}
        if name in _NAMES:
            entry[_NAMES[name]] = value
    if entry:
        yield entry
