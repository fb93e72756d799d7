"""Ctrl-C while the program is still being loaded."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

#: Sends the signal to its own process at the moment when the command line is imported.
PROGRAM = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "ilofeed.cli":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
signal.signal(signal.SIGINT, {before})
sys.argv = ["ilofeed", "--version"]
from ilofeed.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("before", "status", "first_word"),
    [("signal.default_int_handler", -signal.SIGINT, ""), ("signal.SIG_IGN", 0, "ilofeed")],
)
def test_an_interrupt_during_the_start_ends_it_without_a_traceback_unless_it_is_ignored(
    before: str, status: int, first_word: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr, done.stdout.partition(" ")[0]) == (status, "", first_word)
