"""What the daemon tells: a line for each poll, on standard error."""

from __future__ import annotations

import logging
import time

from ilofeed.memory import PollReport


def configure() -> None:
    """Log to standard error, in UTC; other libraries only where something is wrong."""
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    stream = logging.StreamHandler()
    stream.setFormatter(formatter)
    logging.basicConfig(level=logging.WARNING, handlers=[stream])
    logging.getLogger("ilofeed").setLevel(logging.INFO)


def told(report: PollReport) -> str:
    """*report* as one line of ``key=value``; what did not happen is left out."""
    facts: list[tuple[str, object]] = [
        ("source", report.source),
        ("outcome", report.outcome.value),
        ("reason", report.reason),
        ("status", report.status),
        ("bytes", report.bytes),
        ("items", report.items),
        ("new", report.new),
        ("revised", report.revised),
        ("moved", report.moved),
        ("skipped", report.skipped),
        ("published", "yes" if report.published else None),
        ("seconds", f"{report.seconds:.3f}"),
        ("message", repr(report.message) if report.message else None),
    ]
    return " ".join(f"{key}={value}" for key, value in facts if value)
