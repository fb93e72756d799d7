"""The User-Agent header: the name of the client, and a contact."""

from __future__ import annotations

import re
from urllib.parse import quote

from ilofeed import __version__
from ilofeed.core import urls

# Characters with a meaning within a comment (RFC 9110 section 5.6.5), and the separator of its parts.
_SPECIAL = re.compile(r"[()\\;\s]+")
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def default_user_agent(contact: str = "") -> str:
    """Return the value of the User-Agent header, where the operator has set no other.

    The form is that of well-known crawlers: ``Mozilla/5.0 (compatible; NAME/VERSION; +CONTACT)``. Some sites
    refuse every client without it. Without a contact that part is left out, since
    the operator alone is responsible for the requests.
    """
    reachable = _in_comment(contact)
    parts = ["compatible", f"ilofeed/{__version__}", *([f"+{reachable}"] if reachable else [])]
    return f"Mozilla/5.0 ({'; '.join(parts)})"


def _in_comment(contact: str) -> str:
    """Return *contact* in the form that a comment of a header allows, in ASCII.

    A letter outside of ASCII is encoded, not dropped: without it the address would belong to another person.
    """
    contact = contact.strip().removeprefix("+").strip()
    url = urls.absolute(contact) if contact.startswith(("http://", "https://")) else None
    return _SPECIAL.sub(" ", quote(url or contact, safe=_PRINTABLE)).strip()
