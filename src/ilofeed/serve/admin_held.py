"""Page of the admin site with all quarantined polls and their changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ilofeed.core.state import Health
from ilofeed.serve.admin_route import Reply, Request, Route, page

#: The path of the page, below the root of the admin site.
PATH = ""


def routes(held: Callable[[], Sequence[Health]]) -> tuple[Route, ...]:
    """Return the route of the page. *held* returns the health of the sources with a quarantined poll."""

    def shown(request: Request) -> Reply:
        return page(request, "held.html", healths=held())

    return (Route(path=PATH, get=shown),)
