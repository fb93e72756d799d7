"""Read names of hosts as people do: which of their parts name the site, and how to show them. Pure."""

from __future__ import annotations

from urllib.parse import unquote

from ilofeed.core import urls
from ilofeed.core.text import clean

_MAX_PATH_LENGTH = 80
# Labels before that of the country, under which names are registered.
_SECOND = frozenset(("ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "net", "org"))


def shown(url: str) -> str:
    """Return the host of *url* with its port as people write it: without "www.", in the letters of its language."""
    host, bracket, after = urls.host_of(url).removeprefix("www.").partition("]")
    name, colon, port = (host, "", "") if bracket else host.partition(":")
    return f"{_decoded(name)}{bracket}{after}{colon}{port}"


def shown_with_path(url: str) -> str:
    """Return *url* as people write it: without scheme, without escapes, and without a slash at its end."""
    path = clean(unquote(urls.after_host(url)), _MAX_PATH_LENGTH).rstrip("/")
    return f"{shown(url)}{path}"


def labels(url: str) -> tuple[str, ...]:
    """Return the labels of the host of *url* that name its site, the main one last: "news", "ilo".

    The numbers of an address of four numbers are one label.
    """
    host = _decoded(urls.site(url).removeprefix("www.").partition(":")[0])
    found = [label for label in host.split(".") if label]
    if len(found) < 2 or found[-1].isdigit():
        return ("-".join(found),)
    is_second = len(found) > 2 and found[-2] in _SECOND
    return tuple(found[: -2 if is_second else -1])


def _decoded(host: str) -> str:
    try:
        return host.encode().decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host
