"""``make bench``: the table of bars, taken in one run. Exit status 1 where one does not hold."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.bars import Bar, table
from bench.first import first
from bench.growth import day, growth
from bench.measure import Figures, spin
from bench.polls import polls
from bench.programs import Site, cold, many, site
from bench.steps import steps

_SECTIONS: dict[str, Callable[[Site, Path, int], Iterator[Bar]]] = {
    "cold": cold,
    "many": many,
    "polls": polls,
    "steps": steps,
    "growth": growth,
    "day": day,
    "first": first,
}
#: Those that take minutes are measured only where they are named.
_USUAL = ("cold", "many", "polls", "steps")


def main() -> int:
    """Measure, print, and say whether all is well."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "sections", nargs="*", choices=[*_SECTIONS, []], help=f"only these; else {', '.join(_USUAL)}"
    )
    parser.add_argument(
        "--quick", action="store_true", help="one round of each: whether it works, not how fast it is"
    )
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each contestant (5)")
    wanted = parser.parse_args()
    rounds = 1 if wanted.quick else wanted.rounds
    machine, bars, begun = Figures(), [], time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="ilofeed-bench-") as folder, site() as origin:
        for name in wanted.sections or _USUAL:
            for bar in _SECTIONS[name](origin, Path(folder), rounds):
                machine.values.append(spin())
                bars.append(bar)
                print(" | ".join(bar.row()), file=sys.stderr, flush=True)
    print(table(bars))
    print(
        f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {time.perf_counter() - begun:.0f} s."
        f" CPU time; medians of {rounds}, taken in turns.\nThe same arithmetic took this machine"
        f" {machine.middle * 1000:.0f} ms, give or take {machine.spread / 2:.0%}: its spread."
    )
    broken = [bar for bar in bars if not bar.holds]
    print(f"{len(broken)} of {sum(bar.most is not None for bar in bars)} bars do not hold.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
