"""Why a page did not come, as a FetchError in our words."""

from __future__ import annotations

import ssl
from datetime import datetime

import httpx

from ilofeed.errors import FetchError
from ilofeed.fetch.server_date import server_date


def refusal(url: str, response: httpx.Response, not_before: datetime | None) -> FetchError:
    """Why an answer of another status is no page."""
    status = response.status_code
    if response.headers.get("cf-mitigated") == "challenge":
        return FetchError(
            "challenge", f"{url} answers {status} and wants to see a browser; write to its operator", status=status
        )
    advice = {
        401: "; it does not want to be read by programs",
        403: "; it does not want to be read by programs",
        404: "; has the page moved?",
        410: "; has the page moved? It is not asked for again unless forced",
    }.get(status, "")
    message = f"{url} answers {status} {response.reason_phrase}".rstrip() + advice
    date = server_date(response.headers)
    return FetchError(f"status_{status}", message, status=status, not_before=not_before, date=date)


def failure(url: str, error: httpx.HTTPError, timeout: float) -> FetchError:
    """Return a message about what went wrong."""
    match error:
        case httpx.TimeoutException():
            return FetchError(
                "timeout", f"{url} did not answer in full within {timeout:g} seconds; the next poll asks again"
            )
        case httpx.ConnectError():
            return _unconnected(url, error)
        case httpx.RemoteProtocolError():
            return FetchError("truncated", f"{url} sent a broken or incomplete answer: {error}")
        case _:
            return FetchError("connect", f"the connection to {url} broke: {error}")


def _unconnected(url: str, error: httpx.ConnectError) -> FetchError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchError("tls", f"{url} has no certificate that can be trusted: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            return FetchError("tls", f"{url} cannot be spoken to with encryption: {error}")
        cause = cause.__cause__ or cause.__context__
    return FetchError("connect", f"no connection to {url}: {error}")
