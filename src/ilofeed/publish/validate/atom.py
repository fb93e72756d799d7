"""Check Atom 1.0: RFC 4287, the warnings of the W3C validator, and stricter rules."""

from __future__ import annotations

from collections.abc import Mapping

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Problem
from ilofeed.publish.validate.grammar import ATOM, Element, Node, Tree, instant, parts, plain, text_of
from ilofeed.publish.validate.html import fragment
from ilofeed.publish.validate.links import ENTRY_LINK, LINK, examine_links
from ilofeed.publish.validate.report import EntryFacts
from ilofeed.publish.validate.rss import EMPTY, PICTURE, THUMBNAIL, dated

_ID, _TITLE, _UPDATED, _PUBLISHED, _LINK, _ENTRY_TAG, _SUMMARY, _CONTENT = (
    f"{{{ATOM}}}{tag}" for tag in ("id", "title", "updated", "published", "link", "entry", "summary", "content")
)
_AUTHOR_NAME = f"{{{ATOM}}}author/{{{ATOM}}}name"

_TEXT = {"type": checks.one_of("text", rule="text_type")}
_HTML = {"type": checks.one_of("html", rule="text_type")}
_TYPES = {"type": checks.one_of("text", "html", rule="text_type")}
_PERSON = Node(children={"atom:name": plain(least=1)}, least=1)


def _anything(_text: str) -> Problem | None:
    """Accept any text: `_texts` checks it by its type."""
    return None


_ENTRY = Node(
    most=1_000_000,
    children={
        "atom:id": Node(text=checks.permanent_id, least=1),
        "atom:title": plain(attributes=_TEXT, least=1),
        "atom:updated": Node(text=dated(checks.rfc_3339), least=1),
        "atom:published": Node(text=dated(checks.rfc_3339), least=1),
        "atom:link": ENTRY_LINK,
        "atom:author": Node(children=_PERSON.children),
        "atom:summary": Node(text=_anything, attributes=_TYPES, needed=("type",)),
        "atom:content": Node(text=_anything, attributes=_HTML, needed=("type",)),
        "atom:category": Node(attributes={"term": checks.plain}, needed=("term",), most=20),
        "dc:coverage": plain(),
        "media:content": PICTURE,
        "media:thumbnail": THUMBNAIL,
    },
)
_FEED = Node(
    children={
        "atom:id": Node(text=checks.permanent_id, least=1),
        "atom:title": plain(attributes=_TEXT, least=1),
        "atom:subtitle": plain(attributes=_TEXT),
        "atom:updated": Node(text=dated(checks.rfc_3339), least=1),
        "atom:author": _PERSON,
        "atom:link": LINK,
        "atom:generator": plain(),
        "fh:archive": EMPTY,
        "atom:entry": _ENTRY,
    },
)


def examine(tree: Tree) -> None:
    """Check the document against the grammar, and record its entries."""
    root, report = tree.root, tree.report
    tree.walk(root, _FEED)
    report.id = root.findtext(_ID) or ""
    report.title = root.findtext(_TITLE) or ""
    report.updated = instant(root.find(_UPDATED), checks.rfc_3339)
    examine_links(tree, root, _LINK)
    if not any(link.get("rel") == "alternate" for link in root.findall(_LINK)):
        tree.add("missing", root, "there is no link to the page")
    for number, entry in enumerate(root.iter(_ENTRY_TAG), start=1):
        children = parts(entry)
        _texts(tree, entry, children)
        link = children.get(_LINK)
        if [each.get("rel") for each in entry.findall(_LINK)].count("alternate") != 1 or (
            link is not None and link.get("rel") != "alternate"
        ):
            tree.add("link_relation", entry, "one link must lead to the page, before those to files")
        report.entries.append(
            EntryFacts(
                where=f"entry {number}",
                id=text_of(children.get(_ID)),
                title=text_of(children.get(_TITLE)),
                author=_author(entry) or _author(root),
                link="" if link is None else str(link.get("href")),
                published=instant(children.get(_PUBLISHED), checks.rfc_3339),
                updated=instant(children.get(_UPDATED), checks.rfc_3339),
            )
        )


def _author(element: Element) -> str:
    return element.findtext(_AUTHOR_NAME) or ""


def _texts(tree: Tree, entry: Element, children: Mapping[str, Element]) -> None:
    """Require a summary or content (RFC 4287 section 4.1.1.1), and check each by its type."""
    texts = [children.get(_SUMMARY), children.get(_CONTENT)]
    if not any(part is not None and (part.text or "").strip() for part in texts):
        tree.add("missing", entry, "it has neither a summary nor content")
    for part in texts:
        if part is None:
            continue
        text = part.text or ""
        problem = fragment(text) if part.get("type") == "html" else checks.line(text) or checks.unmarked(text)
        tree.note(problem or (Problem("empty", "it is empty") if not text.strip() else None), part)
