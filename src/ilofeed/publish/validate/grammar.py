"""Check an XML document against a grammar. RSS, Atom and OPML share this module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import cast

from lxml import etree
from msgspec import Struct, field

from ilofeed.core import opml_names
from ilofeed.publish.validate import checks
from ilofeed.publish.validate.checks import Check, Problem
from ilofeed.publish.validate.report import Report

Element = etree._Element

_HEXADECIMAL = b"&#x"

ATOM = "http://www.w3.org/2005/Atom"
#: The namespaces that our feeds use, with the prefix of each in messages.
NAMESPACES = {
    ATOM: "atom",
    "http://search.yahoo.com/mrss/": "media",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://www.w3.org/XML/1998/namespace": "xml",
    opml_names.NAMESPACE: "ilofeed",
}


class Node(Struct, frozen=True, kw_only=True):
    """The allowed content of an element, and how often its parent may contain it."""

    text: Check | None = None  #: of its text; None: it must have none
    is_plain: bool = False  #: True: its text must have no markup, unless it is written with hexadecimal references
    attributes: Mapping[str, Check] = field(default_factory=dict)
    needed: tuple[str, ...] = ()  #: attributes that must be there
    children: Mapping[str, Node] = field(default_factory=dict)
    least: int = 0
    most: int = 1


def plain(*, least: int = 0, most: int = 1, attributes: Mapping[str, Check] = MappingProxyType({})) -> Node:
    """Return an element of plain text."""
    return Node(text=checks.plain, is_plain=True, least=least, most=most, attributes=attributes)


class Tree(Struct, frozen=True, kw_only=True):
    """A document under check, with its report."""

    report: Report
    root: Element
    #: The numbers of the lines with hexadecimal references. The W3C validator looks for them line by line, too.
    referenced: frozenset[int]

    def add(self, rule: str, element: Element, message: str, part: str = "") -> None:
        """Report that *element* breaks *rule*, in its *part*."""
        self.report.add(rule, place(element) + (f", {part}" if part else ""), message)

    def note(self, problem: Problem | None, element: Element, part: str = "") -> None:
        """Report *problem*, if any."""
        if problem is not None:
            self.add(problem.rule, element, problem.message, part)

    def walk(self, element: Element, node: Node) -> None:
        """Check *element* and its descendants against *node*."""
        if node.needed or element.keys():
            self._attributes(element, node)
        self._text(element, node)
        if node.children or len(element):
            self._children(element, node)

    def is_referenced(self, element: Element) -> bool:
        """Return whether the line of *element* has hexadecimal references (RSS Best Practices Profile)."""
        return element.sourceline in self.referenced

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
                self.add(rule, element, f"<{child_name}> is not allowed here")
            elif count > node.children[child_name].most:
                self.add("repeated", element, f"<{child_name}> occurs {count} times")
        for child_name, child_node in node.children.items():
            if child_node.least and counts.get(child_name, 0) < child_node.least:
                self.add("missing", element, f"<{child_name}> is missing")
        for child, child_node in children:
            self.walk(child, child_node)

    def _attributes(self, element: Element, node: Node) -> None:
        found = {name_of(str(key)): str(value) for key, value in element.items()}
        for key, value in found.items():
            check = checks.language if key == "xml:lang" else node.attributes.get(key)
            if check is None:
                self.add("unknown", element, f"attribute {key} is not allowed here")
            elif (problem := checks.characters(value) or check(value)) is not None:
                self.note(problem, element, key)
        for key in node.needed:
            if key not in found:
                self.add("missing", element, f"attribute {key} is missing")

    def _text(self, element: Element, node: Node) -> None:
        if node.text is not None:
            text = element.text or ""
            problem = checks.characters(text) or node.text(text)
            if problem is None and node.is_plain and not self.is_referenced(element):
                problem = checks.unmarked(text)
            if problem is not None:
                self.note(problem, element)
        elif any(part and part.strip() for part in (element.text, *(child.tail for child in element))):
            self.add("unknown", element, "text is not allowed here")


def instant(element: Element | None, read: Callable[[str], object]) -> datetime | None:
    """Return the date in *element*, or None. A malformed date is reported by its check."""
    found = read(text_of(element)) if element is not None else None
    return found if isinstance(found, datetime) else None


def parsed(document: bytes, report: Report) -> Tree | None:
    """Return *document* as a tree; report a document that is not XML and return None."""
    # A file must not make the checker load another resource.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        report.add("not_well_formed", "document", str(error))
        return None
    information = root.getroottree().docinfo
    if information.doctype:
        report.add("doctype", "document", "a feed must not have a document type declaration")
    if (information.encoding or "").upper() != "UTF-8" or not document.startswith(b"<?xml"):
        report.add("encoding", "document", "it does not declare UTF-8")
    for each in root.itersiblings(preceding=True):
        report.add("instruction", "document", f"{str(each)[:60]!r} is not allowed here")
    for each in root.iter(etree.Comment, etree.ProcessingInstruction):
        report.add("instruction", "document", f"{str(each)[:60]!r} is not allowed here")
    # Look at the declarations only: reading the namespaces in scope of every element took half of the time.
    declared = cast("Iterator[tuple[str, tuple[str, str]]]", etree.iterwalk(root, events=("start-ns",)))
    for prefix, uri in {pair for _, pair in declared}:
        known = NAMESPACES.get(uri)
        if known is None or (prefix and prefix != known):
            report.add("namespace", "document", f"namespace {uri!r} has the unusual prefix {prefix or None!r}")
    lines = document.splitlines() if _HEXADECIMAL in document else ()
    referenced = frozenset(number for number, line in enumerate(lines, start=1) if _HEXADECIMAL in line)
    return Tree(report=report, root=root, referenced=referenced)


def elements(element: Element) -> Iterator[Element]:
    """Return the child elements of *element*, without comments."""
    return (child for child in element if isinstance(child.tag, str))


def parts(element: Element) -> dict[str, Element]:
    """Return the first child of each name in *element*, by the name as lxml writes it."""
    return {str(child.tag): child for child in reversed(element)}


def text_of(element: Element | None) -> str:
    """Return the text of *element*; empty if there is none."""
    return (element.text or "") if element is not None else ""


def name(element: Element) -> str:
    """Return the name of *element* with the prefix of its namespace."""
    return name_of(str(element.tag))


@lru_cache(256)
def name_of(tag: str) -> str:
    """Return *tag*, as lxml writes it, with a prefix in place of its namespace."""
    if not tag.startswith("{"):
        return tag
    uri, _, local = tag[1:].partition("}")
    return f"{NAMESPACES.get(uri, '?')}:{local}"


def place(element: Element) -> str:
    """Return the path to *element* for a message."""
    parts = []
    node: Element | None = element
    while node is not None:
        label = name(node).removeprefix("atom:")
        if label in ("item", "entry", "outline"):
            label = f"{label} {len(list(node.itersiblings(str(node.tag), preceding=True))) + 1}"
        parts.append(label)
        node = node.getparent()
    return " > ".join(reversed(parts))
