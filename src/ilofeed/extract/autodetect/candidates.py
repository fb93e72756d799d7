"""Find the repeated blocks of a page: groups of elements of one kind, each possibly a list.

Elements are of one kind if tag and main class are the same up to the root. So the items of a list
are in one group even if each has a wrapper of its own or months separate them. A heading that is
not a month separates two lists, or is the subject of a part of one: both are tried. If items
have no element of their own, as in ``<dt><dd><dt><dd>``, consecutive elements are combined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.extract.autodetect.dom_index import DomIndex, Node
from ilofeed.extract.autodetect.page_tree import PageText
from ilofeed.extract.text_lines import HEADINGS

# A larger element is not an item but a container.
_MAX_ITEM_SIZE = 1000
# A date has few parts.
_MAX_DATE_SIZE = 20

_ANY_YEAR = 2024

_BOLD = ("b", "strong")

# The least mean number of elements of a section. Headings above fewer are titles.
_MIN_PER_SECTION = 1.5

#: The limit of elements of one kind.
MEMBER_LIMIT = 500


class Block(Struct, frozen=True, kw_only=True):
    """Elements of one kind, in document order; each member is one element or several consecutive ones."""

    members: tuple[tuple[Node, ...], ...]
    alike: int  #: elements of this kind with the same parents, with or without a link
    sections: tuple[int, ...] = ()  #: first member of each section, if headings that are no date separate them

    @property
    def name(self) -> str:
        """A description by which a person finds it on the page."""
        first = self.members[0][0]
        parent = first.parent.key if first.parent else ""
        key = " + ".join(dict.fromkeys(node.key for node in self.members[0]))
        return f"{parent} > {key}" if parent else key

    def named(self, index: DomIndex) -> str:
        """Return its name with the heading above it."""
        above = [text.words for text in index.before(self.members[0][0]) if text.is_heading]
        return f"{self.name!r} under {above[-1][:60]!r}" if above else repr(self.name)

    def years_between(self, index: DomIndex) -> int:
        """Return the number of texts between its members that may be a date."""
        pairs = pairwise(member[0] for member in self.members)
        return sum(text.may_be_date for pair in pairs for text in index.between(*pair))

    @property
    def region(self) -> str:
        """The reason for which it cannot be the list of the page; empty if it can."""
        return self.members[0][0].region

    @property
    def is_main(self) -> bool:
        """True if it is in the main part of the page."""
        return self.members[0][0].is_main

    @property
    def above(self) -> Iterator[Node]:
        """The elements before it on three levels, nearest first."""
        node = self.members[0][0]
        for _ in range(3):
            if node.parent is None:
                return
            siblings = node.parent.children
            yield from (sibling for sibling in reversed(siblings) if sibling.end <= node.start)
            node = node.parent

    @property
    def is_cut(self) -> bool:
        """Whether it has the largest number of members, so that the page may have more."""
        return len(self.members) == MEMBER_LIMIT

    @property
    def is_run(self) -> bool:
        """True if its members consist of several elements without a common wrapper."""
        return any(len(member) > 1 for member in self.members)


def find_blocks(index: DomIndex, context: DateContext) -> list[Block]:
    """Return every group of at least two linked elements of one kind."""
    if index.incomplete_dates and context.year is None:
        context = replace(context, year=_ANY_YEAR)  # a date without a year has the form of a date
    kinds: dict[tuple[str, object], list[Node]] = defaultdict(list)
    for node in index.nodes:
        if node.size <= _MAX_ITEM_SIZE:
            kinds["path", node.path].append(node)
            if "." in node.key or node.tag.name == "article":
                kinds["key", node.key].append(node)
    found: list[Block] = []
    seen: set[tuple[int, int, int]] = set()
    for nodes in kinds.values():
        for block in _split(_outermost(nodes), index, context):
            mark = (block.members[0][0].start, block.members[-1][-1].start, len(block.members))
            if mark not in seen:
                seen.add(mark)
                found.append(block)
    for node in (index.root, *index.nodes):
        if len(node.children) > 1 and (node.links > 1 or not index.is_linked) and node.years > 1:
            found += _runs(node, index, context)
    return found


def _outermost(nodes: Sequence[Node]) -> list[Node]:
    """Return *nodes*, given in document order, without those within another one."""
    kept: list[Node] = []
    for node in nodes:
        if not kept or node.start >= kept[-1].end:
            kept.append(node)
    return kept


def _split(nodes: Sequence[Node], index: DomIndex, context: DateContext) -> Iterator[Block]:
    """Yield the lists of *nodes*, which are all of one kind, and all lists of one part of the page together."""
    linked = [node for node in nodes if index.may_be_item(node)]
    if len(linked) < 2:
        return
    beside: dict[int, int] = defaultdict(int)
    alike: dict[int, int] = defaultdict(int)
    for node in nodes:
        alike[id(node.parent)] += 1
        beside[id(node.parent)] += index.may_be_item(node)
    sections: list[list[Node]] = [[linked[0]]]
    for before, node in pairwise(linked):
        apart = before.parent is not node.parent and beside[id(before.parent)] > 1 and beside[id(node.parent)] > 1
        is_other = before.region != node.region
        if is_other or _is_border(index.between(before, node), context, apart=apart):
            yield from _block([sections[-1]], alike)
            if is_other:
                yield from _together(sections, alike)
                sections = []
            sections.append([])
        sections[-1].append(node)
    yield from _block([sections[-1]], alike)
    yield from _together(sections, alike)


def _together(sections: Sequence[Sequence[Node]], alike: dict[int, int]) -> Iterator[Block]:
    """Yield *sections* as one block, from the first to the last with a possible date."""
    dated = [at for at, section in enumerate(sections) if any(node.years for node in section)]
    inner = sections[dated[0] : dated[-1] + 1] if dated else ()
    count = sum(map(len, inner))
    if len(inner) > 1 and count >= _MIN_PER_SECTION * len(inner):
        yield from _block(inner, alike)


def _block(sections: Sequence[Sequence[Node]], alike: dict[int, int]) -> Iterator[Block]:
    nodes = [node for section in sections for node in section]
    if len(nodes) > 1:
        around = {id(node.parent) for node in nodes}
        starts = accumulate((len(section) for section in sections[:-1]), initial=0)
        yield Block(
            members=tuple((node,) for node in nodes[:MEMBER_LIMIT]),
            alike=sum(alike[parent] for parent in around),
            sections=tuple(start for start in starts if start < MEMBER_LIMIT) if len(sections) > 1 else (),
        )


def _is_border(between: Iterable[PageText], context: DateContext, *, apart: bool) -> bool:
    """Return whether the texts between two elements separate two lists."""
    texts = list(between)
    if any(text.is_heading and not _is_time(text.words, context) for text in texts):
        return True
    return apart and bool(texts) and not all(_is_time(text.words, context) for text in texts)


def _is_time(words: str, context: DateContext) -> bool:
    return dates.is_heading(words, context) or dates.read_line(words, context) is not None


def _runs(parent: Node, index: DomIndex, context: DateContext) -> Iterator[Block]:
    """Yield blocks whose items are several children of *parent* each: a date, a linked title, a summary."""
    group: list[list[Node]] = []
    first = ""  # the first part of each item: the link or the date
    has_link = False
    for child in parent.children:
        kind = _kind(child, index, context)
        if kind == "item":
            return
        if kind == "link" and index.is_linked and index.leads(child) > 1:
            kind = "other" if has_link else "border"  # a list, or a text with links
        if kind == "border":
            yield from _run_block(group, is_linked=index.is_linked)
            group, first = [], ""
        if kind in ("link", "date"):
            first = first or kind
            if not group or (has_link and kind in ("link", first)):
                group.append([])
                has_link = False
        if group and kind in ("link", "date", "other"):
            group[-1].append(child)
            has_link = has_link or kind == "link" or (not index.is_linked and kind == "other" and first == "date")
    yield from _run_block(group, is_linked=index.is_linked)


def _kind(node: Node, index: DomIndex, context: DateContext) -> str:
    """Return the role of *node* in an item of several elements."""
    if node.size > _MAX_ITEM_SIZE:
        return "border"
    if _is_date(node, context):
        return "date"
    if node.links if index.is_linked else _is_title(node):
        return "item" if _contains_date(node, context) else "link"
    if node.tag.name in HEADINGS:
        return "month" if dates.is_heading(node.tag.get_text(" "), context) else "border"
    return "other"


def _is_title(node: Node) -> bool:
    """Return whether *node* can be the title of an item without a link: a heading, a term, or bold text."""
    if node.tag.name == "dt" or node.tag.name in HEADINGS:
        return not dates.is_heading(node.tag.get_text(" "))
    if node.tag.name in _BOLD:
        return True
    bold = [child for child in node.children if child.tag.name in _BOLD]
    return len(bold) == 1 and bold[0].length == node.length


def _is_date(node: Node, context: DateContext) -> bool:
    if not node.years or node.size > _MAX_DATE_SIZE:
        return False
    return dates.read_line(node.tag.get_text(" "), context) is not None


def _contains_date(node: Node, context: DateContext) -> bool:
    """Return whether a part of *node* contains only a date."""
    stack = [child for child in node.children if child.years]
    while stack:
        child = stack.pop()
        if _is_date(child, context):
            return True
        stack += [part for part in child.children if part.years]
    return False


def _run_block(group: list[list[Node]], *, is_linked: bool) -> Iterator[Block]:
    # Without a link, a date needs a title beside it.
    members = [
        member for member in group if (any(node.links for node in member) if is_linked else len(member) > 1)
    ]
    if len(members) < 2:
        return
    usual = max(len(member) for member in members[:-1])
    keys = {node.key for member in members[:-1] for node in member}
    last = members[-1]
    while len(last) > 1 and (len(last) > usual or last[-1].key not in keys):
        last.pop()
    if any(len(member) > 1 for member in members):
        yield Block(members=tuple(map(tuple, members[:MEMBER_LIMIT])), alike=len(members))
