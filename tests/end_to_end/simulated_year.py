"""A year of twenty sources: pins, bumps, counters, session ids, a move, an old backup, a wrong clock.

Prints the figures; exit status 1 where an item was lost, announced twice, misdated or held, or where the
database grows faster than what it holds.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from fakes.simulated_year import Simulation


def main() -> int:
    """Simulate, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--randomness", type=int, default=1, help="another number gives another year")
    wanted = parser.parse_args()
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        figures = Simulation(Path(folder), wanted.days, randomness=wanted.randomness).run()
    seconds = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(figures.outcomes.items()))
    print(f"{wanted.days} days, 20 sources, {figures.polls} polls ({outcomes})")
    print(f"{1000 * seconds / figures.polls:.1f} ms of CPU a poll, {memory} MB of memory at most")
    print(f"{figures.items} items, {figures.entries} entries; an entry has {figures.most_aliases} names at most")
    print(f"bytes of database an entry, at each quarter: {figures.bytes_per_entry}")
    for name in ("lost", "twice", "vanished", "in_future", "misdated", "held"):
        found = getattr(figures, name)
        print(f"{name.replace('_', ' ')}: {len(found)} {' '.join(found[:5])}".rstrip())
    return 0 if figures.is_good and figures.is_bounded else 1


if __name__ == "__main__":
    sys.exit(main())
