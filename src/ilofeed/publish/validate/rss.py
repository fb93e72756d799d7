"""RSS 2.0 as we publish it: the RSS Board's specification, what the W3C validator warns of, and more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Check, Problem
from ilofeed.publish.validate.grammar import ATOM, Element, Node, Tree, instant, parts, text_of
from ilofeed.publish.validate.html import fragment
from ilofeed.publish.validate.links import LINK, examine_links
from ilofeed.publish.validate.report import EntryFacts, Report

_PERIODS = ("hourly", "daily", "weekly", "monthly", "yearly")
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM_LINK, _ATOM_UPDATED = f"{{{ATOM}}}link", f"{{{ATOM}}}updated"


def dated(read: Callable[[str], datetime | Problem]) -> Check:
    """A check that *read* finds a date."""

    def check(text: str) -> Problem | None:
        found = read(text)
        return found if isinstance(found, Problem) else None

    return check


def html(text: str) -> Problem | None:
    """Something said in HTML."""
    return (Problem("empty", "nothing is said") if not text.strip() else None) or fragment(text)


THUMBNAIL = Node(
    attributes={"url": checks.web_address, "width": checks.whole_number, "height": checks.whole_number},
    needed=("url",),
)
EMPTY = Node()

_ITEM = Node(
    most=1_000_000,
    children={
        "title": Node(text=checks.plain, least=1),
        "link": Node(text=checks.web_address, least=1),
        "description": Node(text=html),
        "guid": Node(
            text=checks.permanent_id,
            attributes={"isPermaLink": checks.one_of("false", rule="permalink")},
            needed=("isPermaLink",),
            least=1,
        ),
        "category": Node(text=checks.plain, most=20),
        "pubDate": Node(text=dated(checks.rfc_822), least=1),
        "content:encoded": Node(text=html),
        "dc:creator": Node(text=checks.plain, least=1),
        "dc:coverage": Node(text=checks.plain),
        "atom:updated": Node(text=dated(checks.rfc_3339), least=1),
        "media:thumbnail": THUMBNAIL,
    },
)
_CHANNEL = Node(
    least=1,
    children={
        "title": Node(text=checks.plain, least=1),
        "link": Node(text=checks.web_address, least=1),
        "description": Node(text=checks.plain, least=1),
        "atom:link": LINK,
        "docs": Node(text=checks.web_address),
        "generator": Node(text=checks.plain),
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


def examine(root: Element, examined: Report) -> None:
    """Hold the document against the grammar, and keep what it says of its entries."""
    tree = Tree(examined)
    tree.walk(root, _RSS)
    channel = root.find("channel")
    if channel is None:
        return
    examined.title = channel.findtext("title") or ""
    examined.updated = instant(channel.find("lastBuildDate"), checks.rfc_822)
    examine_links(tree, channel, _ATOM_LINK)
    _rhythm(tree, channel)
    for number, item in enumerate(channel.iter("item"), start=1):
        said = parts(item)
        if _ENCODED in said and "description" not in said:
            tree.say("missing", item, "<content:encoded> without a <description>")
        examined.entries.append(
            EntryFacts(
                where=f"item {number}",
                id=text_of(said.get("guid")),
                title=text_of(said.get("title")),
                link=text_of(said.get("link")),
                published=instant(said.get("pubDate"), checks.rfc_822),
                updated=instant(said.get(_ATOM_UPDATED), checks.rfc_3339),
            )
        )


def _rhythm(tree: Tree, channel: Element) -> None:
    """Both ways of saying how often to ask must say the same, within what whole numbers can."""
    prefix = "{http://purl.org/rss/1.0/modules/syndication/}"
    ttl, frequency = channel.findtext("ttl") or "", channel.findtext(f"{prefix}updateFrequency") or ""
    period = _MINUTES.get(channel.findtext(f"{prefix}updatePeriod") or "")
    if period is None or checks.whole_number(ttl) or checks.whole_number(frequency):
        return
    if not period / (int(frequency) + 1) < int(ttl) <= period / int(frequency) + 1:
        tree.say("rhythm", channel, f"ttl says {ttl} minutes, sy:updatePeriod and its frequency say otherwise")
