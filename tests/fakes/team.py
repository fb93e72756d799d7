"""The processes of a cluster."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from fakes.namespaces import Machine
from fakes.operator import COMMAND


def cpu(process: int) -> float:
    """Seconds of CPU that *process* has used, with those of its children that have ended."""
    stat = Path(f"/proc/{process}/stat").read_text()
    return sum(map(int, stat.rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")


def cpu_of_all(parent: int) -> float:
    """Seconds of CPU of *parent* and its children, those that have ended included."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    found = cpu(parent)
    for child in children:
        with suppress(OSError):
            found += cpu(int(child))
    return found


class Team:
    """The processes of a cluster, each with its log; all are ended in the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str], *, machine: Machine | None = None) -> None:
        """Start ``ilofeed`` with *command*, on *machine* or on this one."""
        around = machine.around if machine else []
        folder = machine.folder if machine else self.folder
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [*around, str(COMMAND), *command], cwd=folder, stdout=log, stderr=log
            )

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def cpu(self, name: str) -> float:
        """Seconds of CPU that it has used."""
        return cpu(self.processes[name].pid)

    def send(self, name: str, number: signal.Signals) -> None:
        self.processes[name].send_signal(number)

    def end(self, *names: str) -> dict[str, int]:
        """Have *names*, else all, end; the exit status of each."""
        chosen = names or tuple(self.processes)
        for name in chosen:
            self.send(name, signal.SIGTERM)
        return {name: self.processes.pop(name).wait(30) for name in chosen}

    def close(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()
