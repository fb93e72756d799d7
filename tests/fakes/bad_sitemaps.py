"""Faults of a sitemap, as the source of ours."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from fakes.misbehaviour import ITEMS, Fault, shows
from fakes.origin import Behaviour
from fakes.pages import Listed
from fakes.sitemaps import NAMESPACE

_SOURCE = 'profile = "sitemap"'
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def as_sitemap(items: Sequence[Listed]) -> bytes:
    """Return *items* as a sitemap with titles."""
    entries = "".join(
        f"<url><loc>{escape(item.path)}</loc><n:news><n:title>{escape(item.title)}</n:title></n:news></url>"
        for item in items
    )
    return f'<urlset xmlns="{NAMESPACE}" xmlns:n="{_NEWS}">{entries}</urlset>'.encode()


def sitemaps() -> Iterator[Fault]:
    """Yield what a site answers in place of its sitemap."""
    good = as_sitemap(ITEMS)
    failing: Mapping[str, Mapping[str, bytes]] = {
        "not_sitemap": {
            "sitemap cut in the middle": good[: len(good) // 2],
            "packed sitemap cut in the middle": gzip.compress(good)[: len(good) // 8],
            "page in place of a sitemap": b"<html><h1>Back soon</h1></html>",
            "sitemap that declares an entity": b'<!DOCTYPE urlset [<!ENTITY a "b">]>' + good,
            "index that names itself": (
                f'<sitemapindex xmlns="{NAMESPACE}"><sitemap><loc>?</loc></sitemap></sitemapindex>'.encode()
            ),
        },
        "no_items": {"sitemap without pages": as_sitemap(())},
        "too_complex": {"sitemap nested deep": b"<urlset>" + b"<url>" * 1_000},
    }
    for reason, bodies in failing.items():
        for name, body in bodies.items():
            yield _fault(name, _shown(body), reason=reason)
    others = [Listed(number=900 + at, title=f"Spam {at}") for at in range(12)]
    yield _fault("another sitemap", _shown(as_sitemap(others)), outcome="quarantined", reason="disjoint")


def _shown(body: bytes) -> Behaviour:
    return shows(body, content_type="application/xml")


def _fault(name: str, behaviour: Behaviour, *, outcome: str = "failed", reason: str | None = None) -> Fault:
    return Fault(name=name, behaviour=behaviour, outcome=outcome, reason=reason, writes=as_sitemap, source=_SOURCE)
