"""Log to standard error, one line per event, as text, or as JSON for programs."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from ilofeed.core import terminal
from ilofeed.core.moving_line import MOVING_LINE
from ilofeed.core.state import PollReport
from ilofeed.core.utc import utc_stamp

FORMS = ("text", "json")

Facts = Mapping[str, str | int | float | bool | None]


def configure(form: str = "text", *, verbose: bool = False) -> None:
    """Log to standard error in one of `FORMS`, in UTC; other libraries log only warnings and errors.

    *verbose* also explains the decisions that lead to the results.
    """
    _print_by(_Document() if form == "json" else _Line(), force=True)
    logging.getLogger("ilofeed").setLevel(logging.DEBUG if verbose else logging.INFO)


def warn() -> None:
    """Print only the messages of warnings and errors, for commands that do not `configure` a log.

    Without this, logging prints them itself, with control characters in quoted text.
    """
    _print_by(_Bare("%(message)s"))


def log_event(logger: logging.Logger, level: int, facts: Facts) -> None:
    """Log *facts* with *logger*."""
    if logger.isEnabledFor(level):
        logger.log(level, "%s", format_fields(facts), extra={"facts": facts})


def format_fields(facts: Facts) -> str:
    """Format *facts* as one line of ``key=value``, without empty, zero, missing and false values."""
    return " ".join(f"{key}={_shown(value)}" for key, value in facts.items() if value or isinstance(value, float))


def poll_fields(report: PollReport) -> Facts:
    """Return the fields of *report* for the log."""
    return {
        "source": report.source,
        "outcome": report.outcome.value,
        "reason": report.reason,
        "status": report.status,
        "bytes": report.bytes,
        "items": report.items,
        "new": report.new,
        "revised": report.revised,
        "moved": report.moved,
        "skipped": report.skipped,
        "published": report.published,
        "seconds": round(report.seconds, 3),
        "message": report.message,
    }


def _shown(value: object) -> str:
    """Format *value* for a line. Ambiguous text is quoted, and characters that do not print are escaped."""
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, float):
        return f"{value:.3f}"
    text = str(value)
    return repr(text) if not text.isprintable() or set(text) & set(" \\\"'=") else text


def _print_by(formatter: logging.Formatter, *, force: bool = False) -> None:
    """Print log records and Python's warnings to standard error with *formatter*."""
    stream = _Stream()
    stream.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[stream], force=force)
    logging.captureWarnings(capture=True)


class _Stream(logging.StreamHandler[TextIO]):
    """A handler that prints above the line on which a command shows its progress."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print *record*."""
        with MOVING_LINE.room():
            super().emit(record)


class _Bare(logging.Formatter):
    """A formatter for terminals."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line of *record*, in which quoted text breaks no line and moves no cursor."""
        return terminal.line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802, ANN401 - logging's name, and its triple
        """Return the traceback with its lines, and with control characters of quoted text escaped."""
        return terminal.lines(super().formatException(ei))


class _Line(_Bare):
    """A line with the time, the level and the message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime


class _Document(logging.Formatter):
    """A formatter that writes one JSON object per line: ``at``, ``level``, and the facts or ``message``."""

    def format(self, record: logging.LogRecord) -> str:
        """Format *record* as JSON, without a line break in it."""
        at = datetime.fromtimestamp(record.created, UTC)
        document: dict[str, object] = {
            "at": utc_stamp(at, "milliseconds"),
            "level": record.levelname.lower(),
        }
        facts = getattr(record, "facts", None)
        document |= facts if isinstance(facts, Mapping) else {"message": record.getMessage()}
        if record.exc_info:
            document["traceback"] = self.formatException(record.exc_info)
        return terminal.json(json.dumps(document, ensure_ascii=False))
