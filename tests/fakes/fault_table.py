"""All faults one after the other, as a table: what came of each, and what the subscriber saw of it."""

# ruff: noqa: T201 - it is there to print

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fakes.bad_origins import FAULTS
from fakes.sufferer import suffer

_ROW = "{:40} {:14} {:18} {:>8} {:>8}  {}"


def main() -> int:
    """Print the table. 1 where anything is not as it should be."""
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
    print(f"\n{len(FAULTS)} faults, {wrong} not as they should be")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
