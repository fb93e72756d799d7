"""A page made readable: its bytes as text, its text as a tree, its items as they are found."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from copy import copy
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from msgspec.structs import replace

from ilofeed.core import dates, ids, link_rules, urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.language import language_of, primary_subtag
from ilofeed.core.models import EVENTS, Extraction, Item, Page, Skipped
from ilofeed.core.text import LOST, SUMMARY_LIMIT, TITLE_LIMIT, clean, is_garbled, readable
from ilofeed.extract import partial_soup
from ilofeed.extract.binary import is_binary
from ilofeed.extract.encoding import decode
from ilofeed.extract.event_pages import is_event_list
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.markup import parsable
from ilofeed.extract.raw_item import RawItem, usual_places
from ilofeed.extract.refusal import refusal
from ilofeed.extract.soup_search import within

_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|main|section|article|div|table|[ou]l|li|p|a|h[1-6])\b", re.IGNORECASE
)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# A link that only its script knows the way of. Other scripts in an address are a trap, and no item's.
_NO_ADDRESS = re.compile(r"\s*javascript:\s*(?:void\b[\s(0)]*)?;?\s*", re.IGNORECASE)
_BROKEN_REFERENCE = re.compile(r"&#?\w{0,8}\Z")
_HTML_TYPES = ("text/html", "application/xhtml+xml")

# A list has a few thousand tags in some hundred kB. What a tree costs, and every search in
# it, goes up with them; browsers cut at the same depth.
_MOST_BYTES = 4_000_000
_MOST_TAGS = 50_000
_MOST_ATTRIBUTES = 150_000
_DEEPEST = 512

_TAG = re.compile(r"<[^<>]+")
_BEFORE_ATTRIBUTE = re.compile(r"[\s/]+")
# A shorter page has no room for too many.
_ROOM = 500_000


class _TooDeepError(Exception):
    """Elements nest deeper than anybody reads."""


class _Soup(BeautifulSoup):
    """A tree that ends before it is too deep for what walks in it."""

    def pushTag(self, tag: Tag) -> None:  # noqa: N802 - bs4's name
        super().pushTag(tag)
        if len(self.tagStack) > _DEEPEST:
            raise _TooDeepError


class _UnreadableError(Exception):
    """An element in an item's place is not one; ``reason`` is a short stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


#: The elements in which a page tells of itself, what `Document` knows but for its items.
OF_ITSELF = ("h1", "title", "base", "link", "meta")


class Document:
    """A page on its way to its items. Text and tree are made when first asked for."""

    def __init__(self, page: Page, language: str = "", kind: str = "") -> None:
        self.url = page.url
        #: What it lists: `EVENTS`, as its source or its address says; or empty.
        self.kind = kind or (EVENTS if is_event_list(page.url) else "")
        self._page = page
        self._language = language
        self._parts: dict[str, Document] = {}

    @cached_property
    def text(self) -> str:
        """The page's characters. Raises ExtractError where the bytes are no text."""
        kind = self._page.content_type.partition(";")[0].strip().lower()
        if kind and not kind.startswith("text/") and kind not in _HTML_TYPES:
            raise ExtractError("not_html", f"{self.url} is {kind!r}, not a page; give the address of the list")
        if len(self._page.body) > _MOST_BYTES:
            raise ExtractError("too_complex", f"{self.url} has more bytes than any list needs")
        if not self._page.body.strip():
            raise ExtractError("empty", f"{self.url} is empty; the next poll asks again")
        text = decode(self._page.body, self._page.content_type)
        if is_binary(self._page.body, text):
            raise ExtractError("not_html", f"{self.url} holds binary data, not a page")
        return _whole(text.replace("\x00", LOST).replace("\r\n", "\n").replace("\r", "\n"))

    @cached_property
    def is_html(self) -> bool:
        """Whether there is markup to read; the content type is often wrong or missing."""
        return _MARKUP.search(self.text, 0, 100_000) is not None

    def _has_too_many_attributes(self) -> bool:
        if len(self.text) < _ROOM:
            return False
        return sum(len(_BEFORE_ATTRIBUTE.findall(tag)) for tag in _TAG.findall(self.text)) > _MOST_ATTRIBUTES

    @cached_property
    def _markup(self) -> str:
        """The page's markup. Raises ExtractError where there is too much of it."""
        if self.text.count("<") > _MOST_TAGS or self._has_too_many_attributes():
            raise ExtractError("too_complex", f"{self.url} has more markup than any list needs")
        return parsable(self.text)

    @cached_property
    def _tree(self) -> partial_soup.Element | None:
        """The page as lxml has it, a cheap look ahead; None where only the soup can tell."""
        try:
            return partial_soup.parsed(self._markup)
        except partial_soup.NoCutError:
            return None

    @cached_property
    def _classes(self) -> frozenset[str]:
        return partial_soup.classes(self._tree) if self._tree is not None else frozenset()

    def has_class(self, is_named: Callable[[str], object]) -> bool:
        """Whether the page has a class name that *is_named* so."""
        if self._tree is not None:
            return any(map(is_named, self._classes))
        return self.soup.find(class_=lambda name: bool(name and is_named(name))) is not None

    def copied(self) -> Document:
        """Return the same page with a soup of its own, which may be changed."""
        other = copy(self)
        other.__dict__.pop("soup", None)
        other._parts = {}
        return other

    def part(
        self, name: str, wanted: Callable[[partial_soup.Element], Collection[partial_soup.Element]]
    ) -> Document:
        """The same page, its soup only of the elements *wanted*; whole where it cannot be cut."""
        if name not in self._parts:
            self._parts[name] = self
            if self._tree is not None:
                self._parts[name] = copy(self)
                self._parts[name].soup = partial_soup.soup(self._tree, wanted(self._tree), _Soup)
        return self._parts[name]

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree. The builder is named: another one nests unclosed ``<li>``."""
        try:
            return _Soup(self._markup, "lxml")
        except _TooDeepError:
            message = f"{self.url} nests more than {_DEEPEST} elements into each other; no list for people does"
            raise ExtractError("too_complex", message) from None

    @cached_property
    def base(self) -> str:
        """What the page's addresses are relative to (WHATWG HTML section 4.2.3)."""
        tags = (tag for tag in within(self.soup, "base") if tag.has_attr("href")) if self.is_html else ()
        tag = next(iter(tags), None)
        return urls.absolute(str(tag["href"]), self.url) or self.url if tag else self.url

    @cached_property
    def sites(self) -> frozenset[str]:
        """The names of the page's own site: of its address and of what it calls itself, with and without "www"."""
        named = [self.url]
        if self.is_html:
            links = self.soup.find_all("link", rel="canonical", href=True, limit=1)
            metas = self.soup.find_all("meta", property="og:url", content=True, limit=1)
            written = [str(tag["href"]) for tag in links] + [str(tag["content"]) for tag in metas]
            named += [url for each in written if (url := urls.absolute(each, self.base))]
        bare = {urls.site(url).removeprefix("www.") for url in named}
        return frozenset(bare | {f"www.{site}" for site in bare})

    @cached_property
    def language(self) -> str:
        """BCP 47: what the source says, else the page, else its address; may be empty, and may lie."""
        if self._language:
            return self._language
        declared = self.soup.html.get("lang") if self.is_html and self.soup.html else None
        tag = declared.strip().replace("_", "-") if isinstance(declared, str) else ""
        return tag if _LANGUAGE_TAG.fullmatch(tag) else urls.language(self.url)

    @cached_property
    def title(self) -> str:
        """What the page calls itself: its only or first heading, else its title element."""
        if not self.is_html:
            return ""
        tags = (tag for name in ("h1", "title") for tag in self.soup.find_all(name))
        return next((words for tag in tags if (words := readable(inner_text(tag)))), "")

    def extraction(
        self,
        profile: str,
        found: Iterable[RawItem],
        *,
        title: str = "",
        following: str | None = None,
        item_rule: str = "",
    ) -> Extraction:
        """What *profile* read: every part either an Item or Skipped, numbered in page order.

        *item_rule* is the CSS that finds the items on the page. Raises ExtractError where no
        item is left: an empty list is never an answer.
        """
        found = tuple(found)
        read, reasons = self._read(found)
        items, repeats = link_rules.first_of_each(read, self.url)
        reasons |= dict.fromkeys(repeats, "duplicate")
        skipped = tuple(
            Skipped(number=number, reason=reason, text=clean(found[number - 1].text, 80))
            for number, reason in sorted(reasons.items())
        )
        if not items:
            raise refusal(self.url, profile, skipped)
        language = self._spoken(items)
        return Extraction(
            profile=profile,
            url=self.url,
            language=language,
            title=readable(title) or self.title,
            items=tuple(replace(item, language=language) for item in items),
            skipped=skipped,
            next=following,
            kind=self.kind,
            rules={"item": item_rule} | usual_places(found, reasons) if item_rule else {},
        )

    def _read(self, found: Iterable[RawItem]) -> tuple[list[Item], dict[int, str]]:
        """Return the items that the parts *found* are, and why others are none, by their numbers."""
        items: list[Item] = []
        reasons: dict[int, str] = {}
        for number, parts in enumerate(found, start=1):
            if parts.left_out:
                reasons[number] = parts.left_out
                continue
            try:
                items.append(self._item(number, parts))
            except _UnreadableError as error:
                reasons[number] = error.reason
        return items, reasons

    def _spoken(self, items: Collection[Item]) -> str:
        """The language that the items are in: their words count for more than what the page says."""
        if self._language:
            return self._language
        words = language_of((f"{item.title}. {item.summary}" for item in items), self.language)
        if words != self.language:
            return words
        months = dates.language_of(item.date_text for item in items)
        return self.language if months in ("", primary_subtag(self.language)) else months

    def _item(self, number: int, parts: RawItem) -> Item:
        """The Item made of *parts*, cleaned and complete. Raises _UnreadableError."""
        # Some have only a date and a summary; a feed needs a title, and its words are the page's.
        words = clean(parts.title, TITLE_LIMIT) or clean(parts.summary, 100)
        if is_garbled(words):
            raise _UnreadableError("garbled")
        title = readable(words)
        if not title:
            raise _UnreadableError("no_title")
        if parts.href is None or _NO_ADDRESS.fullmatch(parts.href):
            link = self.url
            key = ids.key_within(self.url, title, parts.published)
        else:
            found = urls.absolute(parts.href, self.base)
            if found is None:
                raise _UnreadableError("bad_link")
            link, key = found, ids.key(found, self.language)
        return Item(
            key=key,
            title=title,
            link=link,
            summary=readable(parts.summary, SUMMARY_LIMIT),
            published=parts.published,
            date_text=readable(parts.date_text),
            kicker=readable(parts.kicker) or None,
            place=readable(parts.place) or None,
            image=urls.absolute(parts.image, self.base) if parts.image else None,
            author=readable(parts.author, 200) or None,
            number=number,
        )


def _whole(text: str) -> str:
    """*text* without a tag or a character reference that it breaks off in: half a page is still read right."""
    start = text.rfind("<")
    if start > text.rfind(">"):
        text = text[:start]
    return _BROKEN_REFERENCE.sub("", text)
