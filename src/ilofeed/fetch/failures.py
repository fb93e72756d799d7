"""Turn failed requests into FetchErrors with messages for the operator."""

from __future__ import annotations

import ssl
from datetime import datetime

import httpcore
import httpx

from ilofeed.core import urls
from ilofeed.core.errors import FetchError
from ilofeed.fetch.server_date import server_date
from ilofeed.fetch.transport import ProxyError

_INCOMPLETE = (
    "the authority that signed it is not known here. Either the site leaves out an intermediate certificate, which only"
    " browsers find elsewhere, or the authority is a private one: set fetch.ca to a file with the missing certificate"
)
# The codes of OpenSSL (openssl-verify(1)) with the cause, and who can change that.
_DISTRUST = {
    2: _INCOMPLETE,
    9: "it is not valid yet; is the clock of this machine right?",
    10: "it has expired, or one above it; only the site can renew it",
    18: "it is signed by itself; if it is the right one, set fetch.ca to a file with it",
    19: "its chain ends at an authority that is not known here; set fetch.ca to a file with the authority",
    20: _INCOMPLETE,
    21: _INCOMPLETE,
    62: "it is for another host name; is the address right?",
    64: "it is not for this IP address; is there a host name?",
}

# The statuses with which the current site of the ILO answers URLs of its old one.
_OF_OLD_ADDRESSES = frozenset({403, 404, 410})
# The statuses with which sites, and the services in front of them, ask for a browser.
_OF_CHALLENGES = frozenset({202, 401, 403, 405, 429, 503})


def may_be_challenge(status: int) -> bool:
    """Check that an answer of this *status* can be a page that asks for a browser; its content decides."""
    return status in _OF_CHALLENGES


def refusal(url: str, response: httpx.Response, not_before: datetime | None, content: bytes = b"") -> FetchError:
    """Return the error for an answer whose status is not 200; *content* is the start of its body, if read."""
    status = response.status_code
    date = server_date(response.headers)
    if _is_challenge(response, content):
        return FetchError(
            "challenge",
            f"{url} answers {status} with a page that wants to see a browser",
            status=status,
            not_before=not_before,
            date=date,
        )
    advice = {
        401: "; it wants a login",
        403: "; it refuses this program",
        404: "; has the page moved?",
        407: "; the proxy wants another user name and password than fetch.proxy has",
        410: "; has the page moved? It is not asked for again unless forced",
    }.get(status, "")
    if status in _OF_OLD_ADDRESSES and urls.is_of_old_ilo_site(url):
        advice = (
            "; it is an address of the ILO's site before April 2024: `ilofeed add ilo` shows the lists of today"
        )
    message = f"{url} answers {status} {response.reason_phrase}".rstrip() + advice
    return FetchError(f"status_{status}", message, status=status, not_before=not_before, date=date)


def _is_challenge(response: httpx.Response, content: bytes) -> bool:
    if response.headers.get("cf-mitigated") == "challenge":
        return True
    if response.headers.get("x-amzn-waf-action") in ("challenge", "captcha"):
        return True
    if not content:
        return False
    from ilofeed.core.bot_challenge import is_challenge  # noqa: PLC0415 - most polls get a page

    return is_challenge(content.decode("latin-1"))


def failure(url: str, error: Exception, timeout: float) -> FetchError:
    """Return the error for a request that failed on the network, with a message."""
    match error:
        case httpcore.TimeoutException():
            return FetchError(
                "timeout", f"{url} did not answer in full within {timeout:g} seconds; the next poll asks again"
            )
        case ProxyError():
            return FetchError("proxy", f"{url} cannot be asked for: {error}")
        case httpcore.ConnectError():
            return _unconnected(url, error)
        case httpcore.RemoteProtocolError():
            return FetchError("truncated", f"{url} sent a broken or incomplete answer: {error}")
        case _:
            return FetchError("connect", f"the connection to {url} broke: {error}")


# What OpenSSL says of an answer that is not TLS; from version 3.2 on the second.
_NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST")


def _unconnected(url: str, error: httpcore.ConnectError) -> FetchError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = _DISTRUST.get(cause.verify_code, cause.verify_message)
            return FetchError("tls", f"{url} has no certificate that can be trusted: {why}")
        if isinstance(cause, ssl.SSLError):
            plain = "; perhaps its address begins with http://" if cause.reason in _NO_TLS else ""
            return FetchError("tls", f"{url} cannot be spoken to with encryption: {error}{plain}")
        cause = cause.__cause__ or cause.__context__
    return FetchError("connect", f"no connection to {url}: {error}")
