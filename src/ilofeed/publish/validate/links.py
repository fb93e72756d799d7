"""Check the links of a feed: itself, its page, its archives and its hubs (RFC 4287, RFC 5005, WebSub)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Check
from ilofeed.publish.validate.grammar import Element, Node, Tree

# The registered relations (RFC 4287 section 4.2.7.2, IANA) that ilofeed uses.
_RELATIONS = ("alternate", "current", "hub", "next-archive", "prev-archive", "self")
_ATTRIBUTES: dict[str, Check] = {
    "href": checks.web_address,
    "rel": checks.one_of(*_RELATIONS, rule="link_relation"),
    "type": checks.media_type,
    "hreflang": checks.language,
}

#: A link of a feed.
LINK = Node(attributes=_ATTRIBUTES, needed=("href", "rel"), most=20)
#: The links of an entry, which lead to its page and to its files.
ENTRY_LINK = Node(
    attributes={
        **_ATTRIBUTES,
        "rel": checks.one_of("alternate", "enclosure", rule="link_relation"),
        "length": checks.length,
    },
    needed=("href", "rel"),
    least=1,
    most=21,
)
_ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"


def examine_links(tree: Tree, feed: Element, tag: str) -> None:
    """Check the links named *tag* in *feed* together."""
    found: dict[str, list[str]] = {}
    kinds = []
    for link in feed.findall(tag):
        relation = str(link.get("rel"))
        found.setdefault(relation, []).append(str(link.get("href")))
        kinds.append((relation, link.get("type"), link.get("hreflang"), relation == "hub" and link.get("href")))
    if len(set(kinds)) < len(kinds):
        tree.add("link_repeated", feed, "two links have the same relation, type and language")
    for relation in ("self", "prev-archive", "current"):
        if len(set(found.get(relation, ()))) > 1:
            tree.add("link_repeated", feed, f"there is more than one {relation}")
    location = next(iter(found.get("self", ())), "")
    tree.report.location = location
    tree.report.is_archive = feed.find(_ARCHIVE) is not None
    for rule, message in _wrong(found, location, is_archive=tree.report.is_archive):
        tree.add(rule, feed, message)


def _wrong(found: Mapping[str, list[str]], location: str, *, is_archive: bool) -> Iterator[tuple[str, str]]:
    current = found.get("current", [])
    if is_archive and not current:
        yield "archive", "an archive must link to its feed (RFC 5005 section 4)"
    if is_archive and current == [location]:
        yield "archive", "an archive must not be its own feed"
    if is_archive and "hub" in found:
        yield "hub", "an archive never changes, so it must not have a hub"
    if not is_archive and location and current not in ([], [location]):
        yield "archive", "a document with a link to another current feed must be marked as an archive"
    if location and location in found.get("prev-archive", ()):
        yield "archive", "it is its own archive"
    if "hub" in found and not location:
        yield "hub", "a feed with a hub must give its own address (WebSub section 4)"
