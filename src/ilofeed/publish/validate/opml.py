"""Check OPML 2.0: one outline for each feed (http://opml.org/spec2.opml)."""

from __future__ import annotations

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.grammar import Node, Tree
from ilofeed.publish.validate.rss import dated

_OUTLINE = Node(
    most=1_000_000,
    attributes={
        "text": checks.label,
        "title": checks.label,
        "type": checks.one_of("rss", rule="outline"),  # for Atom too
        "xmlUrl": checks.web_address,
        "htmlUrl": checks.web_address,
        "language": checks.language,
        "description": checks.label,
        "ilofeed:slug": checks.label,
        "ilofeed:url": checks.web_address,
    },
    needed=("text", "title", "type", "xmlUrl"),
)
_OPML = Node(
    attributes={"version": checks.one_of("2.0", rule="version")},
    needed=("version",),
    children={
        "head": Node(
            least=1,
            # Not "docs": the W3C validator knows it in RSS only.
            children={"title": Node(text=checks.label, least=1), "dateModified": Node(text=dated(checks.rfc_822))},
        ),
        "body": Node(least=1, children={"outline": _OUTLINE}),
    },
)


def examine(tree: Tree) -> None:
    """Check the document against the grammar."""
    root, report = tree.root, tree.report
    tree.walk(root, _OPML)
    report.title = root.findtext("head/title") or ""
    addresses = [str(outline.get("xmlUrl")) for outline in root.iter("outline")]
    if not addresses:
        tree.add("no_entries", root, "it lists no feed")
    if len(set(addresses)) < len(addresses):
        tree.add("link_repeated", root, "two outlines have the same feed")
