"""Find the other hosts that a page links to.

Notices of tenders are published by another body, and documents may be on a server of their own. Fewer links to
another place, such as in a menu, are no list.
"""

from __future__ import annotations

from collections import Counter

from ilofeed.core import urls
from ilofeed.extract.document import Document

# Fewer links are not a list.
_MIN_LINKS = 3
_MAX_HOSTS = 2


def other_hosts(document: Document) -> list[str]:
    """Return the other hosts that *document* links to most, with at least the links of a list; at most two."""
    hosts = _linked_sites(document).most_common()
    return [host for host, count in hosts if count >= _MIN_LINKS and host not in document.sites][:_MAX_HOSTS]


def only_other_host(document: Document) -> str:
    """Return the host that all links of *document* lead to, if it is not its own; else an empty string."""
    hosts = _linked_sites(document)
    host, count = next(iter(hosts.items()), ("", 0))
    return host if len(hosts) == 1 and count >= _MIN_LINKS and host not in document.sites else ""


def _linked_sites(document: Document) -> Counter[str]:
    """Return the number of different pages that *document* links to at each host; itself does not count."""
    here = urls.canonical(document.url)
    found = (document.links.resolve(str(tag["href"])) for tag in document.soup.find_all("a", href=True))
    pages = {link.canonical: link.site for link in found if link.canonical != here}
    return Counter(site for site in pages.values() if site is not None)
