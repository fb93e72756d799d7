"""Check RSS 2.0: the RSS Board's specification, the warnings of the W3C validator, and stricter rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Check, Problem
from ilofeed.publish.validate.grammar import ATOM, Element, Node, Tree, instant, parts, plain, text_of
from ilofeed.publish.validate.html import fragment
from ilofeed.publish.validate.links import LINK, examine_links
from ilofeed.publish.validate.report import EntryFacts

_PERIODS = ("hourly", "daily", "weekly", "monthly", "yearly")
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ATOM_LINK, _ATOM_UPDATED = f"{{{ATOM}}}link", f"{{{ATOM}}}updated"


def dated(read: Callable[[str], datetime | Problem]) -> Check:
    """Return a check that *read* finds a date."""

    def check(text: str) -> Problem | None:
        found = read(text)
        return found if isinstance(found, Problem) else None

    return check


def html(text: str) -> Problem | None:
    """Require HTML that is not empty."""
    return (Problem("empty", "it is empty") if not text.strip() else None) or fragment(text)


THUMBNAIL = Node(
    attributes={"url": checks.web_address, "width": checks.whole_number, "height": checks.whole_number},
    needed=("url",),
)
PICTURE = Node(
    attributes={
        "url": checks.web_address,
        "medium": checks.one_of("image", rule="media_type"),
        "type": checks.image_type,
    },
    needed=("url", "medium"),
)
ENCLOSURE = Node(
    attributes={"url": checks.web_address, "type": checks.media_type, "length": checks.length},
    needed=("url", "type", "length"),
)
EMPTY = Node()

_ITEM = Node(
    most=1_000_000,
    children={
        "title": plain(least=1),
        "link": Node(text=checks.web_address, least=1),
        "description": Node(text=html),
        "guid": Node(
            text=checks.permanent_id,
            attributes={"isPermaLink": checks.one_of("false", rule="permalink")},
            needed=("isPermaLink",),
            least=1,
        ),
        "category": plain(most=20),
        "pubDate": Node(text=dated(checks.rfc_822), least=1),
        "content:encoded": Node(text=html),
        "dc:creator": plain(least=1),
        "dc:coverage": plain(),
        "atom:updated": Node(text=dated(checks.rfc_3339), least=1),
        "media:content": PICTURE,
        "media:thumbnail": THUMBNAIL,
        "enclosure": ENCLOSURE,
    },
)
_CHANNEL = Node(
    least=1,
    children={
        "title": plain(least=1),
        "link": Node(text=checks.web_address, least=1),
        "description": plain(least=1),
        "atom:link": LINK,
        "docs": Node(text=checks.web_address),
        "generator": plain(),
        "language": Node(text=checks.language),
        "lastBuildDate": Node(text=dated(checks.rfc_822), least=1),
        "ttl": Node(text=checks.whole_number, least=1),
        "sy:updatePeriod": Node(text=checks.one_of(*_PERIODS, rule="period"), least=1),
        "sy:updateFrequency": Node(text=checks.whole_number, least=1),
        "fh:archive": EMPTY,
        "item": _ITEM,
    },
)
_RSS = Node(
    attributes={"version": checks.one_of("2.0", rule="version")},
    needed=("version",),
    children={"channel": _CHANNEL},
)


def examine(tree: Tree) -> None:
    """Check the document against the grammar, and record its entries."""
    root, report = tree.root, tree.report
    tree.walk(root, _RSS)
    channel = root.find("channel")
    if channel is None:
        return
    report.title = channel.findtext("title") or ""
    report.updated = instant(channel.find("lastBuildDate"), checks.rfc_822)
    examine_links(tree, channel, _ATOM_LINK)
    _rhythm(tree, channel)
    for number, item in enumerate(channel.iter("item"), start=1):
        children = parts(item)
        if _ENCODED in children and "description" not in children:
            tree.add("missing", item, "<content:encoded> without a <description>")
        report.entries.append(
            EntryFacts(
                where=f"item {number}",
                id=text_of(children.get("guid")),
                title=text_of(children.get("title")),
                link=text_of(children.get("link")),
                author=text_of(children.get(_CREATOR)),
                published=instant(children.get("pubDate"), checks.rfc_822),
                updated=instant(children.get(_ATOM_UPDATED), checks.rfc_3339),
            )
        )


def _rhythm(tree: Tree, channel: Element) -> None:
    """Require that ttl and the syndication module agree, within the rounding to integers."""
    prefix = "{http://purl.org/rss/1.0/modules/syndication/}"
    ttl, frequency = channel.findtext("ttl") or "", channel.findtext(f"{prefix}updateFrequency") or ""
    period = _MINUTES.get(channel.findtext(f"{prefix}updatePeriod") or "")
    if period is None or checks.whole_number(ttl) or checks.whole_number(frequency):
        return
    if not period / (int(frequency) + 1) < int(ttl) <= period / int(frequency) + 1:
        tree.add(
            "rhythm", channel, f"ttl says {ttl} minutes, sy:updatePeriod and sy:updateFrequency differ from that"
        )
