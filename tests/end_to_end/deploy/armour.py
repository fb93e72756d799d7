"""Runs a command under the system call rules of a systemd unit: ``python armour.py UNIT COMMAND...``.

What systemd would do with ``SystemCallFilter``, ``MemoryDenyWriteExecute`` and ``RestrictAddressFamilies``,
done by libseccomp, for where no systemd runs.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000
_EQUAL, _MASKED_EQUAL = 4, 7
_PROT_WRITE, _PROT_EXEC = 2, 4
# Calls that systemd lets through whatever a unit says (systemd.exec(5)).
_ALWAYS = "execve exit exit_group getrlimit rt_sigreturn sigreturn time".split()


class _Compare(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


def values(unit: Path, key: str) -> list[str]:
    """What *unit* says of *key*, a line each."""
    return re.findall(rf"^{key}=(.*)$", unit.read_text(), flags=re.MULTILINE)


def allowed(unit: Path) -> set[str]:
    """The system calls that *unit* allows."""
    found = set(_ALWAYS)
    for line in values(unit, "SystemCallFilter"):
        if not line:  # it begins anew
            found = set(_ALWAYS)
        calls = {call for name in line.removeprefix("~").split() for call in _expanded(name)}
        found = found - calls if line.startswith("~") else found | calls
    return found


def _expanded(name: str) -> Iterator[str]:
    if not name.startswith("@"):
        yield name
        return
    listed = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, check=True)  # noqa: S607
    for line in listed.stdout.decode().splitlines()[1:]:
        if (word := line.strip()) and not word.startswith("#"):
            yield from _expanded(word)


def rules(unit: Path) -> Iterator[tuple[str, tuple[_Compare, ...]]]:
    """Every call that *unit* allows, with what its arguments must be; a call may come several times."""
    both = _PROT_WRITE | _PROT_EXEC
    denies_executable = values(unit, "MemoryDenyWriteExecute")[-1] == "yes"
    for call in allowed(unit):
        if not denies_executable and call in ("mmap", "mprotect", "pkey_mprotect"):
            yield call, ()
        elif call == "mmap":
            for protection in (0, _PROT_WRITE, _PROT_EXEC):
                yield call, (_Compare(2, _MASKED_EQUAL, both, protection),)
        elif call in ("mprotect", "pkey_mprotect"):
            yield call, (_Compare(2, _MASKED_EQUAL, _PROT_EXEC, 0),)
        elif call == "socket":
            for family in " ".join(values(unit, "RestrictAddressFamilies")).split():
                yield call, (_Compare(0, _EQUAL, getattr(socket, family), 0),)
        else:
            yield call, ()


def put_on(unit: Path) -> None:
    """Hold this process and its children to the rules of *unit*, for good."""
    library = ctypes.CDLL(ctypes.util.find_library("seccomp") or "libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(_REFUSE | errno.EPERM))
    for call, compared in rules(unit):
        number = library.seccomp_syscall_resolve_name(call.encode())
        several = (_Compare * len(compared))(*compared)
        # Below zero it is a call of other machines.
        if number >= 0 and library.seccomp_rule_add_array(
            context, ctypes.c_uint32(_ALLOW), number, len(compared), several
        ):
            raise OSError(f"no rule for {call}")
    if library.seccomp_load(context):
        raise OSError("the kernel takes no filter")


if __name__ == "__main__":
    put_on(Path(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - that is what it is for
