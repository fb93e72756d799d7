"""Settings for reading a page that are tried in place of those in the configuration."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from ilofeed.core import layout_names
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Source
from ilofeed.core.request_settings import RequestSettings
from ilofeed.core.selectors import Alternatives


class ReadingOverrides(Struct, frozen=True, kw_only=True):
    """Settings in place of those of a source. Empty ones change nothing."""

    profile: str = ""
    date_order: str = ""
    selectors: Mapping[str, Alternatives] = field(default_factory=dict)  #: by key of ``[source.selectors]``
    given_in: str = "the command line"  #: for messages
    browser: bool = False  #: whether a browser renders the page
    wait_for: str = ""  #: as the keys of ``[source.fetch]``
    click: tuple[str, ...] = ()

    def apply(self, source: Source) -> Source:
        """Return *source* with these settings. Raises ConfigError for an invalid selector."""
        source = replace(
            source,
            profile=self.profile or source.profile,
            date_order=self.date_order or source.date_order,
            request=self._request(source.request),
        )
        if not self.selectors:
            return source
        from ilofeed.config.selectors import changed  # noqa: PLC0415 - few previews try selectors

        selectors = changed(source.selectors, self.selectors, self.given_in)
        return replace(source, profile=layout_names.SELECTORS, selectors=selectors)

    def _request(self, request: RequestSettings) -> RequestSettings:
        if not (self.browser or self.wait_for or self.click):
            return request
        from ilofeed.core.css_selectors import check  # noqa: PLC0415 - few previews use a browser

        for css in filter(None, (self.wait_for, *self.click)):
            if problem := check(css):
                raise ConfigError(f"{self.given_in}: {css!r} is no good selector: {problem}")
        return replace(
            request, browser=True, wait_for=self.wait_for or request.wait_for, click=self.click or request.click
        )


#: The settings of the source.
NO_OVERRIDES = ReadingOverrides()
