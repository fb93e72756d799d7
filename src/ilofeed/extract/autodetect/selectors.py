"""Derive selectors of a detected list, for a person to copy into the configuration.

Each is tried with the profile ``selectors``, and returned only if it reads the same values from the
items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from bs4 import Tag
from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.css_scanner import SelectorError
from ilofeed.core.selectors import UNTIL_NEXT, Selectors
from ilofeed.core.text import clean
from ilofeed.extract import item_span
from ilofeed.extract.autodetect.candidates import MEMBER_LIMIT, Block
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.items import DetectedItem
from ilofeed.extract.autodetect.selector_tries import field_tries, item_tries
from ilofeed.extract.css_match import Search
from ilofeed.extract.document import Document
from ilofeed.extract.layouts.css_item import ITSELF, ItemReader
from ilofeed.extract.raw_item import RawItem

# Items on which a selector is tried.
_MAX_SAMPLE_ITEMS = 12
# A selector that finds more elements than possible items is not useful.
_MAX_ELEMENTS = 2 * MEMBER_LIMIT


def derive_selectors(
    document: Document, index: DomIndex, block: Block, found: Sequence[DetectedItem]
) -> tuple[str, Mapping[str, str]]:
    """Return the selector of the items and those of their fields; empty if none read the same values."""
    wanted = {id(unit.tags[0]) for unit in found}
    search = Search(document.soup)
    item = _item(search, block, wanted)
    if not item:
        return "", {}
    with _elements(document, _found(search, item), is_run=block.is_run) as elements:
        if not wanted <= elements.keys():
            return "", {}
        search = Search(document.soup) if block.is_run else search
        trial = _Trial(document, index, search, _sample(found), elements)
        chosen = trial.fields(Selectors(item=item, title=ITSELF, span=UNTIL_NEXT if block.is_run else ""))
        if block.is_run or any(unit.day_above for unit in found):
            # There are more ways to read these wrongly, so all values are compared.
            others = [tag for begin, tag in elements.items() if begin not in wanted]
            item = item if trial.reads_the_same(chosen) and not trial.has_title(chosen, others) else ""
        else:
            narrowed = item if block.is_cut else trial.item_without_others(chosen, wanted)
            item = narrowed if trial.finds_titles(chosen) else ""
    given = {name: css for name in (*_FIELDS, "span") if isinstance(css := getattr(chosen, name), str) and css}
    return (item, given) if item else ("", {})


def _sample(found: Sequence[DetectedItem]) -> list[DetectedItem]:
    """Return items on which selectors are tried: the first ones and the last, whose end is most uncertain.

    They are dated, unless none is: a person may choose a list without dates.
    """
    dated = [unit for unit in found if unit.is_dated] or list(found)
    return dated[:_MAX_SAMPLE_ITEMS] + dated[_MAX_SAMPLE_ITEMS:][-1:]


@contextmanager
def _elements(document: Document, found: Sequence[Tag], *, is_run: bool) -> Iterator[Mapping[int, Tag]]:
    """Provide the elements of the items that begin with the elements *found*, by the id of these.

    If items are several elements, one is put around each until the end of the block.
    """
    if not is_run:
        yield {id(tag): tag for tag in found}
        return
    begins = list(item_span.outermost(found))
    wrappers = {
        id(begin): item_span.wrap(span, document.soup.new_tag(item_span.WRAPPER))
        for begin, span in zip(begins, item_span.spans(begins), strict=True)
    }
    try:
        yield wrappers
    finally:
        for wrapper in wrappers.values():
            wrapper.unwrap()


class _Trial(Struct, frozen=True):
    """The trial of selectors on some of the detected items of a page."""

    document: Document
    index: DomIndex
    search: Search
    sample: Sequence[DetectedItem]
    elements: Mapping[int, Tag]  #: by the id of their first elements

    def fields(self, chosen: Selectors) -> Selectors:
        """Return *chosen* with the best selector of each field."""
        read = [(unit.parts, self.elements[id(unit.tags[0])]) for unit in self.sample]
        for name, agrees in _FIELDS.items():
            if name == "link" and all(self._agrees_link(chosen, unit) for unit in self.sample):
                continue
            if name == "date_above" and not any(unit.day_above for unit in self.sample):
                continue
            best, score = "", 0
            for css in field_tries(name, read):
                tried = replace(chosen, **{name: css})
                count = sum(
                    self._agrees_link(tried, unit) if name == "link" else agrees(self._read(tried, unit), unit)
                    for unit in self.sample
                )
                if count > score:
                    best, score = css, count
                if score == len(self.sample):
                    break
            if best:
                chosen = replace(chosen, **{name: best})
        return chosen

    def reads_the_same(self, chosen: Selectors) -> bool:
        """Return whether *chosen* reads title, link and date of all items of the sample as they were detected."""
        return all(
            self._agrees_link(chosen, unit)
            and all(_FIELDS[name](self._read(chosen, unit), unit) for name in ("title", "date"))
            for unit in self.sample
        )

    def finds_titles(self, chosen: Selectors) -> bool:
        """Return whether *chosen* reads the title of at least half of the sample as it was detected."""
        same = sum(_FIELDS["title"](self._read(chosen, unit), unit) for unit in self.sample)
        return 2 * same >= len(self.sample)

    def item_without_others(self, chosen: Selectors, wanted: set[int]) -> str:
        """Return the selector of the items, narrowed if it finds other elements that would be read as items."""
        narrower = (
            f"{chosen.item}:has({_one_step(css)})"
            for css in (chosen.title, chosen.date)
            if isinstance(css, str) and css not in ("", ITSELF)
        )
        for css in (chosen.item, *narrower, f"{chosen.item}:has(a)"):
            found = _found(self.search, css)
            others = [tag for tag in found if id(tag) not in wanted]
            if wanted <= {id(tag) for tag in found} and not self.has_title(chosen, others):
                return css
        return chosen.item

    def has_title(self, chosen: Selectors, tags: Sequence[Tag]) -> bool:
        """Return whether *chosen* reads a title in any of the first *tags*."""
        reader = ItemReader(chosen, self.document.date_context, self.search)
        return any(reader.read(tag).title.strip() for tag in tags[:_MAX_SAMPLE_ITEMS])

    def _read(self, selectors: Selectors, unit: DetectedItem) -> RawItem:
        reader = ItemReader(selectors, self.document.date_context, self.search)
        return reader.read(self.elements[id(unit.tags[0])])

    def _agrees_link(self, selectors: Selectors, unit: DetectedItem) -> bool:
        return self.index.own(self._read(selectors, unit).href) == self.index.own(unit.parts.href)


def _item(search: Search, block: Block, wanted: set[int]) -> str:
    """Return the selector that finds all items and the fewest other elements."""
    best, fewest = "", 10**9
    for css in item_tries(block.members[0][0]):
        found = {id(tag) for tag in _found(search, css)}
        if wanted <= found and len(found) < fewest:
            best, fewest = css, len(found)
        # A list that is cut has more items than those that are wanted.
        if fewest == len(wanted) or (best and block.is_cut):
            break
    return best


def _found(search: Search, css: str) -> list[Tag]:
    """Return the elements of the page that *css* finds; none if it is too long for a selector."""
    try:
        return search.find(css, search.page)[:_MAX_ELEMENTS]
    except SelectorError:
        return []


def _one_step(css: str) -> str:
    """Return *css* as a single step, since soupsieve 4 refuses several steps in ``:has()``.

    See `findings/soupsieve-has-one-compound.sh`.
    """
    return f":is({css})" if " " in css else css


def _same(name: str) -> Callable[[RawItem, DetectedItem], bool]:
    """Return a function that checks that the field *name* has the same value and is not empty."""

    def agrees(parts: RawItem, unit: DetectedItem) -> bool:
        wanted = clean(getattr(unit.parts, name))
        return bool(wanted) and clean(getattr(parts, name)) == wanted

    return agrees


def _same_date(parts: RawItem, unit: DetectedItem) -> bool:
    return parts.published == unit.parts.published and bool(parts.date_text)


def _same_image(parts: RawItem, unit: DetectedItem) -> bool:
    return unit.parts.image is not None and parts.image == unit.parts.image


# In this order: a selector for the link is needed only if the title has another link.
_FIELDS: dict[str, Callable[[RawItem, DetectedItem], bool]] = {
    "title": _same("title"),
    "link": _same("href"),
    "date": _same_date,
    "date_above": _same_date,
    "summary": _same("summary"),
    "kicker": _same("kicker"),
    "image": _same_image,
}
