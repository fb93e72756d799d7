"""How the pages of one source are requested, as far as its configuration says so."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct

#: More cookies, and longer ones, than a site needs between two of its pages (RFC 6265 section 6.1 has the length).
MAX_COOKIES = 50
MAX_COOKIE_LENGTH = 4096


class RequestSettings(Struct, frozen=True, kw_only=True):
    """The settings of ``[source.fetch]``, with the headers and cookies of ``[fetch]``.

    Empty values and None mean that every request is made so. Headers and cookies are sent to the host of the
    source only (`ilofeed.fetch.visit`).
    """

    headers: tuple[tuple[str, str], ...] = ()  #: name and value of each
    cookies: tuple[tuple[str, str], ...] = ()
    user_agent: str = ""
    accept_language: str = ""
    accept: str = ""  #: media types, of the profile of the source
    timeout: timedelta | None = None
    min_delay: timedelta | None = None
    browser: bool = False  #: whether a browser renders the pages
    wait_for: str = ""  #: selector of an element that a finished page has; empty: not waited for
    click: tuple[str, ...] = ()  #: selectors of elements that the browser clicks, in this order

    @property
    def digest_parts(self) -> tuple[str, ...]:
        """The settings that decide which page a server sends. No value of a header or cookie: it may be a secret."""
        named = {
            "headers": " ".join(sorted(name.lower() for name, _ in self.headers)),
            "cookies": " ".join(sorted(name for name, _ in self.cookies)),
            "user_agent": self.user_agent,
            "accept_language": self.accept_language,
            "browser": "yes" if self.browser else "",
            "wait_for": self.wait_for,
            "click": " ".join(self.click),
        }
        return tuple(f"{name}={value}" for name, value in named.items() if value)
