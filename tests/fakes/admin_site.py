"""The pages of the admin site, as a test looks at them."""

from __future__ import annotations

from lxml import html

from fakes.forty import HELD
from fakes.served import Client, Got
from ilofeed.app.container import Container

#: A source of `fakes.forty` without a problem.
FINE = "s01-example-news"

#: Headers of requests that do not come from a page of ours on this machine.
FROM_ELSEWHERE = (
    {"Host": "evil.example.org"},
    {"Host": "127.0.0.1.evil.example.org"},
    {"Host": "10.0.0.1"},
    {"Host": ""},
    {"Origin": "https://evil.example.org"},
    {"Origin": "null"},
    {"Sec_Fetch_Site": "cross-site"},
    {"Sec_Fetch_Site": "same-site"},
    {"X_Forwarded_For": "203.0.113.9"},
    {"Forwarded": "for=203.0.113.9"},
    {"Via": "1.1 proxy"},
)


def at(client: Client, slug: str, action: str = "") -> str:
    """Return the path of the page of the source *slug*, or of one of its actions."""
    return f"{client.admin}source/{slug}{action}"


def shown(client: Client, path: str) -> html.HtmlElement:
    """Return the page at *path*."""
    got = client.get(path)
    assert got.status == 200
    return html.document_fromstring(got.body)


def note(client: Client, got: Got) -> str:
    """Return the message on the page to which *got* redirects."""
    assert got.status == 303
    (found,) = shown(client, got.headers["location"]).cssselect("[role=status]")
    return str(found.text_content())


def digest(client: Client, slug: str = HELD) -> str:
    """Return what names the quarantined poll on the page of *slug*."""
    (field,) = shown(client, at(client, slug)).cssselect("input[name=poll]")
    return str(field.get("value"))


def state(app: Container, slug: str) -> tuple[object, ...]:
    """Return all that is stored of the source *slug*."""
    return app.store.state(slug), app.store.quarantine(slug), app.store.newest(slug, 99)
