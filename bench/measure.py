"""Measure processes by the kernel's account, several of them in turns."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from bench.builds import PRESENT, ROOT

T = TypeVar("T")


class FailedError(Exception):
    """A contestant did not do what was to be measured, so its figure is worth nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds that something took."""

    cpu: float  #: user and system
    wall: float

    def each(self, count: int) -> Timing:
        """Return the share of one of *count*."""
        return Timing(cpu=self.cpu / count, wall=self.wall / count)


def middle(timings: Sequence[Timing]) -> Timing:
    """Return the medians of CPU and of wall time."""
    return Timing(cpu=median(each.cpu for each in timings), wall=median(each.wall for each in timings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Costs and output of one process with its children."""

    time: Timing
    peak: int  #: kB of memory at most
    output: str


def environment(folder: Path) -> dict[str, str]:
    """Return what a measured process finds in its environment, and nothing of ours."""
    return {"HOME": str(folder), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}


def run(command: Sequence[str | Path], folder: Path) -> Spent:
    """Run *command* in *folder*. Raises FailedError."""
    begun = time.perf_counter()
    with (folder / "output").open("w+b") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(folder), stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if process.returncode:
        raise FailedError(f"{' '.join(map(str, command))[:200]} ended with {process.returncode}:\n{text[-2000:]}")
    return Spent(time=Timing(cpu=usage.ru_utime + usage.ru_stime, wall=wall), peak=usage.ru_maxrss, output=text)


def module(name: str, *arguments: str, python: Path = PRESENT.python, root: Path = ROOT) -> list[str | Path]:
    """Return the command that runs ``bench.<name>`` of the source in *root*."""
    start = f"import sys; sys.path.insert(0, {str(root)!r}); from bench.{name} import main; main()"
    return [python, "-c", start, *arguments]


def run_own(
    name: str, folder: Path, *arguments: str, python: Path = PRESENT.python, root: Path = ROOT
) -> tuple[Any, Spent]:
    """Run ``bench.<name>`` in *folder*; return the JSON that it prints, and its costs."""
    folder.mkdir(exist_ok=True)
    spent = run(module(name, *arguments, python=python, root=root), folder)
    return json.loads(spent.output.splitlines()[-1]), spent


@dataclass(slots=True)
class Figures:
    """Measurements of the same thing at different times."""

    values: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> float:
        """The distance between the outermost two, as a share of the middle."""
        return (max(self.values) - min(self.values)) / self.middle


def in_turns(
    rounds: int, contestants: Mapping[str, Callable[[], T]], before: Callable[[], object] = lambda: None
) -> dict[str, list[T]]:
    """Measure each of *contestants* once in every round, one after the other.

    A first round is thrown away: it compiles files and creates state. Each round begins with *before*.
    """
    found: dict[str, list[T]] = {name: [] for name in contestants}
    for at in range(rounds + 1):
        before()
        for name, measure in contestants.items():
            value = measure()
            if at:
                found[name].append(value)
    return found


def peaks(found: Mapping[str, Iterable[Spent]]) -> dict[str, int]:
    """Return the peak memory of each contestant, in kB."""
    return {name: max(each.peak for each in spent) for name, spent in found.items()}


def spin() -> float:
    """Return the CPU seconds of a fixed piece of arithmetic, which show how the machine varies."""
    begun = time.process_time()
    total = 0
    for number in range(1_000_000):
        total += number * number
    return time.process_time() - begun
