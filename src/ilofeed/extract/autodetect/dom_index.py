"""Index the elements of a page by one kind of evidence: content, name and position of each.

The index counts the links to the same site and the texts that may be a date. Only elements with both
may be items of a list, and only they are read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter

from bs4 import Tag
from msgspec import Struct, field

from ilofeed.core import dates, urls
from ilofeed.core.address_date import date_in
from ilofeed.core.date_context import DateContext
from ilofeed.extract.autodetect.page_tree import Element, PageText, PageTree, may_be_date
from ilofeed.extract.autodetect.regions import Region, is_subject
from ilofeed.extract.soup_search import within

# Characters of "May 28" and "3 hours ago", with a label, and what may be around them.
_MAX_INCOMPLETE = 60
_EDGE = " \t\r\n\u00a0-–—:|,;•·()[]"

_PLACE = attrgetter("place")
_START = attrgetter("start")


class Node(Struct, eq=False):
    """An element of the page."""

    tag: Tag
    parent: Node | None
    start: int  #: its position in the page, in document order
    end: int
    own_region: Region
    is_main: bool
    classes: list[str]
    links: int  #: to the same site
    years: int  #: texts that may contain a date
    length: int  #: characters of text
    children: list[Node] = field(default_factory=list)
    region: str = ""  #: why it cannot contain the list of the page
    key: str = ""  #: tag and the class that it shares with its siblings, ``li.news``
    path: int = 0  #: equal for all nodes with equal keys up to the root

    def holds(self, other: Node) -> bool:
        """Return whether *other* is within it."""
        return self.start < other.start and other.end <= self.end

    @property
    def size(self) -> int:
        """The number of elements and texts in it."""
        return self.end - self.start


class DomIndex:
    """The elements of the page in document order."""

    def __init__(
        self,
        tree: PageTree,
        *,
        apart: bool = False,
        host: str = "",
        is_linked: bool = True,
        addresses_date: bool = False,
        incomplete_dates: bool = False,
    ) -> None:
        """Count the evidence in the elements of *tree*.

        With *apart*, links that differ only in the fragment are different, also those to the page itself.
        Links to *host* count as links to the same site. If not *is_linked*, items need no link.
        If *addresses_date*, a date in the address of a link counts as one of its item. If *incomplete_dates*,
        a date may be printed without its year, or in relation to the time of the page.
        """
        self.apart = apart
        self.is_linked = is_linked
        self.addresses_date = addresses_date
        self.incomplete_dates = incomplete_dates
        document = tree.document
        self._sites = document.sites | {host}
        self._document = document
        self._here = urls.canonical(document.url)
        self._keys: dict[str, str | None] = {}
        self.texts = tree.texts
        self.root, self.nodes = self._nodes(tree)
        self._set_regions()
        self._set_names()

    def own(self, href: str | None) -> str | None:
        """Return the canonical address of *href*, if that is another page of the same site.

        If fragments count, the address includes the fragment, and may be of the page itself.
        """
        if href is None or (href.lstrip().startswith("#") and not self.apart):
            return None
        if href not in self._keys:
            site, key, fragment = self._document.links.resolve(href)
            if site not in self._sites:
                key = None
            elif key is not None and self.apart:
                key = f"{key}#{fragment}".removesuffix("#")
            self._keys[href] = None if key == self._here else key
        return self._keys[href]

    def address_date(self, href: str | None) -> date | None:
        """Return the date in the address *href* of another page, if such dates count."""
        key = self.own(href) if self.addresses_date else None
        return date_in(f"//{key}") if key else None

    def is_away(self, href: object) -> bool:
        """Return whether *href* leads to another site or to a part of this page, so that its text is not a title."""
        return self.own(str(href)) is None or (self.apart and "#" in str(href))

    def may_be_item(self, node: Node) -> bool:
        """Return whether *node* has the link of an item, or a possible date if items need no link."""
        return node.links > 0 if self.is_linked else node.years > 0

    def between(self, before: Node, node: Node) -> Sequence[PageText]:
        """Return the texts after *before* and before *node*."""
        return self.texts[
            bisect_left(self.texts, before.end, key=_PLACE) : bisect_left(self.texts, node.start, key=_PLACE)
        ]

    def before(self, node: Node) -> Sequence[PageText]:
        """Return the texts before *node*."""
        return self.texts[: bisect_left(self.texts, node.start, key=_PLACE)]

    def within(self, node: Node) -> Sequence[PageText]:
        """Return the texts of *node*."""
        return self.texts[
            bisect_left(self.texts, node.start, key=_PLACE) : bisect_left(self.texts, node.end, key=_PLACE)
        ]

    def behind(self, node: Node) -> Sequence[PageText]:
        """Return the texts after *node*."""
        return self.texts[bisect_left(self.texts, node.end, key=_PLACE) :]

    def node_at(self, place: int) -> Node:
        """Return the innermost element around *place*."""
        found = self.nodes[bisect_left(self.nodes, place, key=_START) - 1] if self.nodes else self.root
        while found.end <= place and found.parent is not None:
            found = found.parent
        return found

    def leads(self, node: Node) -> int:
        """Return the number of pages of the site that *node* links to."""
        anchors = within(node.tag, "a") if node.tag.name != "a" else [node.tag]
        return len({self.own(str(anchor["href"])) for anchor in anchors if anchor.has_attr("href")} - {None})

    def _nodes(self, tree: PageTree) -> tuple[Node, list[Node]]:
        """Return the nodes of the root and of all elements in it."""
        nodes: list[Node] = []
        for element in tree.elements:
            node = self._node(element, nodes[element.parent] if nodes else None)
            nodes.append(node)
            if node.parent is not None:
                node.parent.children.append(node)
        if self.incomplete_dates:
            for text in tree.texts:
                nodes[text.element].years += is_incomplete_date(text.words, self._document.date_context)
        for node in reversed(nodes):
            if node.parent is not None:
                node.parent.links += node.links
                node.parent.years += node.years
        return nodes[0], nodes[1:]

    def _node(self, element: Element, parent: Node | None) -> Node:
        """Return the node of *element* with what it contains itself."""
        is_dated = element.is_date or self.address_date(element.href) is not None
        return Node(
            tag=element.tag,
            parent=parent,
            start=element.start,
            end=element.end,
            own_region=element.region,
            is_main=element.is_main,
            classes=element.classes,
            links=int(self.own(element.href) is not None),
            years=element.dates + is_dated,
            length=element.length,
        )

    def _set_regions(self) -> None:
        """Set the region of every node: that of its parent, else its own unless its contents refute that."""
        certain = [node for node in self.nodes if node.own_region.reason and node.own_region.is_certain]
        count, length, end = self.root.years, self.root.length, 0
        for node in certain:
            if node.start >= end:
                count, length, end = count - node.years, length - node.length, node.end
        self.open_dates = count
        for node in self.nodes:
            node.region = node.parent.region if node.parent else ""
            if not node.region and node.own_region.reason:
                shares = {"dates": node.years / max(count, 1), "length": node.length / max(length, 1)}
                is_open = is_subject(node.own_region, **shares, count=node.years)
                node.region = "" if is_open else node.own_region.reason

    def _set_names(self) -> None:
        """Set key and path of every node."""
        paths: dict[tuple[int, str], int] = {}
        for node in (self.root, *self.nodes):
            same: dict[str, list[Node]] = defaultdict(list)
            for child in node.children:
                same[child.tag.name].append(child)
            for tag_name, nodes in same.items():
                self._set_keys(tag_name, nodes)
            for child in node.children:
                child.path = paths.setdefault((node.path, child.key), len(paths) + 1)

    def _set_keys(self, tag_name: str, nodes: list[Node]) -> None:
        """Set the keys of siblings of one tag by their most common class."""
        own = [node.classes for node in nodes]
        counts = Counter(name for names in own for name in dict.fromkeys(names))
        for node, names in zip(nodes, own, strict=True):
            best = max(names, key=lambda name: counts[name], default="")
            node.key = f"{tag_name}.{best}" if best else tag_name
        # Rows may alternate between classes of any name.
        linked = [node.key for node in nodes if self.may_be_item(node)]
        turns = sum(here != there for here, there in pairwise(linked))
        if turns > len(set(linked)):
            for node in nodes:
                node.key = tag_name if self.may_be_item(node) else node.key
        # One item may have a class that no other one has.
        (usual, count), *_ = Counter(linked).most_common(1) or [("", 0)]
        if count >= 2:
            lone = {f"{tag_name}.{name}" for name, times in counts.items() if times == 1}
            for node in nodes:
                node.key = usual if node.key in lone and self.may_be_item(node) else node.key


def is_incomplete_date(words: str, context: DateContext) -> bool:
    """Return whether the text *words* is a date without its year, or one in relation to the time of the page."""
    text = words.strip(_EDGE) if len(words) <= _MAX_INCOMPLETE else ""
    if not text or may_be_date(text):
        return False
    return (dates.read_month_and_day(text, context) or dates.read_line(text, context)) is not None
