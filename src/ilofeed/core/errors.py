"""What can go wrong, split by who must act.

IlofeedError
├── ConfigError      the operator edits config.toml           exit status 2
├── StoreError       the operator looks at the database       exit status 3
├── NotifyError      the operator cannot be told               tried again
└── PollError        this source failed this time             exit status 1, the others go on
    ├── FetchError     the page did not come
    │   └── DeferredError  it was not asked for: it is not its time
    ├── ExtractError   it came, but has changed its looks
    ├── PatternError   a pattern of the operator takes too long to search for
    └── PublishError   it was read and kept, but a feed file could not be written

A message is one sentence that names the thing and the remedy.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar


class IlofeedError(Exception):
    """An expected failure: told to the operator in one line, without a traceback."""

    exit_status: ClassVar[int] = 1


class ConfigError(IlofeedError):
    """The configuration says something that cannot be done."""

    exit_status = 2


class StoreError(IlofeedError):
    """The database cannot be opened, read or written."""

    exit_status = 3


class NotifyError(IlofeedError):
    """The operator could not be told this time."""


class PollError(IlofeedError):
    """One source failed this time; ``reason`` is a short stable code for programs."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class FetchError(PollError):
    """The page did not come.

    ``status`` is the HTTP status where there was an answer; ``not_before`` is the
    earliest time at which the server wants to be asked again, where it named one;
    ``date`` what its clock said.
    """

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        status: int | None = None,
        not_before: datetime | None = None,
        date: datetime | None = None,
    ) -> None:
        super().__init__(reason, message)
        self.status = status
        self.not_before = not_before
        self.date = date


class DeferredError(FetchError):
    """The page was not asked for; that says nothing of the source.

    The reason is ``not_before`` where its host wants to be left alone until then, and
    ``stopped`` where the program was told to end.
    """


class ExtractError(PollError):
    """The page came, but it is not the list that it was.

    ``candidates`` are the parts of the page that could have been a list, each with the
    reason why it is none, for the one who looks.
    """

    def __init__(self, reason: str, message: str, *, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(reason, message)
        self.candidates = candidates


class LayoutNotFoundError(ExtractError):
    """No block of the page is an item by the profile's layout, and none is broken: another one may read it."""


class PatternError(PollError):
    """A pattern of config.toml met the time limit, so there is no answer."""


class PublishError(PollError):
    """The entries are kept, but a feed file could not be written."""
