"""Check the targets of redirects, and give the headers that are sent again after one.

A redirect is followed only to a valid URL, not from https to http, and not to another port or site.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from ilofeed.core import secrets, urls
from ilofeed.core.errors import FetchError, MovedAwayError
from ilofeed.core.models import Validators

#: The headers of a request that no cache may answer on its own.
NO_CACHE: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-cache"})

#: The headers that make a GET request conditional, as far as they are sent.
CONDITIONAL = frozenset({"If-None-Match", "If-Modified-Since"})


class Redirect(Struct, frozen=True, kw_only=True):
    """An answer that points to another URL."""

    url: str  #: the requested URL
    location: str  #: as the server sent it, not checked
    is_permanent: bool
    set_cookies: tuple[str, ...] = ()  #: values of Set-Cookie


def conditions(validators: Validators) -> dict[str, str]:
    """Return the headers that request a page only if it has changed (RFC 9110 section 13.1)."""
    named = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    # A value that no header can carry is not a validator.
    return {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}


def target(url: str, here: str, location: str, *, anywhere: bool = False) -> str:
    """Return the target of a redirect from *here*. Raises FetchError if it must not be followed."""
    there = urls.absolute(location, here)
    if there is None:
        shown = secrets.hide(location)[:200]  # hidden first: a part of a secret is not recognised
        raise FetchError("redirect", f"{here} redirects to {shown!r}, which is no http or https address")
    if secrets.are_in(there):  # it would be stored and published
        raise FetchError("redirect", f"{here} redirects to {there}, which repeats a secret of the configuration")
    if here.startswith("https:") and not there.startswith("https:"):
        raise FetchError("redirect", f"{here} redirects to {there}, without encryption")
    if not urls.has_usual_port(there, url):
        raise FetchError("redirect", f"{here} redirects to {there}, a port that the source does not name")
    if urls.site(there) != urls.site(url) and not anywhere:
        raise MovedAwayError(
            f"{url} has moved to another site, {there}; if that is right, set it as the source's url", target=there
        )
    return there
