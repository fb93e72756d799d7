"""Find the only other host that a page links to.

Notices of tenders are published by another body: the page is a bare list of links to its
site. A page with a single link to another place, such as in a menu, is not a list of that kind.
"""

from __future__ import annotations

from collections import Counter

from ilofeed.core import urls
from ilofeed.extract.document import Document

# Fewer links are not a list.
_MIN_LINKS = 3


def other_hosts(document: Document) -> list[str]:
    """Return the other hosts that *document* links to most, with at least the links of a list; at most two."""
    links = (urls.absolute(str(tag["href"]), document.base) for tag in document.soup.find_all("a", href=True))
    hosts = Counter(urls.site(link) for link in dict.fromkeys(links) if link is not None)
    return [host for host, count in hosts.most_common() if count >= _MIN_LINKS and host not in document.sites][:2]


def only_other_host(document: Document) -> str:
    """Return the host that all links of *document* lead to, if it is not its own; else an empty string."""
    links = (urls.absolute(str(tag["href"]), document.base) for tag in document.soup.find_all("a", href=True))
    here = urls.canonical(document.url)
    found = {link for link in links if link is not None and urls.canonical(link) != here}
    hosts = {urls.site(link) for link in found}
    if len(hosts) != 1 or len(found) < _MIN_LINKS or hosts & document.sites:
        return ""
    return hosts.pop()
