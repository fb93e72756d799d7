"""Preview for the operator in the browser how a page is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ilofeed.app import use_cases
from ilofeed.app.page_input import SAVED_FROM, checked
from ilofeed.config import suggest
from ilofeed.core import layout_names
from ilofeed.core.errors import ExtractError, IlofeedError, PollError
from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import UNTIL_NEXT, Selectors
from ilofeed.extract import registry
from ilofeed.serve.admin_try import Asked, Tried

if TYPE_CHECKING:
    from ilofeed.app.container import Container

# The time in seconds for which a page is reused while its selectors are tried.
_GOOD_FOR = 300.0


class Attempts:
    """The reader of pages for previews. Only the last page is kept, for a limited time."""

    def __init__(self, app: Container) -> None:
        self._app = app
        self._last: tuple[str, float, Page] | None = None

    def __call__(self, asked: Asked) -> Tried:
        """Read the page of *asked*, and return the result or the error."""
        page = None
        try:
            selectors = _selectors(asked)
            page = self._page(asked)
            extraction = registry.extract(page, asked.profile, selectors=selectors)
        except IlofeedError as error:
            return Tried(
                reason=error.reason if isinstance(error, PollError) else "not_possible",
                message=str(error),
                candidates=error.candidates if isinstance(error, ExtractError) else (),
                marked=_marked(page, None) if page else "",
            )
        url = asked.url or extraction.url
        slug = suggest.slug(
            url,
            extraction.title,
            language=extraction.language,
            taken=[plan.slug for plan in self._app.config.plans],
        )
        is_named = asked.profile != layout_names.AUTO or registry.is_data(extraction.profile)
        profile = extraction.profile if is_named else ""
        return Tried(
            extraction=extraction,
            marked=_marked(page, extraction),
            block=suggest.block(
                slug, url, profile=profile, selectors=selectors, json_paths=suggest.json_paths(extraction)
            ),
        )

    def _page(self, asked: Asked) -> Page:
        if asked.html:
            url = checked("The address", asked.url) if asked.url else SAVED_FROM
            return Page(
                url=url, body=asked.html.encode("utf-8", "replace"), content_type="text/html; charset=utf-8"
            )
        now = self._app.clock.monotonic()
        if self._last is not None and self._last[0] == asked.url and now - self._last[1] < _GOOD_FOR:
            return self._last[2]
        page = use_cases.fetch_page(self._app, asked.url)
        self._last = (asked.url, now, page)
        return page


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


def _marked(page: Page, extraction: Extraction | None) -> str:
    from ilofeed.extract.highlight import marked  # noqa: PLC0415 - bs4 and lxml

    try:
        return marked(page, extraction)
    except ExtractError:
        return ""
