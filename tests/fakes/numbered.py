"""Records of what code makes of known inputs, beside the number of that code.

A record is a JSON file with the number, and for each input by name two digests: of the input, and of what is made of
it. So a change of what is made of a known input cannot be committed without increasing the number; a new or changed
input can. `readings` and `renderings` are the two records.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

_ANEW = "run `.venv/bin/python scripts/record.py`, which records what is made of all inputs"
_LENGTH = 16


class Made(Struct, frozen=True, kw_only=True):
    """What the code of one number makes of each input."""

    number: int
    results: dict[str, str]  #: name -> digest of the input, blank, digest of what is made of it


class Record(Struct, frozen=True, kw_only=True):
    """A file of record."""

    file: Path
    number: str  #: the name of the number in the file and in the code
    results: str  #: the name of the results in the file
    verb: str  #: what is done with an input
    module: str  #: the place of the number
    reason: str  #: what the increase is good for
    current: Callable[[], Made]  #: returns what the code makes now

    def recorded(self) -> Made:
        """Return what was recorded last."""
        kept = json.loads(self.file.read_bytes())
        return Made(number=kept[self.number], results=kept[self.results])

    def obstacle(self, before: Made, now: Made) -> str:
        """Return why *now* must not be recorded in the place of *before*, and what to do; empty if it may."""
        if now.number < before.number:
            return f"{self.number} was {before.number} already and is {now.number}; it may only increase"
        made = dict(pair.split() for pair in before.results.values())
        changed = [
            name
            for name, pair in sorted(now.results.items())
            if made.get(pair.split()[0], pair.split()[1]) != pair.split()[1]
        ]
        if changed and now.number == before.number:
            return (
                f"{self.verb} otherwise than before: {', '.join(changed)}. If that is meant,"
                f" increase {self.number} in {self.module}, {self.reason}; then {_ANEW}"
            )
        return ""

    def problem(self, before: Made, now: Made) -> str:
        """Return what is wrong with the record *before*, and what to do; empty where nothing is."""
        found = self.obstacle(before, now)
        return found if found or before == now else f"{self.file.name} is stale; {_ANEW}"

    def write(self) -> str:
        """Record what is made of all inputs; return why that was refused, empty if it was not."""
        now = self.current()
        refusal = self.obstacle(self.recorded(), now) if self.file.exists() else ""
        if not refusal:
            text = json.dumps({self.number: now.number, self.results: now.results}, indent=1)
            self.file.write_text(text + "\n", encoding="utf-8")
        return refusal


def pair(given: Any, made: Any) -> str:
    """Return the digests of an input and of what is made of it."""
    return f"{_digest(given)} {_digest(made)}"


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:_LENGTH]
