"""Where a redirect may lead: not to nowhere, not out of encryption, not to another port or site."""

from __future__ import annotations

from ilofeed.core import urls
from ilofeed.core.errors import FetchError


def target(url: str, here: str, location: str, *, anywhere: bool = False) -> str:
    """Where a redirect leads. Raises FetchError where we do not follow."""
    there = urls.absolute(location, here)
    if there is None:
        raise FetchError("redirect", f"{here} redirects to {location[:200]!r}, which is no http or https address")
    if here.startswith("https:") and not there.startswith("https:"):
        raise FetchError("redirect", f"{here} redirects to {there}, without encryption")
    if not urls.has_usual_port(there, url):
        raise FetchError("redirect", f"{here} redirects to {there}, a port that the source does not name")
    if urls.site(there) != urls.site(url) and not anywhere:
        raise FetchError(
            "redirect", f"{url} has moved to another site, {there}; if that is right, set it as the source's url"
        )
    return there
