"""Send an answer in parts, of which only one waits for a slow client."""

from __future__ import annotations

from typing import Any

from ilofeed.serve.file_cache import Headers

#: The size in bytes of a part of a body.
PART = 64 * 1024


async def respond(send: Any, status: int, headers: Headers, body: bytes) -> None:  # noqa: ANN401 - ASGI
    """Send an answer by ASGI's *send*, which waits while the client does not read."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    last = max(0, len(body) - 1) // PART * PART
    for start in range(0, last, PART):
        await send({"type": "http.response.body", "body": body[start : start + PART], "more_body": True})
    await send({"type": "http.response.body", "body": body[last:] if last else body})
