"""What a process costs, by the kernel's account, and several of them in turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

_ROOT = Path(__file__).parent.parent


class FailedError(Exception):
    """A contestant did not do what it was to do; no figure of it is worth anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What one process took, its children included."""

    cpu: float  #: seconds, user and system
    wall: float
    peak: int  #: kB of memory at most
    output: str


def run(command: Sequence[str | Path], folder: Path) -> Spent:
    """Run *command* in *folder* with an environment of its own. Raises FailedError."""
    environment = {"HOME": str(folder), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
    begun = time.perf_counter()
    with (folder / "output").open("w+b") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    if process.returncode:
        raise FailedError(f"{' '.join(map(str, command))[:200]} ended with {process.returncode}:\n{said[-2000:]}")
    return Spent(cpu=usage.ru_utime + usage.ru_stime, wall=wall, peak=usage.ru_maxrss, output=said)


def run_own(module: str, folder: Path, *arguments: str) -> tuple[Any, Spent]:
    """What ``bench.<module>`` prints as JSON, a process of its own in *folder*, and what it took."""
    folder.mkdir(exist_ok=True)
    start = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from bench.{module} import main; main()"
    spent = run([sys.executable, "-c", start, *arguments], folder)
    return json.loads(spent.output.splitlines()[-1]), spent


@dataclass(slots=True)
class Figures:
    """The measurements of one contestant."""

    values: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> float:
        """How far apart the measurements are, the outermost two, as a share of the middle."""
        return (max(self.values) - min(self.values)) / self.middle


def in_turns(
    rounds: int, contestants: Mapping[str, Callable[[], float]], before: Callable[[], object] = lambda: None
) -> dict[str, Figures]:
    """So many measurements of each of *contestants*, one after the other in every round.

    A first round is thrown away: files are compiled in it, and state comes into being. Each
    round begins with *before*.
    """
    found = {name: Figures() for name in contestants}
    for at in range(rounds + 1):
        before()
        for name, measure in contestants.items():
            value = measure()
            if at:
                found[name].values.append(value)
    return found


def spin() -> float:
    """CPU seconds for a fixed piece of arithmetic: what the machine itself varies by."""
    begun = time.process_time()
    total = 0
    for number in range(1_000_000):
        total += number * number
    return time.process_time() - begun
