"""Find the signs that scripts fill a page, so that its markup has no list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString
from msgspec import Struct

from ilofeed.core.text import clean
from ilofeed.extract.document import Document
from ilofeed.extract.inner_text import inner_text, is_hidden
from ilofeed.extract.templates import SHADOW_ROOT

# Ids of the element that a framework fills.
_ROOT_ID = re.compile(
    r"(?:root|app|application|svelte|elm|spa|___?gatsby|__next|__nuxt|__layout|(?:app|react|vue|spa|ember|next|q)-"
    r"(?:root|app|container|main|page)|(?:root|main)-app)",
    re.IGNORECASE,
)
_SKELETON = re.compile(r"(?:.{0,40}[-_])?(?:skeleton|shimmer)(?:[-_].{0,40})?\Z", re.IGNORECASE)
_STATE_ID = re.compile(r"__NEXT_DATA__|__NUXT_DATA__|__UNIVERSAL_DATA\w{0,40}|ng-state|serverApp-state")
_STATE = re.compile(
    r"\b(?:window|self|globalThis)(?:\.|\[[\"'])(__(?:NUXT|(?:INITIAL|PRELOADED|APOLLO|REDUX|REACT_QUERY)_(?:STATE|DATA)"
    r"|STATE|DATA)__|__next_f|__remixContext|__reactRouterContext|__staticRouterHydrationData|__sveltekit_\w{1,20})"
)
_NEEDS_SCRIPTS = re.compile(r"java\s?script", re.IGNORECASE)
_JSON_LD_TYPE = r'"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"'
_JSON_LD_DOCUMENT = re.compile(
    rf'{_JSON_LD_TYPE}(?:\w{{0,30}}Article|\w{{0,30}}BlogPosting|\w{{0,30}}Event|Report)"'
)
_JSON_LD_ITEM = re.compile(rf'{_JSON_LD_TYPE}ListItem"')
_JSON_LD_MENU = re.compile(r'"(?:BreadcrumbList|SiteNavigationElement)"')

_JSON = re.compile(r"\s*\{")

# Elements around the content of a page, by name or role.
_AROUND = frozenset(("nav", "header", "footer", "aside", "dialog", "noscript"))
_AROUND_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "dialog", "alert", "search"))

# Characters. A page with more text of its own is not empty; "Loading…" is shorter than the second.
_MAX_TEXT = 200
_MAX_WAITING = 40
_MAX_SEARCHED = 300_000
_MAX_QUOTED = 80
_MAX_SIGNS = 3
# Elements that are searched for content, each whole.
_MAX_TRIED = 20


class ScriptSigns(Struct, frozen=True, kw_only=True):
    """The signs that scripts fill a page."""

    signs: tuple[str, ...] = ()  #: each a part of a sentence
    is_certain: bool = False  #: whether nothing else is on the page


def find_signs(document: Document) -> ScriptSigns:
    """Return the signs on the page *document* that scripts fill it; none if it has no script."""
    soup = document.soup
    if soup.body is None or soup.find("script") is None:
        return ScriptSigns()
    roots = (*_empty_roots(soup.body), *_skeletons(soup.body))
    length = _text_length(soup.body)
    if length > _MAX_TEXT:
        return ScriptSigns(signs=roots)
    strong = (*roots, *_states(soup), *_json_ld(soup))
    # A page with little news, or out of order, may have these as well.
    others = (*_empty_components(soup.body), *_notes(soup))
    return ScriptSigns(
        signs=(strong + others)[:_MAX_SIGNS] or tuple(_empty_elements(soup.body)),
        is_certain=bool(strong) or (bool(others) and length <= _MAX_WAITING),
    )


def _empty_roots(body: Tag) -> Iterator[str]:
    """Yield the first empty element that a framework fills."""
    roots = (tag for tag in body.find_all(id=_ROOT_ID, limit=_MAX_TRIED) if _ROOT_ID.fullmatch(str(tag["id"])))
    for tag in islice(filter(_waits, roots), 1):
        yield f'an empty element <{tag.name} id="{tag["id"]}">'


def _skeletons(body: Tag) -> Iterator[str]:
    """Yield the first element that keeps the place of content."""
    if body.find(None, {"aria-busy": "true"}) is not None:
        yield 'an element that waits for content (aria-busy="true")'
    elif (tag := next(filter(_waits, body.find_all(class_=_SKELETON, limit=_MAX_TRIED)), None)) is not None:
        yield f"an element that keeps the place of content ({clean(' '.join(tag['class']), _MAX_QUOTED)!r})"


def _empty_components(body: Tag) -> Iterator[str]:
    """Yield the first empty element with a name of the page's own."""
    for tag in islice(filter(_waits, body.find_all(_is_component, limit=_MAX_TRIED)), 1):
        yield f"an empty element <{clean(tag.name, _MAX_QUOTED)}>"


def _is_component(tag: Tag) -> bool:
    return "-" in tag.name and ":" not in tag.name and tag.name != SHADOW_ROOT


def _waits(tag: Tag) -> bool:
    """Return whether *tag* has no content but perhaps a note that it is loading."""
    return tag.find(["a", "template", SHADOW_ROOT]) is None and len(inner_text(tag).strip()) <= _MAX_WAITING


def _states(soup: Tag) -> Iterator[str]:
    """Yield the first data that a framework keeps in the page for its scripts."""
    for script in soup.find_all("script"):
        identifier = script.get("id")
        if isinstance(identifier, str) and _STATE_ID.fullmatch(identifier):
            yield f"data for scripts in {identifier}"
            return
        if (found := _STATE.search(script.string or "", 0, _MAX_SEARCHED)) is not None:
            yield f"data for scripts in {found[1]}"
            return
    if soup.find("div", id=_ROOT_ID, attrs={"data-page": _JSON}) is not None:
        yield "data for scripts in the attribute data-page"


def _json_ld(soup: Tag) -> Iterator[str]:
    """Yield the number of items that the page describes in JSON-LD, if it is a list."""
    scripts = soup.find_all("script", type="application/ld+json")
    texts = [(script.string or "")[:_MAX_SEARCHED] for script in scripts]
    lists = [text for text in texts if not _JSON_LD_MENU.search(text)]
    # An item of a list may hold its document.
    count = max(sum(len(kind.findall(text)) for text in lists) for kind in (_JSON_LD_DOCUMENT, _JSON_LD_ITEM))
    if count > 1:
        yield f"{count} items in JSON-LD"


def _notes(soup: Tag) -> Iterator[str]:
    """Yield the note that the page shows where no scripts run."""
    for note in soup.find_all("noscript"):
        words = clean(inner_text(note), _MAX_QUOTED)
        if _NEEDS_SCRIPTS.search(words):
            yield f"the note {words!r}"
            return


def _empty_elements(body: Tag) -> Iterator[str]:
    """Yield the first element with an id and no content."""
    for tag in body.find_all(["div", "main", "section", "article", "ul", "ol", "table", "tbody"], id=True):
        if not any(isinstance(child, Tag) for child in tag.children) and not tag.get_text().strip():
            yield f'an empty element <{tag.name} id="{clean(str(tag["id"]), _MAX_QUOTED)}">'
            return


def _text_length(body: Tag) -> int:
    """Return the length of the text of *body* without header, menus and footer; no more than the limit is counted."""
    length = 0
    for text in _texts(body):
        length += len(text)
        if length > _MAX_TEXT:
            break
    return length


def _texts(body: Tag) -> Iterator[str]:
    stack: list[Iterator[PageElement]] = [iter(body.contents)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif isinstance(child, Tag):
            role = child.get("role")
            if child.name not in _AROUND and role not in _AROUND_ROLES and not is_hidden(child):
                stack.append(iter(child.contents))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield child.strip()
