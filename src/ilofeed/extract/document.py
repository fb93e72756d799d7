"""Decode a page, parse it, and turn the raw items that a layout finds into items."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from copy import copy
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from msgspec.structs import replace

from ilofeed.core import dates, link_rules, urls
from ilofeed.core.date_context import NO_HINTS, DateContext, DateHints
from ilofeed.core.errors import ExtractError
from ilofeed.core.language import LANGUAGE_TAG, language_of, primary_subtag
from ilofeed.core.models import EVENTS, Extraction, Item, Page
from ilofeed.core.skipped import Skipped
from ilofeed.core.text import LOST, clean, readable
from ilofeed.extract import page_dates, page_limits, page_names, partial_soup, templates
from ilofeed.extract.binary import is_binary
from ilofeed.extract.element_keys import Copies, keys_of
from ilofeed.extract.encoding import decode
from ilofeed.extract.event_pages import is_event_list
from ilofeed.extract.known_pages import KnownElements
from ilofeed.extract.markup import is_markup, parsable, without_broken_end
from ilofeed.extract.page_links import PageLinks
from ilofeed.extract.raw_item import RawItem, usual_selectors
from ilofeed.extract.read_items import read_items
from ilofeed.extract.refusal import refusal
from ilofeed.extract.settled_dates import settle
from ilofeed.extract.single_elements import NO_SINGLES, Needed, SingleElements
from ilofeed.extract.soup_search import within

_HTML_TYPES = ("text/html", "application/xhtml+xml")

Element = partial_soup.Element

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
        self._singles = NO_SINGLES
        #: The readings of the last poll, which may replace those of the same elements in a part.
        self.known_elements: KnownElements | None = None
        #: The same, if this is such a part.
        self.known: KnownElements | None = None

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
        return without_broken_end(text.replace("\x00", LOST).replace("\r\n", "\n").replace("\r", "\n"))

    @cached_property
    def is_html(self) -> bool:
        """True if the text contains markup; the content type is often wrong or missing."""
        return is_markup(self.text)

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

    def part(self, name: str, needed: Callable[[Element], Needed]) -> Document:
        """Return the document with a soup of the elements *needed* only; itself if a partial soup is not possible.

        The layout *name* gives the single ones to `read_single`. Of those that are known, the soup has only the
        start tag.
        """
        if name not in self._parts:
            self._parts[name] = self if self.tree is None else self._part(name, self.tree, needed(self.tree))
        return self._parts[name]

    def _part(self, name: str, tree: Element, needed: Needed) -> Document:
        known = self.known_elements
        keys = {} if known is None else keys_of(name, needed.singles())
        part = self._with_soup(tree, needed.elements, copies := Copies(keys, known))
        if known is not None and not known.are_under(part._facts) and copies.known:
            return self._with_soup(tree, needed.elements, Copies(keys, None))
        return part

    def part_of(self, name: str, items: Collection[Element], others: Collection[Element]) -> Document:
        """Return the document with a soup of *others*, and of those *items* that are not known.

        The layout *name* gives the items to `read_element`, and to no other search of their content.
        """
        tree, known = self.tree, self.known_elements
        assert tree is not None  # noqa: S101 - the elements are in it
        keys = keys_of(name, items) if known is not None else dict.fromkeys(items, b"")
        new = [item for item in items if known is None or keys[item] not in known]
        part = self._with_soup(tree, [*new, *others], Copies(keys, None))
        if known is not None and not known.are_under(part._facts) and len(new) < len(items):
            part = self._with_soup(tree, [*items, *others], Copies(keys, None))
        self._parts[name] = part
        return part

    def _with_soup(self, tree: Element, elements: Collection[Element], copies: Copies) -> Document:
        part = copy(self)
        part.known = self.known_elements
        part._singles = SingleElements(copies, part.known)
        part.soup = partial_soup.soup(tree, elements, copies, page_limits.Soup)
        return part

    @property
    def _facts(self) -> str:
        """All that the reading of an element depends on besides the page around it and the settings of the source."""
        context = replace(self.date_context, seen=None)
        facts = (self.url, self.base, sorted(self.sites), self.language, self.kind, context)
        return repr((*facts, self.date_context.seen is None))

    def remember(self) -> None:
        """Remember for the next poll how the elements of the parts were read."""
        if self.known_elements is not None:
            self.known_elements.finish(key for part in self._parts.values() for key in part._singles.keys)

    def is_known(self, tag: Tag) -> bool:
        """Return whether the reading of *tag* is known, so that its content is not in the soup."""
        return self._singles.is_known(tag)

    def read_single(self, tag: Tag, kind: Any, read: Callable[[DateContext], Any]) -> Any:  # noqa: ANN401 - any type
        """Return the known value of *tag*, of the type *kind*; else read it in the context of dates of the page."""
        return self._singles.read_tag(tag, self.date_context, kind, read)

    def read_element(self, element: Element, kind: Any, read: Callable[[Tag, DateContext], Any]) -> Any:  # noqa: ANN401 - as above
        """Return the known value of *element* of a `part_of` the page, or read its copy, as `read_single` does."""
        return self._singles.read_element(element, self.date_context, kind, read)

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
        return (page_names.heading(self.soup) or self.page_title) if self.is_html else ""

    @cached_property
    def page_title(self) -> str:
        """The title element of the page."""
        return page_names.title_element(self.soup) if self.is_html else ""

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
        read, reasons = read_items(self, raw_items)
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
            page_title=self.page_title,
            site_name=page_names.site_name(self.soup) if self.is_html else "",
            items=tuple(replace(item, language=language) for item in items),
            skipped=skipped,
            next=following,
            kind=self.kind,
            date_order=settled.learned,
            rules={"item": item_rule} | usual_selectors(raw_items, reasons) if item_rule else {},
        )

    def _language_of(self, items: Collection[Item]) -> str:
        """Return the language of the items: their words count more than the declaration of the page."""
        if self.given_language:
            return self.given_language
        words = language_of((f"{item.title}. {item.summary}" for item in items), self.language)
        if words != self.language:
            return words
        months = dates.language_of(item.date_text for item in items)
        return self.language if months in ("", primary_subtag(self.language)) else months
