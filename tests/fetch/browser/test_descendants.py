"""Find, measure and kill all processes below one."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator

import pytest

from fakes.processes import until
from ilofeed.fetch.browser.descendants import descendants, kill_below, memory
from ilofeed.fetch.browser.worker import exceeded

# Two processes that wait, one of them in a session of its own, below a shell that waits.
_TREE = "setsid tail -f /dev/null & tail -f /dev/null & wait"

# Becomes what the worker is, and has a process in a session of its own whose parent ends.
_ORPHANED = """
import os, subprocess
from pathlib import Path
from ilofeed.fetch.browser.descendants import descendants, kill_below
from ilofeed.fetch.browser.worker import become_reaper
become_reaper()
subprocess.run(["/bin/sh", "-c", "setsid tail -f /dev/null >/dev/null 2>&1 &"], check=True)
below = descendants(os.getpid())
while Path(f"/proc/{below[0]}/comm").read_text() != "tail\\n":
    pass
kill_below(os.getpid())
print(len(below), "tail, then", len(descendants(os.getpid())))
"""


@pytest.fixture
def tree() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["/bin/sh", "-c", _TREE]) as root:
        until(lambda: len(descendants(root.pid)) == 2)
        yield root
        kill_below(root.pid)
        root.kill()


def test_every_process_below_is_killed_and_no_other(tree: subprocess.Popen[bytes]) -> None:
    handles = [os.pidfd_open(process) for process in descendants(tree.pid)]

    kill_below(tree.pid)

    assert all(select.select([handle], [], [], 60)[0] for handle in handles)
    assert tree.wait(60) == 0  # the shell ended by itself
    for handle in handles:
        os.close(handle)


def test_a_process_whose_parent_has_ended_stays_below_the_worker() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ORPHANED], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout == "1 tail, then 0\n"


def test_a_process_that_has_ended_has_no_memory_and_none_below(tree: subprocess.Popen[bytes]) -> None:
    (first, _) = descendants(tree.pid)
    kill_below(tree.pid)
    tree.wait(60)

    assert memory(first) == 0
    assert descendants(tree.pid) == []


def test_the_exceeded_limit_is_named() -> None:
    own = [os.getpid()]

    assert exceeded(own, max_memory=1 << 40) == ""
    assert exceeded(own, max_memory=1 << 20) == "1 MB of memory"
    assert exceeded(own * 2, max_memory=1 << 40, most=1) == "1 processes"
