"""Make feeds, and check feeds of any origin."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from ilofeed.api import arguments
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Entry, Feed
from ilofeed.extract import sanitize
from ilofeed.publish import render, validate
from ilofeed.publish.feed_builder import ordered
from ilofeed.publish.validate import Finding
from ilofeed.publish.validate.checks import permanent_id


def render_feed(feed: Feed, format: str) -> bytes:
    """Make a document of a feed. The same feed gives the same bytes, at any time and on every machine.

    The entries are written newest first. Those that are not announced are left out. HTML in ``bodies`` is sanitised.

    Args:
        feed: The feed and its entries, at least one and at most 500.
        format: "rss" (RSS 2.0), "atom" (Atom 1.0) or "json" (JSON Feed 1.1).

    Returns:
        The document in UTF-8. `validate_document` finds nothing wrong with it.

    Raises:
        ValueError: No such document can be made: no entry, a time without a time zone, an id that is no tag URI and no
            UUID, more than 500 kB. The message names the field or the rule.
        TypeError: An argument has a wrong type.

    Example:
        >>> from datetime import UTC, datetime
        >>> import ilofeed
        >>> item = ilofeed.Item(key="report-7", title="Report 7", link="https://example.org/7")
        >>> changes = ilofeed.detect_changes([item], now=datetime(2026, 3, 1, tzinfo=UTC))
        >>> feed = ilofeed.Feed(
        ...     id="tag:example.org,2026:reports",
        ...     slug="reports",
        ...     title="Reports",
        ...     description="All reports of the year",
        ...     home="https://example.org/",
        ...     entries=changes.new,
        ... )
        >>> ilofeed.render_feed(feed, "rss")[:38]
        b"<?xml version='1.0' encoding='UTF-8'?>"
    """
    if format not in render.FORMATS:
        raise ValueError(f"format is {format!r}; there are {', '.join(render.FORMATS)}")
    checked = _checked(feed)
    document = render.render(checked, format)
    location = checked.locations.get(format, "")
    for finding in validate.validate(document, now=checked.updated, location=location):
        raise ValueError(f"the feed would break the rule {finding.rule!r} at {finding.where}: {finding.message}")
    return document


def validate_document(document: bytes | str, *, now: datetime | None = None, location: str = "") -> list[Finding]:
    """Check a feed of any origin: RSS 2.0, Atom 1.0, JSON Feed 1.1, or a list of feeds in OPML 2.0.

    The content decides about the format. Addresses are not requested.

    Args:
        document: The document.
        now: The present time, aware, for dates in the future; None: that of the clock.
        location: The address of the document, which it must give as its own; empty: not known.

    Returns:
        The broken rules, each with the place and a message; an empty list if there is none.

    Raises:
        ValueError: *now* has no time zone.
        TypeError: An argument has a wrong type.

    Example:
        >>> import ilofeed
        >>> document = b"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel/></rss>"
        >>> for finding in ilofeed.validate_document(document)[:2]:
        ...     print(f"{finding.where}: {finding.message} (rule {finding.rule})")
        rss > channel: <title> is missing (rule missing)
        rss > channel: <link> is missing (rule missing)
    """
    if isinstance(document, str):
        document = document.encode("utf-8", "surrogatepass")
    elif not isinstance(document, bytes):
        raise TypeError(f"document is a {type(document).__name__}; pass bytes or str")
    arguments.text(location, "location")
    at = datetime.now(UTC) if now is None else arguments.instant(now, "now")
    return validate.validate(document, now=at, location=location)


def _checked(feed: Feed) -> Feed:
    """Return *feed* as it is rendered."""
    checked = arguments.feed(feed)
    if problem := permanent_id(checked.id):
        raise ValueError(f"feed.id: {problem.message}")
    announced = (entry for entry in arguments.entries(feed.entries, "feed.entries") if entry.announced)
    entries = tuple(ordered(announced))
    return replace(checked, entries=entries, bodies=_bodies(checked, entries))


def _bodies(feed: Feed, entries: tuple[Entry, ...]) -> dict[str, str]:
    """Return the texts of *entries* in *feed*, else those that the entries come with, sanitised, by entry id."""
    bodies = {}
    for entry in entries:
        html = feed.bodies.get(entry.id) or (entry.item.data.html if entry.item.data else "")
        try:
            bodies[entry.id] = sanitize.fragment(html, entry.item.link) if html else ""
        except ExtractError as error:
            raise ValueError(f"feed.bodies[{entry.id!r}]: {error}") from None
    return {each: html for each, html in bodies.items() if html.strip()}
