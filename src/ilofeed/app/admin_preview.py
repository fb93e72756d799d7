"""Preview for the operator in the browser how a page is read, and which lists it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import asdict, replace

from ilofeed.app import add_source, use_cases
from ilofeed.app.page_input import SAVED_FROM, checked
from ilofeed.config import suggest
from ilofeed.config.toml_values import SourceKeys
from ilofeed.core import layout_names
from ilofeed.core.errors import ConfigError, ExtractError, IlofeedError, PollError
from ilofeed.core.feed_titles import SEPARATOR
from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import UNTIL_NEXT, Selectors
from ilofeed.extract import registry
from ilofeed.serve.admin_try import Asked, FoundList, Tried

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.extract.list_choices import ListChoice, PageLists

# The time in seconds for which a page is reused while its selectors are tried.
_GOOD_FOR = 300.0


class Attempts:
    """The reader of pages for previews. Only the last page is kept, for a limited time."""

    def __init__(self, app: Container) -> None:
        self._app = app
        self._last: tuple[str, float, Page] | None = None

    def __call__(self, asked: Asked) -> Tried:
        """Read the page of *asked*, and return its lists, or the error."""
        page, read, refusal = None, None, None
        try:
            selectors = _selectors(asked)
            page = self._page(asked)
            read = registry.extract(page, asked.profile, selectors=selectors)
        except IlofeedError as error:
            refusal = error
        if page is None:
            return _refused(refusal)
        found = _lists(page, read, asked.profile)
        url = self._address(asked, page)
        lists = [replace(self._of_profile(asked, url, read), heading=found.heading)] if read else []
        lists += [self._of_choice(url, each) for each in found.others]
        return Tried(
            lists=tuple(lists),
            marked=_marked(page, read, [each.selectors for each in found.others]),
            feeds=found.feeds,
            watched_as=add_source.watched_as(self._app, url),
            reason=_reason(refusal),
            message=str(refusal or ""),
            candidates=refusal.candidates if isinstance(refusal, ExtractError) else (),
        )

    def _of_profile(self, asked: Asked, url: str, read: Extraction) -> FoundList:
        keys = add_source.suggested_keys(self._app, read, url)
        if asked.profile == layout_names.SELECTORS:
            keys = _with_selectors(keys, asked.selectors)
        elif asked.profile != layout_names.AUTO:
            keys = {**keys, "profile": read.profile}
        return FoundList(extraction=read, keys=keys)

    def _of_choice(self, url: str, choice: ListChoice) -> FoundList:
        found = choice.extraction
        title = SEPARATOR.join(dict.fromkeys(filter(None, (choice.heading, found.title))))
        keys = add_source.suggested_keys(self._app, replace(found, title=title), url)
        slug = suggest.slug_of_list(str(keys["slug"]), choice.heading, add_source.taken_slugs(self._app))
        keys = {**keys, "slug": slug}
        given = {name: css for name, css in asdict(choice.selectors).items() if css}
        return FoundList(extraction=found, keys=_with_selectors(keys, given), heading=choice.heading)

    def _address(self, asked: Asked, page: Page) -> str:
        """Return the address to watch: the new one after a permanent move."""
        return page.moved_to or (checked("The address", asked.url) if asked.url else page.url)

    def _page(self, asked: Asked) -> Page:
        if asked.html:
            url = checked("The address", asked.url) if asked.url else SAVED_FROM
            return Page(
                url=url, body=asked.html.encode("utf-8", "replace"), content_type="text/html; charset=utf-8"
            )
        now = self._app.clock.monotonic()
        if self._last is not None and self._last[0] == asked.url and now - self._last[1] < _GOOD_FOR:
            return self._last[2]
        if not asked.url:
            raise ConfigError("no address was given; copy it from the browser that shows the page")
        page = use_cases.fetch_page(self._app, asked.url)
        self._last = (asked.url, now, page)
        return page


def _refused(refusal: IlofeedError | None) -> Tried:
    return Tried(reason=_reason(refusal), message=str(refusal or ""))


def _reason(refusal: IlofeedError | None) -> str:
    if refusal is None:
        return ""
    return refusal.reason if isinstance(refusal, PollError) else "not_possible"


def _with_selectors(keys: SourceKeys, given: Mapping[str, str]) -> SourceKeys:
    return {**keys, "profile": layout_names.SELECTORS, layout_names.SELECTORS: dict(given)}


def _selectors(asked: Asked) -> Selectors | None:
    """Return the selectors of *asked* if its profile uses them. Raises ExtractError for an invalid one."""
    if asked.profile != layout_names.SELECTORS:
        return None
    given: Mapping[str, str] = {"item": "", "title": ""} | dict(asked.selectors)
    for name, css in given.items():
        if wrong := _mistake(name, css) if css else "it is needed":
            raise ExtractError("no_selectors", f"the selector {name!r} is {css!r}: {wrong}")
    return Selectors(**given)


def _mistake(name: str, value: str) -> str | None:
    """Return what is wrong with the *value* of the key *name*, as a part of a sentence, or None."""
    from ilofeed.core import css_selectors, date_format  # noqa: PLC0415 - only for selectors of one's own

    if name == "span":
        return None if value == UNTIL_NEXT else f"only {UNTIL_NEXT!r} is possible"
    return date_format.check(value) if name == "date_format" else css_selectors.check(value)


def _lists(page: Page, read: Extraction | None, profile: str) -> PageLists:
    from ilofeed.extract.list_choices import PageLists, page_lists  # noqa: PLC0415 - bs4 and lxml

    return page_lists(page, read) if profile == layout_names.AUTO else PageLists()


def _marked(page: Page, extraction: Extraction | None, others: Sequence[Selectors]) -> str:
    from ilofeed.extract.highlight import marked  # noqa: PLC0415 - bs4 and lxml

    try:
        return marked(page, extraction, others)
    except ExtractError:
        return ""
