"""A daemon that is killed and started again, and what it uses of the machine."""

from __future__ import annotations

import signal
import subprocess
from collections import Counter
from contextlib import suppress
from pathlib import Path

from fakes.operator import COMMAND


class Daemon:
    """The command `ilofeed run`, started again when it is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = (folder / "log").open("ab")
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [COMMAND, "run", "--port", "0"], cwd=self._folder, stderr=self._log, stdout=self._log
        )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self.start()

    def end(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(10)

    def megabytes(self) -> float:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000

    def descriptors(self) -> Counter[str]:
        """Return the number of its open descriptors of each kind."""
        found = Counter[str]()
        for each in Path(f"/proc/{self._process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                found[each.readlink().name.partition(":")[0]] += 1
        return found
