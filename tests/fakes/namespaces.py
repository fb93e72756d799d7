"""Machines of their own, as far as the network and their names go: namespaces of Linux. Needs root and iproute2.

machine A ──(database)── 10.77.1.1 ┐
     └──────(sites)───── 10.77.3.1 ├─ here: the database, and the sites 10.77.9.1, 10.77.9.2, …
machine B ──(database)── 10.77.2.1 │
     └──────(sites)───── 10.77.4.1 ┘
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

_SITES = "10.77.9"


@dataclass(frozen=True)
class Machine:
    """A namespace with two ways here, one to the database and one to the sites."""

    name: str
    number: int
    folder: Path

    @property
    def database(self) -> str:
        """The address at which the database is reached from there."""
        return f"10.77.{self.number}.1"

    @property
    def around(self) -> list[str]:
        """What to put before a command to run it there, under a name of its own."""
        shell = f'hostname {self.name} && exec "$@"'
        return ["/sbin/ip", "netns", "exec", self.name, "unshare", "--uts", "sh", "-c", shell, "sh"]

    def cut_database(self) -> None:
        """Drop all packets to and from the database, without an answer."""
        _ip("link", "set", f"db{self.number}-{os.getpid()}", "down")

    def mend_database(self) -> None:
        """Let it pass again."""
        _ip("link", "set", f"db{self.number}-{os.getpid()}", "up")


@contextmanager
def machines(folder: Path, hosts: int) -> Iterator[tuple[Machine, Machine]]:
    """Two machines, and addresses for so many hosts, for the block."""
    with ExitStack() as stack:
        made = [
            Machine(f"machine-{number}-{os.getpid()}", number, folder / f"machine-{number}") for number in (1, 2)
        ]
        for machine in made:
            _ip("netns", "add", machine.name)
            stack.callback(_ip, "netns", "delete", machine.name)
            _ip("-n", machine.name, "link", "set", "lo", "up")
            _connect(machine, "db", machine.number)
            _connect(machine, "at", machine.number + 2)
            _ip("-n", machine.name, "route", "add", "default", "via", f"10.77.{machine.number + 2}.1")
        for host in range(1, hosts + 1):
            _ip("address", "add", f"{_SITES}.{host}/32", "dev", f"at1-{os.getpid()}")
        yield made[0], made[1]


def _connect(machine: Machine, name: str, network: int) -> None:
    here = f"{name}{machine.number}-{os.getpid()}"
    _ip("link", "add", here, "type", "veth", "peer", "name", name, "netns", machine.name)
    _ip("address", "add", f"10.77.{network}.1/24", "dev", here)
    _ip("link", "set", here, "up")
    _ip("-n", machine.name, "address", "add", f"10.77.{network}.2/24", "dev", name)
    _ip("-n", machine.name, "link", "set", name, "up")


def _ip(*words: str) -> None:
    subprocess.run(["/sbin/ip", *words], check=True)
