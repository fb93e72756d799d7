"""The expected failures, ordered by the person or program that must act.

IlofeedError
├── ConfigError      the operator edits config.toml           exit status 2
├── StoreError       the operator looks at the database       exit status 3
├── NotifyError      the operator cannot be notified          retried
└── PollError        this source failed this time             exit status 1, the others continue
    ├── FetchError     the page could not be fetched
    │   ├── DeferredError  the page was not requested, because it is not due
    │   └── MovedAwayError  the page has moved to another site, where it is not followed
    ├── ExtractError   the page was fetched, but its layout has changed
    ├── PatternError   the search for a pattern of the operator takes too long
    └── PublishError   the page was read and saved, but a feed file could not be written

A message is one sentence that names the thing and the remedy.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from ilofeed.core import secrets


class IlofeedError(Exception):
    """An expected failure, reported to the operator in one line, without a traceback."""

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str = "") -> None:
        """*message* may quote a secret: servers repeat what they get."""
        super().__init__(secrets.hide(message))

    def __reduce__(self) -> tuple[object, ...]:
        """Let an error pass from one process to another: an exception is otherwise made again of its message alone."""
        return _made_again, (type(self), self.args), self.__dict__


def _made_again(kind: type[IlofeedError], args: tuple[object, ...]) -> IlofeedError:
    return kind.__new__(kind, *args)


class ConfigError(IlofeedError):
    """The configuration cannot be carried out.

    ``place`` is the path of the value or table in the file, such as ``("source", 0, "url")``, also where the
    value is missing. It is empty if no single value is the cause.
    """

    exit_status = 2

    def __init__(self, message: str, *, place: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.place = place


class StoreError(IlofeedError):
    """The database cannot be opened, read or written."""

    exit_status = 3


class NotifyError(IlofeedError):
    """The operator could not be notified this time."""


class PollError(IlofeedError):
    """The poll of one source failed this time; ``reason`` is a short stable code for programs."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class FetchError(PollError):
    """The page could not be fetched.

    ``status`` is the HTTP status, if there was a response. ``not_before`` is the earliest time at which the
    server accepts the next request, if it named one. ``date`` is the time of its clock.
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
    """The page was not requested; this is no failure of the source.

    The reason is ``not_before`` if its host accepts no request until then, and ``stopped`` if the program was
    asked to end.
    """


class MovedAwayError(FetchError):
    """The page has moved to another site, to ``target``; only the operator knows if that is right."""

    def __init__(self, message: str, *, target: str) -> None:
        super().__init__("redirect", message)
        self.target = target


class ExtractError(PollError):
    """The page was fetched, but it is not the list that it was.

    ``candidates`` are the parts of the page that could have been a list, for the operator, each with the
    reason why it is none.
    """

    def __init__(self, reason: str, message: str, *, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(reason, message)
        self.candidates = candidates


class LeadsElsewhereError(ExtractError):
    """The page has no items, and sends browsers to ``target`` after a moment; the address is not checked."""

    def __init__(self, reason: str, message: str, *, target: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(reason, message, candidates=candidates)
        self.target = target


class LayoutNotFoundError(ExtractError):
    """No block of the page is an item or a broken item in the profile's layout; another layout may read it."""


class PatternError(PollError):
    """The search for a pattern of config.toml met the time limit, so its result is unknown."""


class PublishError(PollError):
    """The entries are saved, but a feed file could not be written."""
