"""Regular expressions that are compiled when they are first used, because a start uses few of them.

Compiling all of them at import took a fourteenth of a poll that is started for it. From the second use on, a method
is that of the compiled pattern itself, found in the instance: no call costs more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Protocol


class _Find(Protocol):
    def __call__(self, string: str, pos: int = ..., endpos: int = ..., /) -> re.Match[str] | None: ...


class _FindAll(Protocol):
    def __call__(self, string: str, pos: int = ..., endpos: int = ..., /) -> list[Any]: ...


class _FindEach(Protocol):
    def __call__(self, string: str, pos: int = ..., endpos: int = ..., /) -> Iterator[re.Match[str]]: ...


class _Replace(Protocol):
    def __call__(self, repl: str | Callable[[re.Match[str]], str], string: str, count: int = ..., /) -> str: ...


class _Split(Protocol):
    def __call__(self, string: str, maxsplit: int = ...) -> list[Any]: ...


class LazyPattern:
    """The methods of ``re.Pattern``, for a module's own patterns. Threads may share it."""

    def __init__(self, pattern: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.pattern = pattern
        self._flags = flags

    def __repr__(self) -> str:
        return f"LazyPattern({self.pattern!r}, {self._flags!r})"

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself, for functions that take no other."""
        return re.compile(self.pattern, self._flags)

    @cached_property
    def match(self) -> _Find:
        """``re.Pattern.match``."""
        return self.compiled.match

    @cached_property
    def fullmatch(self) -> _Find:
        """``re.Pattern.fullmatch``."""
        return self.compiled.fullmatch

    @cached_property
    def search(self) -> _Find:
        """``re.Pattern.search``."""
        return self.compiled.search

    @cached_property
    def findall(self) -> _FindAll:
        """``re.Pattern.findall``."""
        return self.compiled.findall

    @cached_property
    def finditer(self) -> _FindEach:
        """``re.Pattern.finditer``."""
        return self.compiled.finditer

    @cached_property
    def sub(self) -> _Replace:
        """``re.Pattern.sub``."""
        return self.compiled.sub

    @cached_property
    def split(self) -> _Split:
        """``re.Pattern.split``."""
        return self.compiled.split
