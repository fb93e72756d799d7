"""Headers and cookies of one exchange: those of the configuration, and the cookies that redirects set.

The headers and cookies that an operator wrote for a source can be a login. They are sent to the host of the source
and to no other host, wherever a redirect leads. Cookies of the server are kept until the end of the
exchange and not longer: some sites set one, redirect to the same page, and repeat that for a client without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from ilofeed.core.request_settings import MAX_COOKIE_LENGTH, MAX_COOKIES, RequestSettings

_PORTS = {"http": 80, "https": 443}


class Visit:
    """The headers and cookies of one exchange, with all of its redirects."""

    def __init__(self, settings: RequestSettings, home: str) -> None:
        """*home* is the address of the source with these *settings*."""
        self._settings = settings
        self._home = home
        self._jar: httpx.Cookies | None = None

    def headers(self, url: str) -> dict[str, str]:
        """Return the headers to send to *url*."""
        settings, found = self._settings, {}
        if settings.user_agent:
            found["User-Agent"] = settings.user_agent
        if settings.accept and not any(name.lower() == "accept" for name, _ in settings.headers):
            found["Accept"] = settings.accept
        if settings.accept_language:
            found["Accept-Language"] = settings.accept_language
        cookies: dict[str, str] = {}
        if (settings.headers or settings.cookies) and _is_same_host(url, self._home):
            found |= settings.headers
            cookies = dict(settings.cookies)
        cookies |= self._kept(url)
        if cookies:
            found["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return found

    def keep_cookies(self, url: str, set_cookies: tuple[str, ...]) -> None:
        """Keep the cookies that an answer of *url* set by the headers *set_cookies*, as far as they are valid."""
        values = [value for value in set_cookies if len(value) <= MAX_COOKIE_LENGTH and value.isascii()]
        if not values:
            return
        if self._jar is None:
            self._jar = httpx.Cookies()
        headers = [("Set-Cookie", value) for value in values[: MAX_COOKIES - len(self._jar)]]
        self._jar.extract_cookies(httpx.Response(302, headers=headers, request=httpx.Request("GET", url)))

    def _kept(self, url: str) -> Mapping[str, str]:
        if self._jar is None:
            return {}
        request = httpx.Request("GET", url)
        self._jar.set_cookie_header(request)
        pairs = (pair.partition("=") for pair in request.headers.get("Cookie", "").split("; ") if pair)
        return {name: value for name, _, value in pairs}


def _is_same_host(url: str, home: str) -> bool:
    """Check that *url* is on the host of *home*, and not less protected than it."""
    there, here = urlsplit(url), urlsplit(home)
    if there.hostname != here.hostname:
        return False
    port, own = (part.port or _PORTS[part.scheme] for part in (there, here))
    is_upgrade = (here.scheme, own) == ("http", 80) and (there.scheme, port) == ("https", 443)
    return is_upgrade or (there.scheme, port) == (here.scheme, own)
