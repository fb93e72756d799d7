"""The checks of a long run, each printed when it is made."""

# ruff: noqa: T201 - it is there to print

from __future__ import annotations


class Judge:
    """Prints checks, and counts those that do not hold."""

    def __init__(self) -> None:
        self.wrong = 0

    def check(self, words: str, *, holds: bool) -> None:
        print(f"  {'ok   ' if holds else 'WRONG'} {words}", flush=True)
        self.wrong += not holds
