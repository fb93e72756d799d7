"""The links of a feed as a whole: itself, its page, its archives and its hubs (RFC 4287, RFC 5005, WebSub)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Check
from ilofeed.publish.validate.grammar import Element, Node, Tree

# Of the registered ones (RFC 4287 section 4.2.7.2, IANA), those that we mean something by.
_RELATIONS = ("alternate", "current", "hub", "next-archive", "prev-archive", "self")
_ATTRIBUTES: dict[str, Check] = {
    "href": checks.web_address,
    "rel": checks.one_of(*_RELATIONS, rule="link_relation"),
    "type": checks.media_type,
    "hreflang": checks.language,
}

#: A link of a feed.
LINK = Node(attributes=_ATTRIBUTES, needed=("href", "rel"), most=20)
#: The link of an entry: the page behind it and nothing else.
ENTRY_LINK = Node(
    attributes={**_ATTRIBUTES, "rel": checks.one_of("alternate", rule="link_relation")},
    needed=("href", "rel"),
    least=1,
)
_ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"


def examine_links(tree: Tree, feed: Element, tag: str) -> None:
    """What the links named *tag* in *feed* must be among themselves."""
    found: dict[str, list[str]] = {}
    kinds = []
    for link in feed.findall(tag):
        relation = str(link.get("rel"))
        found.setdefault(relation, []).append(str(link.get("href")))
        kinds.append((relation, link.get("type"), link.get("hreflang"), relation == "hub" and link.get("href")))
    if len(set(kinds)) < len(kinds):
        tree.say("link_repeated", feed, "two links say that they are the same thing")
    for relation in ("self", "prev-archive", "current"):
        if len(set(found.get(relation, ()))) > 1:
            tree.say("link_repeated", feed, f"there is more than one {relation}")
    location = next(iter(found.get("self", ())), "")
    tree.examined.location = location
    tree.examined.is_archive = feed.find(_ARCHIVE) is not None
    for rule, message in _wrong(found, location, is_archive=tree.examined.is_archive):
        tree.say(rule, feed, message)


def _wrong(found: Mapping[str, list[str]], location: str, *, is_archive: bool) -> Iterator[tuple[str, str]]:
    current = found.get("current", [])
    if is_archive and not current:
        yield "archive", "an archive must say where the feed itself is (RFC 5005 section 4)"
    if is_archive and current == [location]:
        yield "archive", "an archive is not the feed itself"
    if is_archive and "hub" in found:
        yield "hub", "an archive never changes, so no hub has anything to tell of it"
    if not is_archive and location and current not in ([], [location]):
        yield "archive", "a document that is not the current one must say that it is an archive"
    if location and location in found.get("prev-archive", ()):
        yield "archive", "it is its own archive"
    if "hub" in found and not location:
        yield "hub", "a hub needs to know the feed's own address (WebSub section 4)"
