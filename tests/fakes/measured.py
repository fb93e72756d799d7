"""``ilofeed``, and its peak memory, in kB beyond the bare interpreter's, and its seconds of CPU.

The file that these are written to is the first argument.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def peak() -> int:
    """The most memory that this process has had, in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    before = peak()
    report = Path(sys.argv.pop(1))
    from ilofeed.cli import main

    try:
        main()
    finally:
        report.write_text(f"{peak() - before} {time.process_time()}", encoding="ascii")
