"""All faults one after the other, as a table: what came of each, and what the subscriber saw of it.

First what an origin or a hub does at one poll; then what goes wrong on the machine, with clients and
between the lists of a site.
"""

# ruff: noqa: T201 - it is there to print

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from fakes.bad_origins import FAULTS
from fakes.mishaps import MISHAPS
from fakes.sufferer import suffer

_ROW = "{:40} {:14} {:18} {:>8} {:>8}  {}"
_OTHER_ROW = "{:40} {:14} {:>8}  {}"


def main() -> int:
    """Print the table. 1 where anything is not as it should be."""
    wrong = _of_polls() + _of_others()
    print(f"\n{len(FAULTS) + len(MISHAPS)} faults, {wrong} not as they should be")
    return min(wrong, 1)


def _of_polls() -> int:
    """How many faults of origins and hubs came to something else than they should."""
    print(_ROW.format("fault", "outcome", "reason", "seconds", "peak MB", "subscriber's view"))
    wrong = 0
    for fault in FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            suffered = suffer(fault, Path(folder))
        complaints = suffered.complaints(fault)
        wrong += bool(complaints)
        print(
            _ROW.format(
                fault.name,
                suffered.outcome,
                suffered.reason or "-",
                f"{suffered.seconds:.2f}",
                f"{suffered.megabytes:.0f}",
                "; ".join(complaints) or "nothing lost, false or twice",
            ),
            flush=True,
        )
    return wrong


def _of_others() -> int:
    """How many other faults did harm."""
    print("\n" + _OTHER_ROW.format("fault", "of", "seconds", "what came of it"))
    wrong = 0
    for mishap in MISHAPS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            complaints = list(mishap.check(Path(folder)))
        wrong += bool(complaints)
        seconds = f"{time.monotonic() - begun:.2f}"
        print(_OTHER_ROW.format(mishap.name, mishap.of, seconds, "; ".join(complaints) or "no harm"), flush=True)
    return wrong


if __name__ == "__main__":
    sys.exit(main())
