"""Page on which an operator tries selectors for another page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import fields

from ilofeed.core import layout_names
from ilofeed.core.models import Extraction
from ilofeed.core.selectors import Alternatives, Selectors, alternatives
from ilofeed.core.state import Health
from ilofeed.publish.render.html import digest, rendered
from ilofeed.publish.render.page_templates import resource

_STYLE = resource("style.css") + resource("preview.css")
_WITHIN = resource("marked.css")
#: The digests of the styles of the page and of the document within it.
STYLE_DIGESTS = (digest(_STYLE), digest(_WITHIN))

_LABELS = {
    "item": "Each item, on the page",
    "title": "Title, within the item",
    "link": "Link",
    "date": "Day",
    "summary": "Summary",
    "kicker": "Kicker",
    "place": "Place",
    "image": "Picture",
    "next": "Link to the next page, on the page",
    "date_above": "Date above the item, on the page",
    "date_format": "Format of dates",
    "ignore": "Elements to leave out, within the item",
    "span": "Empty, or until-next for items of several elements",
}


class Asked(Struct, frozen=True, kw_only=True):
    """The fields of the form, as the operator typed them."""

    url: str = ""
    html: str = ""  #: the page itself, if it is not to be fetched
    profile: str = "auto"
    selectors: Mapping[str, str] = field(default_factory=dict)


class Tried(Struct, frozen=True, kw_only=True):
    """The result of an attempt to read a page."""

    extraction: Extraction | None = None
    marked: str = ""  #: the page with its items marked, without active content
    block: str = ""  #: a block for config.toml
    reason: str = ""  #: why nothing was read; short and stable
    message: str = ""
    candidates: tuple[str, ...] = ()  #: candidates that were checked without success


def preview(asked: Asked, tried: Tried | None, held_path: str = "") -> bytes:
    """Return the page, as UTF-8: what was *asked* for, and the result. *held_path* is the path of `held_back`."""
    extraction = tried.extraction if tried else None
    rules = {} if extraction is None or extraction.profile == layout_names.JSON else extraction.rules
    given = {each.name: asked.selectors.get(each.name, "") for each in fields(Selectors)}
    return rendered(
        "preview.html",
        style=_STYLE,
        asked=asked,
        tried=tried,
        held_path=held_path,
        profiles=layout_names.NAMES,
        labels=_LABELS,
        # The rules of the result are a start for selectors of one's own.
        selectors=given if any(given.values()) else {name: _first(rules.get(name, "")) for name in given},
        within=f"<!DOCTYPE html><style>{_WITHIN}</style>{tried.marked}" if tried and tried.marked else "",
    )


def _first(css: Alternatives) -> str:
    """Return the first of the selectors *css*; the form has one line for each field."""
    return next(iter(alternatives(css)), "")


def held_back(healths: Sequence[Health], preview_path: str) -> bytes:
    """Render the page of all quarantined polls and their changes as UTF-8, for the operator alone."""
    return rendered("held.html", style=_STYLE, healths=healths, preview_path=preview_path)
