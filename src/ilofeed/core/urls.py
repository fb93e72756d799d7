"""Read addresses: their canonical form, site, document number and language.

The rules for canonical addresses decide which items are the same. They were derived from the ILO's two sites
(WCMS until April 2024, Drupal since). An entry's id is made from a canonical address once and then kept, so a
better rule never moves an id that is already published.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.text import LOST

#: Longest valid address; a longer one is an attack or a mistake.
LIMIT = 2000

# One site under many names. Item addresses of the old site have up to sixteen forms.
_ILO = LazyPattern(r"(?:www\.)?(?:ilo\.(?:org|ch|int)|oit\.org)")
_ILO_NAME = "www.ilo.org"

_TRACKING = LazyPattern(
    r"utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ref_src", re.IGNORECASE
)
_WCMS = LazyPattern(r"/WCMS_0*(\d+)(?:/|$)", re.IGNORECASE)
_NEXT_ROW = LazyPattern(r"/nextRow--\d+", re.IGNORECASE)
_INDEX = LazyPattern(r"/index\.html?$", re.IGNORECASE)
_OLD_LANGUAGE = LazyPattern(r"/lang--([a-z]{2,3})(?:/|$)", re.IGNORECASE)
_NEW_LANGUAGE = LazyPattern(r"/(ar|de|es|fr|it|ja|nl|pt|pt-pt|pt-br|ru|tr|uk|vi|zh|zh-hans)(?:/|$)", re.IGNORECASE)

# RFC 3986 section 2: characters of a path or query that need no encoding. "%" is one of them because an
# encoded character must not be encoded again.
_PATH_SAFE = "/:@!$&'()*+,;=-._~%"
_QUERY_SAFE = _PATH_SAFE + "?"
# Parameters of a path follow its segments (RFC 3986 section 3.3).
_PATH_PARAMETER = LazyPattern(r";([^;/=]+)(?:=([^;/]*))?")
_QUERY_SEPARATOR = LazyPattern(r"[&;]")

# Names that web frameworks use only for sessions. Other names, such as "sid" and "t", have different meanings
# on different sites: see `ilofeed.core.link_rules`.
_SESSION = LazyPattern(
    r"jsessionid\w*|phpsessid|aspsessionid\w*|asp\.net_sessionid|session_?id|sess_?id|oscsid|zenid|cftoken",
    re.IGNORECASE,
)
# A session that ASP.NET writes into the path: "/(S(lit3py55t21z5v55vlm25s55))/", "/s(0177640E)/".
_SESSION_SEGMENT = LazyPattern(r"/(?:\((?:[A-Z]\([^()/]+\))+\)|S\([0-9a-z]{6,}\))(?=/)", re.IGNORECASE)

_UNRESERVED = LazyPattern(r"[A-Za-z0-9\-._~]")
_ESCAPE = LazyPattern(r"%([0-9A-Fa-f]{2})")

_LONGEST_HOST = 254  # with the dot of the root
_LABEL = LazyPattern("[a-z0-9_-]{1,63}")
_PLAIN_HOST = LazyPattern(r"[a-z0-9._-]+|[0-9a-f:.]+")
_LIKE_IPV4 = LazyPattern(r"\d+\.\d+\.\d+\.\d+")

# A poll reads the same few addresses dozens of times, each time by another rule.
_seen = lru_cache(1024)


def absolute(href: str, base: str = "", *, was_published: bool = False) -> str | None:
    """Return *href* as an absolute http(s) address in ASCII, or None if it cannot be one.

    None is the result of ``mailto:``, ``javascript:``, user info, a broken host or an endless address on a page:
    such a link is never published. If it *was_published* before there was a rule for names of hosts, that rule
    does not apply: a feed must not break because of it.
    """
    # Browsers ignore line breaks and tabs inside an address (WHATWG URL section 4.4).
    href = re.sub(f"[\t\r\n{LOST}]", "", href).strip("\x00\x0b\x0c \u00a0\u3000")
    try:
        parts = urlsplit(urljoin(base, href))
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            return None
        if not host.isascii():
            host = host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return None
    if not is_host(host) and not (was_published and _PLAIN_HOST.fullmatch(host)):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        netloc += f":{port}"
    try:
        path = _escaped(parts.path, _PATH_SAFE)
        query = _escaped(parts.query, _QUERY_SAFE)
        fragment = _escaped(parts.fragment, _QUERY_SAFE)
    except UnicodeEncodeError:  # a lone surrogate
        return None
    address = urlunsplit((parts.scheme, netloc, path or "/", query, fragment))
    return address if len(address) <= LIMIT else None


@_seen
def is_host(name: str) -> bool:
    """Return whether *name*, in ASCII and lower case, is a valid host name or IP address.

    A host name has labels of 1 to 63 characters (RFC 1035 section 2.3.4). Labels that begin with "xn--" must
    be decodable (RFC 5890 section 2.3.2.1).
    """
    if ":" in name or _LIKE_IPV4.fullmatch(name):
        try:
            return bool(ip_address(name))
        except ValueError:
            return False
    labels = name.removesuffix(".").split(".")
    return len(name) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) and _is_decodable(label) for label in labels)


def _is_decodable(label: str) -> bool:
    if not label.startswith("xn--"):
        return True
    try:
        return not label.removeprefix("xn--").encode().decode("punycode").isascii()
    except (UnicodeError, OverflowError, ValueError):
        return False


@_seen
def canonical(url: str) -> str:
    """Return the canonical address of *url*, without scheme: ``www.ilo.org/some/page``.

    It is the same for all variants of the ILO's host names, default ports, fragment, tracking parameters, the
    order of the query, percent-encoding, a trailing slash, ``index.htm`` and the old site's ``nextRow``. The
    case of the path counts, as it does for servers.
    """
    parts = urlsplit(url)
    host = site(url)
    path = _ESCAPE.sub(_shortest, _escaped(parts.path, _PATH_SAFE))
    path = _INDEX.sub("", _NEXT_ROW.sub("", path)).rstrip("/")
    fields = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted(field for field in fields if not _TRACKING.fullmatch(field[0])))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def parameters(url: str) -> tuple[tuple[str, str], ...]:
    """Return the parameters of the path and of the query of *url*, as names and values, in order."""
    if "?" not in url and ";" not in url:
        return ()
    parts = urlsplit(url)
    query = (field.partition("=")[::2] for field in _QUERY_SEPARATOR.split(parts.query) if field)
    return (*((name, value or "") for name, value in _PATH_PARAMETER.findall(parts.path)), *query)


def without(url: str, names: Collection[str] = ()) -> str:
    """Return *url* without known session ids, and without the parameters *names*.

    An address with none of them is returned unchanged, character by character.
    """
    if not any(sign in url for sign in "?;("):
        return url
    parts = urlsplit(url)

    def is_kept(name: str) -> bool:
        return name not in names and not _SESSION.fullmatch(name)

    path = _PATH_PARAMETER.sub(lambda match: match[0] if is_kept(match[1]) else "", parts.path)
    path = _SESSION_SEGMENT.sub("", path)
    fields = _QUERY_SEPARATOR.split(parts.query)
    kept = [field for field in fields if is_kept(field.partition("=")[0])]
    if path == parts.path and kept == fields:
        return url
    return urlunsplit(parts._replace(path=path, query="&".join(kept)))


def fragment(url: str) -> str:
    """Return the text after the ``#`` of *url*, or an empty string."""
    return urlsplit(url).fragment if "#" in url else ""


def with_fragment(url: str, fragment: str) -> str:
    """Return *url* with *fragment*, the id of any element, after the ``#`` in place of its own."""
    place = quote(fragment, safe="!$&'()*+,;=:@/?", errors="replace")
    return f"{urldefrag(url).url}#{place}"


@_seen
def site(url: str) -> str:
    """Return host and port of *url*, with one name for all hosts of the ILO."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if _ILO.fullmatch(host):
        return _ILO_NAME
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"


def host_of(url: str) -> str:
    """Return the host of *url* with its port, as written, in lower case: requests to it keep a delay."""
    return urlsplit(url).netloc.lower()


def after_host(url: str) -> str:
    """Return path and query of *url*."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def has_usual_port(url: str, beside: str) -> bool:
    """Return whether the port of *url* is the usual one or that of *beside*, which the operator wrote."""
    port = urlsplit(url).port
    return port in (None, 80, 443) or port == urlsplit(beside).port


def is_ilo(url: str) -> bool:
    """Return whether *url* is on the ILO's own site, under any of its names."""
    return site(url) == _ILO_NAME


@_seen
def document_number(url: str) -> str | None:
    """Return the page's number in the document system of the old site, such as ``WCMS_123``."""
    try:
        match = _WCMS.search(urlsplit(url).path)
    except ValueError:  # an href as written need not be an address
        return None
    return f"WCMS_{match[1]}" if match else None


def language(url: str) -> str:
    """Return the language that the address claims, in lower case, or an empty string.

    The claim can be wrong: the old site answers in English where it has no translation.
    """
    path = urlsplit(url).path
    match = _OLD_LANGUAGE.search(path) or (_NEW_LANGUAGE.match(path) if site(url) == _ILO_NAME else None)
    return match[1].lower() if match else ""


def is_of_old_ilo_site(url: str) -> bool:
    """Return whether *url* has the form of the ILO's site before April 2024, which no longer exists."""
    return is_ilo(url) and _OLD_LANGUAGE.search(urlsplit(url).path) is not None


def in_any_language(url: str) -> str:
    """Return the part that the addresses of one page of the ILO share in all its languages."""
    address = canonical(url)
    if not is_ilo(url):
        return address
    host, _, rest = _OLD_LANGUAGE.sub("", address).partition("/")
    new = _NEW_LANGUAGE.match(f"/{rest}")
    return f"{host}/{rest[new.end() - 1 :] if new else rest}"


def digest(name: str) -> str:
    """Return 16 hexadecimal digits for *name*. They are part of ids, so they must never change."""
    return sha256(name.encode()).hexdigest()[:16]


def _escaped(part: str, safe: str) -> str:
    """Return *part* in ASCII, with every stray percent sign escaped."""
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(part, safe=safe))


def _shortest(escape: re.Match[str]) -> str:
    # RFC 3986 section 6.2.2: unreserved characters are not escaped, hexadecimal is upper case.
    character = unquote_to_bytes(escape[0]).decode("latin-1")
    return character if _UNRESERVED.fullmatch(character) else escape[0].upper()
