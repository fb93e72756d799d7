"""Decode a page, parse it, and turn the raw items that a layout finds into items."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from copy import copy
from functools import cached_property

from bs4 import BeautifulSoup
from msgspec.structs import replace

from ilofeed.core import dates, ids, link_rules, urls
from ilofeed.core.date_context import NO_HINTS, DateContext, DateHints
from ilofeed.core.errors import ExtractError
from ilofeed.core.language import LANGUAGE_TAG, language_of, primary_subtag
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import EVENTS, Extraction, Item, Page, Skipped
from ilofeed.core.text import LOST, SUMMARY_LIMIT, TITLE_LIMIT, clean, is_garbled, readable
from ilofeed.extract import page_dates, page_limits, partial_soup, templates
from ilofeed.extract.binary import is_binary
from ilofeed.extract.encoding import decode
from ilofeed.extract.event_pages import is_event_list
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.markup import parsable
from ilofeed.extract.page_links import PageLinks
from ilofeed.extract.raw_item import RawItem, usual_selectors
from ilofeed.extract.refusal import refusal
from ilofeed.extract.settled_dates import settle
from ilofeed.extract.soup_search import within

_MARKUP = LazyPattern(
    r"<(?:!doctype|html|head|body|main|section|article|div|table|[ou]l|li|p|a|h[1-6])\b", re.IGNORECASE
)
# A link that works only by its script. An address with another script is suspicious, and not an item.
_NO_ADDRESS = LazyPattern(r"\s*javascript:\s*(?:void\b[\s(0)]*)?;?\s*", re.IGNORECASE)
_BROKEN_REFERENCE = LazyPattern(r"&#?\w{0,8}\Z")
_HTML_TYPES = ("text/html", "application/xhtml+xml")


class _UnreadableError(Exception):
    """An element that cannot be read as an item; ``reason`` is a short stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


#: Elements that `Document` reads for the page itself rather than for items.
PAGE_ELEMENTS = ("h1", "title", "base", "link", "meta")


class Document:
    """A page to read. Text and tree are built at their first use."""

    def __init__(self, page: Page, language: str = "", kind: str = "", date_hints: DateHints = NO_HINTS) -> None:
        self.url = page.url
        self.date_hints = date_hints
        #: `EVENTS` if the source or the address shows it, else empty.
        self.kind = kind or (EVENTS if is_event_list(page.url) else "")
        self._page = page
        self.given_language = language
        self._parts: dict[str, Document] = {}

    @cached_property
    def text(self) -> str:
        """The characters of the page. Raises ExtractError if the bytes are not text."""
        kind = self._page.content_type.partition(";")[0].strip().lower()
        if kind and not kind.startswith("text/") and kind not in _HTML_TYPES:
            raise ExtractError(
                "not_html", f"{self.url} is {kind!r}, not a page; configure the address of the list"
            )
        if len(self._page.body) > page_limits.MAX_BYTES:
            raise ExtractError(
                "too_complex",
                f"{self.url} has more than {page_limits.MAX_BYTES} bytes; configure the address of a smaller list",
            )
        if not self._page.body.strip():
            raise ExtractError("empty", f"{self.url} is empty; the next poll fetches it again")
        text = decode(self._page.body, self._page.content_type)
        if is_binary(self._page.body, text):
            raise ExtractError("not_html", f"{self.url} contains binary data, not a page")
        return _without_broken_end(text.replace("\x00", LOST).replace("\r\n", "\n").replace("\r", "\n"))

    @cached_property
    def is_html(self) -> bool:
        """True if the text contains markup; the content type is often wrong or missing."""
        return _MARKUP.search(self.text, 0, 100_000) is not None

    @cached_property
    def _markup(self) -> str:
        """The markup of the page. Raises ExtractError if it is too large."""
        if not page_limits.allow(self.text):
            raise ExtractError(
                "too_complex",
                f"{self.url} has more than {page_limits.MAX_TAGS} tags or {page_limits.MAX_ATTRIBUTES} attributes",
            )
        return parsable(self.text)

    @cached_property
    def tree(self) -> partial_soup.Element | None:
        """The tree of lxml, which is cheap to search; None if it would be incomplete."""
        try:
            tree = partial_soup.parsed(self._markup)
        except partial_soup.NoCutError:
            return None
        if templates.has_template(self._markup):
            templates.show_in_tree(tree)
        return tree

    @cached_property
    def _classes(self) -> frozenset[str]:
        return partial_soup.classes(self.tree) if self.tree is not None else frozenset()

    def has_class(self, is_named: Callable[[str], object]) -> bool:
        """Return whether *is_named* accepts any class name of the page."""
        if self.tree is not None:
            return any(map(is_named, self._classes))
        return self.soup.find(class_=lambda name: bool(name and is_named(name))) is not None

    def copied(self) -> Document:
        """Return a copy of the document with a soup of its own, which may be changed."""
        other = copy(self)
        other.__dict__.pop("soup", None)
        other._parts = {}
        return other

    def part(
        self, name: str, wanted: Callable[[partial_soup.Element], Collection[partial_soup.Element]]
    ) -> Document:
        """Return the document with a soup of the elements *wanted* only; itself if a partial soup is not possible."""
        if name not in self._parts:
            self._parts[name] = self
            if self.tree is not None:
                self._parts[name] = copy(self)
                self._parts[name].soup = partial_soup.soup(self.tree, wanted(self.tree), page_limits.Soup)
        return self._parts[name]

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree, built by lxml: other builders nest unclosed ``<li>``."""
        try:
            soup = page_limits.Soup(self._markup, "lxml", string_containers=templates.STRING_CONTAINERS)
        except page_limits.TooDeepError:
            message = (
                f"{self.url} nests elements more than {page_limits.MAX_DEPTH} deep, which no list for people does"
            )
            raise ExtractError("too_complex", message) from None
        if templates.has_template(self._markup):
            templates.show_in_soup(soup)
        return soup

    @cached_property
    def base(self) -> str:
        """The base of the relative addresses of the page (WHATWG HTML section 4.2.3)."""
        tags = (tag for tag in within(self.soup, "base") if tag.has_attr("href")) if self.is_html else ()
        tag = next(iter(tags), None)
        return urls.absolute(str(tag["href"]), self.url) or self.url if tag else self.url

    @cached_property
    def links(self) -> PageLinks:
        """Its links, each resolved once."""
        return PageLinks(self.base)

    @cached_property
    def sites(self) -> frozenset[str]:
        """The host names of the page's own site, from its address and its metadata, with and without "www"."""
        named = [self.url]
        if self.is_html:
            links = self.soup.find_all("link", rel="canonical", href=True, limit=1)
            metas = self.soup.find_all("meta", property="og:url", content=True, limit=1)
            hrefs = [str(tag["href"]) for tag in links] + [str(tag["content"]) for tag in metas]
            named += [url for href in hrefs if (url := urls.absolute(href, self.base))]
        bare = {urls.site(url).removeprefix("www.") for url in named}
        return frozenset(bare | {f"www.{site}" for site in bare})

    @cached_property
    def date_context(self) -> DateContext:
        """The context of the page's dates."""
        return page_dates.context(self.url, self.language, self.date_hints, self._page.date)

    @cached_property
    def language(self) -> str:
        """The BCP 47 tag of the source, else of the page, else of its address. May be empty or wrong."""
        if self.given_language:
            return self.given_language
        declared = self.soup.html.get("lang") if self.is_html and self.soup.html else None
        tag = declared.strip().replace("_", "-") if isinstance(declared, str) else ""
        return tag if LANGUAGE_TAG.fullmatch(tag) else urls.language(self.url)

    @cached_property
    def title(self) -> str:
        """The first heading of the page, else its title element."""
        if not self.is_html:
            return ""
        tags = (tag for name in ("h1", "title") for tag in self.soup.find_all(name))
        return next((words for tag in tags if (words := readable(inner_text(tag)))), "")

    def extraction(
        self,
        profile: str,
        raw_items: Iterable[RawItem],
        *,
        title: str = "",
        following: str | None = None,
        item_rule: str = "",
    ) -> Extraction:
        """Return the result of *profile*: each raw item as Item or as Skipped, numbered in page order.

        *item_rule* is the CSS selector of the items on the page. Raises ExtractError if no item
        remains: an Extraction is never empty.
        """
        settled = settle(self, tuple(raw_items), lambda href: urls.absolute(href, self.base))
        raw_items = settled.raw_items
        read, reasons = self._read(raw_items)
        items, repeats = link_rules.first_of_each(read, self.url)
        reasons |= dict.fromkeys(repeats, "duplicate")
        skipped = tuple(
            Skipped(number=number, reason=reason, text=clean(raw_items[number - 1].text, 80))
            for number, reason in sorted(reasons.items())
        )
        if not items:
            raise refusal(self.url, profile, skipped)
        language = self._language_of(items)
        return Extraction(
            profile=profile,
            url=self.url,
            language=language,
            title=readable(title) or self.title,
            items=tuple(replace(item, language=language) for item in items),
            skipped=skipped,
            next=following,
            kind=self.kind,
            date_order=settled.learned,
            rules={"item": item_rule} | usual_selectors(raw_items, reasons) if item_rule else {},
        )

    def _read(self, raw_items: Iterable[RawItem]) -> tuple[list[Item], dict[int, str]]:
        """Return the readable items, and the reasons for which others are not, by their numbers."""
        items: list[Item] = []
        reasons: dict[int, str] = {}
        for number, raw_item in enumerate(raw_items, start=1):
            if raw_item.left_out:
                reasons[number] = raw_item.left_out
                continue
            try:
                items.append(self._item(number, raw_item))
            except _UnreadableError as error:
                reasons[number] = error.reason
        return items, reasons

    def _language_of(self, items: Collection[Item]) -> str:
        """Return the language of the items: their words count more than the declaration of the page."""
        if self.given_language:
            return self.given_language
        words = language_of((f"{item.title}. {item.summary}" for item in items), self.language)
        if words != self.language:
            return words
        months = dates.language_of(item.date_text for item in items)
        return self.language if months in ("", primary_subtag(self.language)) else months

    def _item(self, number: int, raw_item: RawItem) -> Item:
        """Return the Item of *raw_item*, cleaned and complete. Raises _UnreadableError."""
        # Some have only a date and a summary. A feed needs a title, and only in words of the page.
        words = clean(raw_item.title, TITLE_LIMIT) or clean(raw_item.summary, 100)
        if is_garbled(words):
            raise _UnreadableError("garbled")
        title = readable(words)
        if not title:
            raise _UnreadableError("no_title")
        if raw_item.href is None or _NO_ADDRESS.fullmatch(raw_item.href):
            link = urls.with_fragment(self.url, raw_item.fragment) if raw_item.fragment else self.url
            key = ids.key_within(self.url, title, raw_item.published if raw_item.date_margin is None else None)
        else:
            url = urls.absolute(raw_item.href, self.base)
            if url is None:
                raise _UnreadableError("bad_link")
            link, key = url, ids.key(url, self.language)
        return Item(
            key=key,
            title=title,
            link=link,
            summary=readable(raw_item.summary, SUMMARY_LIMIT),
            published=raw_item.published,
            date_text=readable(raw_item.date_text),
            date_margin=raw_item.date_margin,
            kicker=readable(raw_item.kicker) or None,
            place=readable(raw_item.place) or None,
            image=urls.absolute(raw_item.image, self.base) if raw_item.image else None,
            author=readable(raw_item.author, 200) or None,
            number=number,
        )


def _without_broken_end(text: str) -> str:
    """Return *text* without a tag or character reference that is cut off at its end."""
    start = text.rfind("<")
    if start > text.rfind(">"):
        text = text[:start]
    return _BROKEN_REFERENCE.sub("", text)
