"""Find, measure and kill all processes below one, by Linux's /proc.

Playwright gives Chromium a process group of its own, and Chromium's helpers leave that, so no signal to a group
reaches all of them. Below a subreaper (prctl(2)) no process can leave the tree.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_ENDED = ("Z", "X")
# Seconds between two looks at processes that are ending.
_GLANCE = 0.005


def descendants(root: int) -> list[int]:
    """Return the processes below *root* that have not ended."""
    children: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            # A process may end at any moment.
            with suppress(OSError):
                state, parent = _status(folder)
                children[parent].append((int(folder.name), state))
    found, waiting = [], [root]
    while waiting:
        for process, state in children[waiting.pop()]:
            waiting.append(process)
            if state not in _ENDED:
                found.append(process)
    return found


def kill_below(root: int) -> None:
    """Kill every process below *root*, also those that are started meanwhile, and return when none is left."""
    while found := descendants(root):
        for process in found:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        threading.Event().wait(_GLANCE)


def memory(process: int) -> int:
    """Return the bytes of memory that *process* has for itself, or shares with its children alone."""
    with suppress(OSError):
        facts = dict(line.split(":", 1) for line in (_PROC / str(process) / "status").read_text().splitlines())
        return sum(int(facts.get(name, "0 kB").split()[0]) for name in ("RssAnon", "RssShmem")) * 1024
    return 0


def _status(folder: Path) -> tuple[str, int]:
    """Return the state of the process with the *folder* in /proc, and the number of its parent."""
    # The name of the program is in parentheses, and may contain any character.
    fields = (folder / "stat").read_text("latin-1").rpartition(")")[2].split()
    return fields[0], int(fields[1])
