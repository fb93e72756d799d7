"""A forked child does not wait for threads that exist only in its parent."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import os, signal, threading
from ilofeed.core.process_lock import ProcessLock

lock, taken, done = ProcessLock(), threading.Event(), threading.Event()

def hold():
    with lock:
        taken.set()
        done.wait()

threading.Thread(target=hold).start()
taken.wait()
child = os.fork()
if child == 0:
    signal.alarm(5)
    with lock:
        os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
done.set()
"""


def test_a_child_that_is_forked_while_a_thread_holds_the_lock_can_take_it() -> None:
    # -W: Python 3.12 warns of a fork in a program with threads, which is the case in point
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.stdout, done.stderr) == ("7\n", "")
