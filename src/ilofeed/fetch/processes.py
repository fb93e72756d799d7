"""Names of processes, by which another process on one machine checks if the holder of a host has ended."""

from __future__ import annotations

import os
import socket

# Distinguishes this process from an earlier one with the same number.
_PROCESS_NONCE = os.urandom(4).hex()


def process_id() -> str:
    """Return the name of this process, for `process_has_ended`."""
    return f"{socket.gethostname()}/{os.getpid()}/{_PROCESS_NONCE}"


def process_has_ended(holder: str) -> bool:
    """Check that the process *holder* has certainly ended. Processes of other machines are unknown."""
    machine, _, rest = holder.partition("/")
    process, _, nonce = rest.partition("/")
    if machine != socket.gethostname() or not process.isdigit():
        return False
    if int(process) == os.getpid() and nonce != _PROCESS_NONCE:
        return True  # an earlier process had our number, as the first process of a container always has
    try:
        os.kill(int(process), 0)  # signal 0 only checks that the process exists
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
