"""Try a cluster of processes: its speed, and what happens when processes, database or network fail.

First 1, 2 and 4 workers poll 400 sources. Then, with a thousand sources on fifty hosts, one worker is killed, one
is stopped for longer than its leases, the leading ticker is killed and the database restarted. At last (as root)
workers run in network namespaces, one of which loses the database for a minute. Prints the checks; the exit status
is 1 if one does not hold.
"""

# ruff: noqa: T201 - it is there to print

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from types import FrameType

from end_to_end.cluster_trials.faults import faults
from end_to_end.cluster_trials.network import cut_off
from end_to_end.cluster_trials.speed import speed
from fakes import postgres
from fakes.judge import Judge

# Sources whose speed is measured.
TIMED = 400
# Minutes at most for all of it.
LONGEST = 8


def main() -> int:
    """Run the chosen parts, and print the checks."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", type=int, default=1000)
    options.add_argument("--hosts", type=int, default=50)
    options.add_argument("parts", nargs="*", default=["speed", "faults", "network"])
    chosen = options.parse_args()
    judge, begun = Judge(), time.monotonic()
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(60 * LONGEST)
    with postgres.server(listen="*") as server:
        if "speed" in chosen.parts:
            timed = min(TIMED, chosen.sources)
            print(f"polls a second, {timed} sources on {chosen.hosts} hosts, answers take 20 ms")
            for workers in (1, 2, 4):
                speed(judge, server, workers, timed, chosen.hosts)
        if "faults" in chosen.parts:
            print("a worker killed, one stopped for longer than its leases, then the leader, then the database")
            faults(judge, server, chosen.sources, chosen.hosts)
        if "network" in chosen.parts and os.getuid() == 0:
            print("workers in network namespaces, one of them without the database for a minute")
            cut_off(judge, server, 30, 10)
        elif "network" in chosen.parts:
            print("network namespaces need root; left out")
    print(f"{time.monotonic() - begun:.0f} seconds")
    return 1 if judge.wrong else 0


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"it took longer than {LONGEST} minutes")


if __name__ == "__main__":
    sys.exit(main())
