"""Load the catalogue, and serve its entries from a fake site."""

from __future__ import annotations

import re

from msgspec.structs import replace

from fakes.site import Site
from ilofeed.app.catalogue_check import CatalogueAnswer, ask
from ilofeed.app.container import Container
from ilofeed.config import catalogue
from ilofeed.config.catalogue import CatalogueEntry
from ilofeed.config.loader import parse

SHIPPED = catalogue.load()
LISTS = [entry for entry in SHIPPED.entry if entry.offer == "list"]
CONFIG = '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'


def entry(name: str, site: Site, path: str = "") -> CatalogueEntry:
    """Return the entry *name* with the ILO's address replaced by that of *site*, or by another *path* of it."""
    shipped = SHIPPED.find(f"ilo:{name}")
    assert shipped is not None
    url = site.origin + (path or re.sub(r"^https://[^/]+", "", shipped.url))
    source = {name: value.replace("https://www.ilo.org", site.origin) for name, value in shipped.source.items()}
    return replace(shipped, url=url, source=source)


def answer(entry: CatalogueEntry) -> CatalogueAnswer:
    with Container(parse(CONFIG), create=False) as app:
        ((_, answer),) = ask(app, [entry])
    return answer
