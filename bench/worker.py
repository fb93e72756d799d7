"""A build that stays open in a process of its own, and what it takes for each thing it is asked for.

``main`` is run with DRIVER and FOLDER. Each line of its standard input names a method of the driver's ``Build``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Self

from bench.builds import PRESENT
from bench.measure import FailedError, Timing, environment, module


class Worker:
    """The side that asks."""

    def __init__(self, driver: str, folder: Path, python: Path = PRESENT.python) -> None:
        self._errors = folder / "errors"
        command = module("worker", driver, str(folder), python=python)
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment(folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(BrokenPipeError):  # it has ended by itself
            self._pipe(self._process.stdin).close()
        self._process.wait()
        self._pipe(self._process.stdout).close()

    def ask(self, method: str) -> tuple[Any, Timing]:
        """Return the answer to *method*, and what it took. Raises FailedError."""
        questions, answers = self._pipe(self._process.stdin), self._pipe(self._process.stdout)
        try:
            questions.write(f"{method}\n")
            questions.flush()
        except BrokenPipeError:
            raise self._failed() from None
        line = answers.readline()
        if not line:
            raise self._failed()
        answer, cpu, wall = json.loads(line)
        return answer, Timing(cpu=cpu, wall=wall)

    def _failed(self) -> FailedError:
        self._process.wait()
        return FailedError(self._errors.read_text(encoding="utf-8", errors="replace")[-2000:])

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


def cpu() -> float:
    """Return the CPU seconds of this process so far, by the kernel's account."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Answer until the standard input ends."""
    driver, folder = sys.argv[1:]
    with import_module(f"bench.{driver}").Build(Path(folder)) as build:
        for line in sys.stdin:
            method = getattr(build, line.strip())
            before, begun = cpu(), time.perf_counter()
            answer = method()
            took: Sequence[float] = cpu() - before, time.perf_counter() - begun
            print(json.dumps([answer, *took]), flush=True)
