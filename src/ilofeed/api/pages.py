"""Read the items of a page that a program has."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from ilofeed.api import arguments
from ilofeed.core import plugins
from ilofeed.core.errors import ConfigError
from ilofeed.core.layout_names import AUTO, JSON, NAMES, SELECTORS
from ilofeed.core.models import Extraction, Page, Source
from ilofeed.extract import registry


def extract_items(
    page: str | bytes,
    *,
    url: str,
    profile: str = AUTO,
    selectors: Mapping[str, str | Sequence[str]] | None = None,
    language: str = "",
    now: datetime | None = None,
) -> Extraction:
    """Read the items of a list page. Nothing is requested, and nothing is saved.

    Args:
        page: The page as text or as bytes. For text, the encoding that the page declares does not count. The encoding
            of bytes is found in them; decode them if only an HTTP header names it.
        url: The address of the page. Relative links follow from it, and the keys of items without a link.
        profile: The layout, as in ``profile`` of config.toml, also that of a plugin; "auto" finds it.
        selectors: CSS selectors, with the keys of ``[source.selectors]`` in config.toml; "auto" then means
            "selectors". With the profile "json", JMESPath expressions with the keys of ``[source.json]``.
        language: The BCP 47 tag of the items; empty: the language that the page shows.
        now: The time at which the page was fetched, aware, from which "yesterday" is counted; None: such dates are
            not read.

    Returns:
        The items in the order of the page, at least one, and the elements that were skipped, with the reasons.

    Raises:
        ExtractError: The page has no list that can be read; ``reason`` is a short stable code.
        ValueError: An argument cannot be used: an unknown profile, a broken selector, an address that is not http.
        TypeError: An argument has a wrong type.

    Example:
        >>> import ilofeed
        >>> page = '<ul><li><a href="/news/1">One rule for all</a> <i>3 March 2026</i></li></ul>'
        >>> found = ilofeed.extract_items(
        ...     page, url="https://example.org/news", selectors={"item": "li", "title": "a", "date": "i"}
        ... )
        >>> for item in found.items:
        ...     print(item.published, item.title, item.link)
        2026-03-03 One rule for all https://example.org/news/1
    """
    seen = None if now is None else arguments.instant(now, "now")
    source = _source(arguments.address(url, "url"), profile, arguments.language(language, "language"), selectors)
    return registry.read(Page(url=source.url, body=_body(page), date=seen), source)


def _body(page: object) -> bytes:
    """Return the bytes of *page*; those of text begin with the mark that counts more than any declaration."""
    if isinstance(page, str):
        text = _encodable(page.removeprefix("\ufeff"))
        return codecs.BOM_UTF8 + text.encode() if text.strip() else b""
    if isinstance(page, bytes | bytearray | memoryview):
        return bytes(page)
    raise TypeError(f"page is a {type(page).__name__}; pass its text as str, or its bytes")


def _encodable(text: str) -> str:
    """Return *text* with each pair of surrogates as one character, and U+FFFD for each that has no partner."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _source(url: str, profile: str, language: str, selectors: Mapping[str, str | Sequence[str]] | None) -> Source:
    """Return the source that is read by these arguments."""
    if arguments.text(profile, "profile") not in NAMES:
        installed = plugins.installed().by_name
        if profile not in installed:
            raise ValueError(f"profile is {profile!r}; there are {', '.join((*NAMES, *installed))}")
    if selectors is not None and profile == AUTO:
        profile = SELECTORS
    source = Source(slug="", url=url, profile=profile, language=language)
    if selectors is None and profile != SELECTORS:
        return source
    if selectors is None:
        raise ValueError(f"profile is {profile!r}, which needs selectors")
    if not isinstance(selectors, Mapping):
        raise TypeError(f"selectors is {selectors!r}, which is no mapping")
    from ilofeed.config import json_paths  # noqa: PLC0415 - most pages are read without
    from ilofeed.config import selectors as css  # noqa: PLC0415 - see above
    from ilofeed.config.json_table import JsonTable  # noqa: PLC0415 - see above
    from ilofeed.config.messages import Location  # noqa: PLC0415 - see above
    from ilofeed.config.selectors_table import SelectorsTable  # noqa: PLC0415 - see above

    here = Location("selectors")
    try:
        if profile == JSON:
            return replace(source, json=json_paths.checked(here, msgspec.convert(selectors, JsonTable)))
        if profile == SELECTORS:
            return replace(source, selectors=css.checked(here, msgspec.convert(selectors, SelectorsTable)))
    except (ConfigError, msgspec.ValidationError) as error:
        raise ValueError(f"{here.file}: {str(error).removeprefix(f'{here.file}: ')}") from None
    raise ValueError(f"selectors are for the profiles {SELECTORS!r} and {JSON!r}, and profile is {profile!r}")
