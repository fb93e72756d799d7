"""What is told to the one who runs it, a line each, on standard error: as text, or as JSON for programs."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ilofeed.core import terminal
from ilofeed.core.state import PollReport
from ilofeed.core.utc import utc_stamp

FORMS = ("text", "json")

Facts = Mapping[str, str | int | float | bool | None]


def configure(form: str = "text", *, verbose: bool = False) -> None:
    """Log to standard error in one of `FORMS`, in UTC; other libraries only where something is wrong.

    *verbose* also explains the decisions that lead to what is told.
    """
    _print_by(_Document() if form == "json" else _Line(), force=True)
    logging.getLogger("ilofeed").setLevel(logging.DEBUG if verbose else logging.INFO)


def warn() -> None:
    """Print what is logged from warnings on, for commands that do not `configure` a log: the message alone.

    Without this, logging prints it by itself, with all that it quotes.
    """
    _print_by(_Bare("%(message)s"))


def log_event(logger: logging.Logger, level: int, facts: Facts) -> None:
    """Have *logger* tell of *facts*."""
    if logger.isEnabledFor(level):
        logger.log(level, "%s", format_fields(facts), extra={"facts": facts})


def format_fields(facts: Facts) -> str:
    """*facts* as one line of ``key=value``; what is nothing, none or no is left out."""
    return " ".join(f"{key}={_shown(value)}" for key, value in facts.items() if value or isinstance(value, float))


def poll_fields(report: PollReport) -> Facts:
    """What there is to tell of a poll."""
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
    """*value* in a line: quoted where it could be taken for something else, spelt out where it is no letter."""
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, float):
        return f"{value:.3f}"
    text = str(value)
    return repr(text) if not text.isprintable() or set(text) & set(" \\\"'=") else text


def _print_by(formatter: logging.Formatter, *, force: bool = False) -> None:
    """Print what is logged, and Python's warnings, to standard error by *formatter*."""
    stream = logging.StreamHandler()
    stream.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[stream], force=force)
    logging.captureWarnings(capture=True)


class _Bare(logging.Formatter):
    """Formats records for a terminal."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the line of *record*; what it quotes breaks no line and moves no cursor."""
        return terminal.line(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802, ANN401 - logging's name, and its triple
        """Return the traceback, whose lines count; an exception quotes what it was raised for."""
        return terminal.lines(super().formatException(ei))


class _Line(_Bare):
    """A line with the time, the level and the message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = time.gmtime


class _Document(logging.Formatter):
    """A JSON object a line: ``at``, ``level``, and the facts, or ``message`` where there are none."""

    def format(self, record: logging.LogRecord) -> str:
        """*record* as JSON, without a line break in it."""
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
