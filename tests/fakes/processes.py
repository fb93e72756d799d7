"""Programs that tests start beside ilofeed: as whom, how long a test waits for them, and their end."""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

_UNPRIVILEGED = ("postgres", "nobody")


def until(
    holds: Callable[[], object],
    why: str = "it never came to that",
    *,
    meanwhile: Callable[[], None] = lambda: None,
    seconds: float = 60,
) -> None:
    """Do *meanwhile* until it *holds*; fail when it has not for so long."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not holds():
        assert time.monotonic() < deadline, why
        meanwhile()
        pause.wait(0.02)


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Return the user as whom a program runs that refuses to be root; None where we are not root."""
    if os.getuid() != 0:
        return None
    names = {each.pw_name: each for each in pwd.getpwall()}
    return next(names[name] for name in _UNPRIVILEGED if name in names)


def as_unprivileged() -> Any:  # arguments of subprocess
    """Return the arguments with which subprocess starts a program that refuses to be root."""
    user = _unprivileged_user()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def given_away(folder: Path) -> Path:
    """Let the program that runs `as_unprivileged` write into *folder*."""
    if user := _unprivileged_user():
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


@contextmanager
def public_folder() -> Iterator[Path]:
    """Make a temporary folder that programs of other users may read; pytest's are for our user alone."""
    with tempfile.TemporaryDirectory(prefix="ilofeed-servers-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def free_port() -> int:
    """Return a port of the loopback that nothing listens at."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Command(Struct, frozen=True, kw_only=True):
    """A program that serves at *port* of the loopback, in the foreground, and writes into *folder*."""

    words: Sequence[str | Path]
    folder: Path
    port: int

    def answers(self) -> bool:
        """Return whether it accepts connections."""
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def started(*commands: Command) -> Iterator[None]:
    """Start *commands* side by side, wait until each accepts connections, and end them after the block."""
    with ExitStack() as stack:
        processes = [(command, stack.enter_context(_process(command))) for command in commands]
        for command, process in processes:
            until(partial(_is_decided, command, process), f"{command.words[0]} does not answer")
            assert process.poll() is None, f"{command.words[0]} has ended: {_log(command)}"
        yield


def _is_decided(command: Command, process: subprocess.Popen[bytes]) -> bool:
    """Return whether the program answers or has ended."""
    return process.poll() is not None or command.answers()


@contextmanager
def _process(command: Command) -> Iterator[subprocess.Popen[bytes]]:
    with (command.folder / "output").open("wb") as log:
        process = subprocess.Popen(
            command.words,
            cwd=command.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(command.folder)},
            **as_unprivileged(),
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _log(command: Command) -> str:
    return (command.folder / "output").read_text(errors="replace")
