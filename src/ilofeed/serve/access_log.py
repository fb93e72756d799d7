"""Access log: one line for each request, without data that identifies the client."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from ilofeed.serve.admin_app import PATH

_logger = logging.getLogger("ilofeed.access")

_LONGEST_PATH = 100
_LONGEST_NAME = 40


class AccessLog:
    """An ASGI application that logs every answer of another one."""

    def __init__(self, app: Callable[..., Any], monotonic: Callable[[], float]) -> None:
        self._app = app
        self._monotonic = monotonic

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        """Answer one request, and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, size = self._monotonic(), 0, 0

        async def counted(message: Mapping[str, Any]) -> None:
            nonlocal status, size
            status = message.get("status", status)
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            facts = facts_of(scope, status, size, self._monotonic() - begun)
            _logger.info("%s", format_facts(facts), extra={"facts": facts})


def facts_of(scope: Mapping[str, Any], status: int, size: int, seconds: float) -> dict[str, str | int | float]:
    """Return the facts that are logged of a request: never addresses, queries or cookies."""
    path = PATH if scope["path"].startswith(PATH) else scope["path"]
    agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
    # The name of a reader, without its version: after it, some give the number or the name of their subscribers.
    name = agent.decode("latin-1").partition("/")[0].partition("(")[0].strip()[:_LONGEST_NAME]
    return {
        "method": scope["method"],
        "path": path[:_LONGEST_PATH],
        "status": status,
        "bytes": size,
        "seconds": round(seconds, 3),
        "reader": name,
    }


def format_facts(facts: Mapping[str, str | int | float]) -> str:
    """Format *facts* as one line of ``key=value``, in ASCII."""
    return (
        f"method={facts['method']} path={facts['path']!a} status={facts['status']} bytes={facts['bytes']}"
        f" seconds={facts['seconds']:.3f} reader={facts['reader']!a}"
    )
