"""Atom 1.0 as we publish it: RFC 4287, what the W3C validator warns of, and more."""

from __future__ import annotations

from collections.abc import Mapping

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Problem
from ilofeed.publish.validate.grammar import ATOM, Element, Node, Tree, instant, parts, text_of
from ilofeed.publish.validate.html import fragment
from ilofeed.publish.validate.links import ENTRY_LINK, LINK, examine_links
from ilofeed.publish.validate.report import EntryFacts, Report
from ilofeed.publish.validate.rss import EMPTY, THUMBNAIL, dated

_ID, _TITLE, _UPDATED, _PUBLISHED, _LINK, _ENTRY_TAG, _SUMMARY, _CONTENT = (
    f"{{{ATOM}}}{tag}" for tag in ("id", "title", "updated", "published", "link", "entry", "summary", "content")
)

_TEXT = {"type": checks.one_of("text", rule="text_type")}
_HTML = {"type": checks.one_of("html", rule="text_type")}
_TYPES = {"type": checks.one_of("text", "html", rule="text_type")}
_PERSON = Node(children={"atom:name": Node(text=checks.plain, least=1)}, least=1)


def _anything(_text: str) -> Problem | None:
    """What is checked elsewhere, as its type wants it."""
    return None


_ENTRY = Node(
    most=1_000_000,
    children={
        "atom:id": Node(text=checks.permanent_id, least=1),
        "atom:title": Node(text=checks.plain, attributes=_TEXT, least=1),
        "atom:updated": Node(text=dated(checks.rfc_3339), least=1),
        "atom:published": Node(text=dated(checks.rfc_3339), least=1),
        "atom:link": ENTRY_LINK,
        "atom:author": Node(children=_PERSON.children),
        "atom:summary": Node(text=_anything, attributes=_TYPES, needed=("type",)),
        "atom:content": Node(text=_anything, attributes=_HTML, needed=("type",)),
        "atom:category": Node(attributes={"term": checks.plain}, needed=("term",), most=20),
        "dc:coverage": Node(text=checks.plain),
        "media:thumbnail": THUMBNAIL,
    },
)
_FEED = Node(
    children={
        "atom:id": Node(text=checks.permanent_id, least=1),
        "atom:title": Node(text=checks.plain, attributes=_TEXT, least=1),
        "atom:subtitle": Node(text=checks.plain, attributes=_TEXT),
        "atom:updated": Node(text=dated(checks.rfc_3339), least=1),
        "atom:author": _PERSON,
        "atom:link": LINK,
        "atom:generator": Node(text=checks.plain),
        "fh:archive": EMPTY,
        "atom:entry": _ENTRY,
    },
)


def examine(root: Element, examined: Report) -> None:
    """Hold the document against the grammar, and keep what it says of its entries."""
    tree = Tree(examined)
    tree.walk(root, _FEED)
    examined.id = root.findtext(_ID) or ""
    examined.title = root.findtext(_TITLE) or ""
    examined.updated = instant(root.find(_UPDATED), checks.rfc_3339)
    examine_links(tree, root, _LINK)
    if not any(link.get("rel") == "alternate" for link in root.findall(_LINK)):
        tree.say("missing", root, "no link leads to the page")
    for number, entry in enumerate(root.iter(_ENTRY_TAG), start=1):
        said = parts(entry)
        _texts(tree, entry, said)
        link = said.get(_LINK)
        examined.entries.append(
            EntryFacts(
                where=f"entry {number}",
                id=text_of(said.get(_ID)),
                title=text_of(said.get(_TITLE)),
                link="" if link is None else str(link.get("href")),
                published=instant(said.get(_PUBLISHED), checks.rfc_3339),
                updated=instant(said.get(_UPDATED), checks.rfc_3339),
            )
        )
    if examined.id and examined.id in {each.id for each in examined.entries}:
        tree.say("id_repeated", root, "the feed and an entry have the same id")


def _texts(tree: Tree, entry: Element, said: Mapping[str, Element]) -> None:
    """Something must be said (RFC 4287 section 4.1.1.1), in the form that its type promises."""
    told = [said.get(_SUMMARY), said.get(_CONTENT)]
    if not any(part is not None and (part.text or "").strip() for part in told):
        tree.say("missing", entry, "there is neither a summary nor a content")
    for part in told:
        if part is None:
            continue
        text = part.text or ""
        fault = fragment(text) if part.get("type") == "html" else checks.plain(text)
        tree.note(fault or (Problem("empty", "nothing is said") if not text.strip() else None), part)
