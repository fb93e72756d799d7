"""Send an answer so that no more than a part of it waits for a slow client."""

from __future__ import annotations

from typing import Any

from ilofeed.serve.file_cache import Headers

#: Bytes of a body that are written at once.
PART = 64 * 1024


async def respond(send: Any, status: int, headers: Headers, body: bytes) -> None:  # noqa: ANN401 - ASGI
    """Send an answer by ASGI's *send*, which waits while the client does not read."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    last = max(0, len(body) - 1) // PART * PART
    for start in range(0, last, PART):
        await send({"type": "http.response.body", "body": body[start : start + PART], "more_body": True})
    await send({"type": "http.response.body", "body": body[last:] if last else body})
