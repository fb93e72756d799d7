"""Atom 1.0 as we publish it: RFC 4287, what the W3C validator warns of, and more."""

from __future__ import annotations

from ilofeed.validate import values
from ilofeed.validate.findings import Examined, Told
from ilofeed.validate.html import fragment
from ilofeed.validate.links import ENTRY_LINK, LINK, examine_links
from ilofeed.validate.rss import EMPTY, THUMBNAIL, dated
from ilofeed.validate.values import Fault
from ilofeed.validate.xml import ATOM, Element, Node, Tree, instant

_TEXT = {"type": values.one_of("text", rule="text_type")}
_HTML = {"type": values.one_of("html", rule="text_type")}
_TYPES = {"type": values.one_of("text", "html", rule="text_type")}
_PERSON = Node(children={"atom:name": Node(text=values.plain, least=1)}, least=1)


def _anything(_text: str) -> Fault | None:
    """What is checked elsewhere, as its type wants it."""
    return None


_ENTRY = Node(
    most=1_000_000,
    children={
        "atom:id": Node(text=values.permanent_id, least=1),
        "atom:title": Node(text=values.plain, attributes=_TEXT, least=1),
        "atom:updated": Node(text=dated(values.rfc_3339), least=1),
        "atom:published": Node(text=dated(values.rfc_3339), least=1),
        "atom:link": ENTRY_LINK,
        "atom:author": Node(children=_PERSON.children),
        "atom:summary": Node(text=_anything, attributes=_TYPES, needed=("type",)),
        "atom:content": Node(text=_anything, attributes=_HTML, needed=("type",)),
        "atom:category": Node(attributes={"term": values.plain}, needed=("term",), most=20),
        "dc:coverage": Node(text=values.plain),
        "media:thumbnail": THUMBNAIL,
    },
)
_FEED = Node(
    children={
        "atom:id": Node(text=values.permanent_id, least=1),
        "atom:title": Node(text=values.plain, attributes=_TEXT, least=1),
        "atom:subtitle": Node(text=values.plain, attributes=_TEXT),
        "atom:updated": Node(text=dated(values.rfc_3339), least=1),
        "atom:author": _PERSON,
        "atom:link": LINK,
        "atom:generator": Node(text=values.plain),
        "fh:archive": EMPTY,
        "atom:entry": _ENTRY,
    },
)


def examine(root: Element, examined: Examined) -> None:
    """Hold the document against the grammar, and keep what it says of its entries."""
    tree = Tree(examined)
    tree.walk(root, _FEED)
    examined.id = root.findtext(_in_atom("id")) or ""
    examined.title = root.findtext(_in_atom("title")) or ""
    examined.updated = instant(root.find(_in_atom("updated")), values.rfc_3339)
    examine_links(tree, root, _in_atom("link"))
    if not any(link.get("rel") == "alternate" for link in root.findall(_in_atom("link"))):
        tree.say("missing", root, "no link leads to the page")
    for number, entry in enumerate(root.iter(_in_atom("entry")), start=1):
        _texts(tree, entry)
        link = entry.find(_in_atom("link"))
        examined.entries.append(
            Told(
                where=f"entry {number}",
                id=entry.findtext(_in_atom("id")) or "",
                title=entry.findtext(_in_atom("title")) or "",
                link="" if link is None else str(link.get("href")),
                published=instant(entry.find(_in_atom("published")), values.rfc_3339),
                updated=instant(entry.find(_in_atom("updated")), values.rfc_3339),
            )
        )
    if examined.id and examined.id in {each.id for each in examined.entries}:
        tree.say("id_repeated", root, "the feed and an entry have the same id")


def _texts(tree: Tree, entry: Element) -> None:
    """Something must be said (RFC 4287 section 4.1.1.1), in the form that its type promises."""
    told = [entry.find(_in_atom(part)) for part in ("summary", "content")]
    if not any(part is not None and (part.text or "").strip() for part in told):
        tree.say("missing", entry, "there is neither a summary nor a content")
    for part in told:
        if part is None:
            continue
        text = part.text or ""
        fault = fragment(text) if part.get("type") == "html" else values.plain(text)
        tree.note(fault or (Fault("empty", "nothing is said") if not text.strip() else None), part)


def _in_atom(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"
