"""What RSS, Atom and OPML share: a tree, and a grammar that says what may stand where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import cast

from lxml import etree
from msgspec import Struct, field

from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Check, Problem
from ilofeed.publish.validate.report import Report

Element = etree._Element

ATOM = "http://www.w3.org/2005/Atom"
#: Namespaces that feeds of ours use, with the prefix under which they are shown.
NAMESPACES = {
    ATOM: "atom",
    "http://search.yahoo.com/mrss/": "media",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


class Node(Struct, frozen=True, kw_only=True):
    """What an element may hold, and how often it may stand where it stands."""

    text: Check | None = None  #: of its text; None: it must have none
    attributes: Mapping[str, Check] = field(default_factory=dict)
    needed: tuple[str, ...] = ()  #: attributes that must be there
    children: Mapping[str, Node] = field(default_factory=dict)
    least: int = 0
    most: int = 1


class Tree(Struct, frozen=True):
    """A document and what is being found in it."""

    examined: Report

    def say(self, rule: str, element: Element, message: str, part: str = "") -> None:
        """Keep that *element* breaks *rule*, in its *part*."""
        self.examined.say(rule, place(element) + (f", {part}" if part else ""), message)

    def note(self, fault: Problem | None, element: Element, part: str = "") -> None:
        """Keep *fault*, where there is one."""
        if fault is not None:
            self.say(fault.rule, element, fault.message, part)

    def walk(self, element: Element, node: Node) -> None:
        """Hold *element* and all in it against the grammar *node*."""
        if node.needed or element.keys():
            self._attributes(element, node)
        self._text(element, node)
        if node.children or len(element):
            self._children(element, node)

    def _children(self, element: Element, node: Node) -> None:
        children: list[tuple[Element, Node]] = []
        counts: dict[str, int] = {}
        for child in elements(element):
            child_name = name_of(str(child.tag))
            counts[child_name] = counts.get(child_name, 0) + 1
            if child_name in node.children:
                children.append((child, node.children[child_name]))
        for child_name, count in counts.items():
            if child_name not in node.children:
                rule = "namespace" if child_name.startswith("?") else "unknown"
                self.say(rule, element, f"<{child_name}> has no place there")
            elif count > node.children[child_name].most:
                self.say("repeated", element, f"<{child_name}> stands there {count} times")
        for child_name, child_node in node.children.items():
            if child_node.least and counts.get(child_name, 0) < child_node.least:
                self.say("missing", element, f"<{child_name}> is missing")
        for child, child_node in children:
            self.walk(child, child_node)

    def _attributes(self, element: Element, node: Node) -> None:
        found = {name_of(str(key)): str(value) for key, value in element.items()}
        for key, value in found.items():
            check = checks.language if key == "xml:lang" else node.attributes.get(key)
            if check is None:
                self.say("unknown", element, f"attribute {key} has no place there")
            elif (fault := checks.characters(value) or check(value)) is not None:
                self.note(fault, element, key)
        for key in node.needed:
            if key not in found:
                self.say("missing", element, f"attribute {key} is missing")

    def _text(self, element: Element, node: Node) -> None:
        if node.text is not None:
            text = element.text or ""
            fault = checks.characters(text) or node.text(text)
            if fault is not None:
                self.note(fault, element)
        elif any(part and part.strip() for part in (element.text, *(child.tail for child in element))):
            self.say("unknown", element, "text has no place there")


def instant(element: Element | None, read: Callable[[str], object]) -> datetime | None:
    """The instant that *element* says, if it says one; what is wrong with its form is told by its check."""
    found = read(text_of(element)) if element is not None else None
    return found if isinstance(found, datetime) else None


def parsed(document: bytes, examined: Report) -> Element | None:
    """The root of *document*; None where it is no XML, which is kept in *examined*."""
    # What a file on disk says is not to be followed anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        examined.say("not_well_formed", "document", str(error))
        return None
    information = root.getroottree().docinfo
    if information.doctype:
        examined.say("doctype", "document", "a document type declaration has no place in a feed")
    if (information.encoding or "").upper() != "UTF-8" or not document.startswith(b"<?xml"):
        examined.say("encoding", "document", "it must say that it is UTF-8")
    for each in root.itersiblings(preceding=True):
        examined.say("instruction", "document", f"{str(each)[:60]!r} has no place there")
    for each in root.iter(etree.Comment, etree.ProcessingInstruction):
        examined.say("instruction", "document", f"{str(each)[:60]!r} has no place there")
    # Where they are declared: to ask every element for all that hold there took half of the time.
    declared = cast("Iterator[tuple[str, tuple[str, str]]]", etree.iterwalk(root, events=("start-ns",)))
    for prefix, uri in {pair for _, pair in declared}:
        known = NAMESPACES.get(uri)
        if known is None or (prefix and prefix != known):
            examined.say("namespace", "document", f"nobody knows {uri!r} as {prefix or None!r}")
    return root


def elements(element: Element) -> Iterator[Element]:
    """The elements in *element*, without comments."""
    return (child for child in element if isinstance(child.tag, str))


def parts(element: Element) -> dict[str, Element]:
    """The first of the elements of each name in *element*, by that name as lxml writes it."""
    return {str(child.tag): child for child in reversed(element)}


def text_of(element: Element | None) -> str:
    """What stands in *element*, if it is there."""
    return (element.text or "") if element is not None else ""


def name(element: Element) -> str:
    """The element's name, with the prefix that we know its namespace by."""
    return name_of(str(element.tag))


@lru_cache(256)
def name_of(tag: str) -> str:
    """*tag* in lxml's form, with a prefix in place of its namespace."""
    if not tag.startswith("{"):
        return tag
    uri, _, local = tag[1:].partition("}")
    return f"{NAMESPACES.get(uri, '?')}:{local}"


def place(element: Element) -> str:
    """Where *element* stands, for one who looks for it."""
    parts = []
    node: Element | None = element
    while node is not None:
        label = name(node).removeprefix("atom:")
        if label in ("item", "entry", "outline"):
            label = f"{label} {len(list(node.itersiblings(str(node.tag), preceding=True))) + 1}"
        parts.append(label)
        node = node.getparent()
    return " > ".join(reversed(parts))
