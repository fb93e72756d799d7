"""What a page that is to be watched would be called, and whether it can be read at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ilofeed import address, profiles, suggest
from ilofeed.app.pages import checked
from ilofeed.errors import ConfigError
from ilofeed.model import Extraction

if TYPE_CHECKING:
    from ilofeed.app import App

_LONGEST = 120


def suggested(app: App, url: str, slug: str = "") -> tuple[Mapping[str, str], Extraction]:
    """The keys of the ``[[source]]`` for the page at *url*, and what is read from it now.

    *slug* is taken where one is given. Raises ConfigError where the page is watched already, PollError
    where it cannot be read.
    """
    url = checked("URL", url)
    _refuse_known(app, url)
    page = app.fetched(url)
    if page.moved_to:
        url = page.moved_to
        _refuse_known(app, url)
    found = profiles.extract(page, profiles.AUTO)
    taken = [plan.slug for plan in app.config.plans]
    keys = {"slug": slug or suggest.slug(url, found.title, language=found.language, taken=taken), "url": url}
    title = " ".join(found.title.split())
    if title and title.isprintable():
        keys["title"] = title if len(title) <= _LONGEST else title[:_LONGEST].rpartition(" ")[0]
    return keys, found


def _refuse_known(app: App, url: str) -> None:
    for source in app.config.sources:
        if address.canonical(source.url) == address.canonical(url):
            raise ConfigError(f"{app.config.name}: {url} is watched already, as {source.slug!r}")
