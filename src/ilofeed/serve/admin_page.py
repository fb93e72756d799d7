"""The page on which an operator tries how a page would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import fields

from ilofeed.core import layout_names
from ilofeed.core.models import Extraction, Selectors
from ilofeed.core.state import Health
from ilofeed.publish.render.html import digest, rendered, resource

_STYLE = resource("style.css") + resource("preview.css")
_WITHIN = resource("marked.css")
#: What the page, and the document within it, are styled by.
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
}


class Asked(Struct, frozen=True, kw_only=True):
    """What somebody wants to try; as they typed it."""

    url: str = ""
    html: str = ""  #: the page, where it is not to be fetched
    profile: str = "auto"
    selectors: Mapping[str, str] = field(default_factory=dict)


class Tried(Struct, frozen=True, kw_only=True):
    """The result."""

    extraction: Extraction | None = None
    marked: str = ""  #: the page to look at, harmless
    block: str = ""  #: of config.toml
    reason: str = ""  #: why nothing was read; short and stable
    message: str = ""
    candidates: tuple[str, ...] = ()  #: what was looked at in vain


def preview(asked: Asked, tried: Tried | None, held_path: str = "") -> bytes:
    """Return the page, as UTF-8: what was *asked*, and the result. *held_path* is the path of `held_back`."""
    rules = tried.extraction.rules if tried and tried.extraction else {}
    given = {each.name: asked.selectors.get(each.name, "") for each in fields(Selectors)}
    return rendered(
        "preview.html",
        style=_STYLE,
        asked=asked,
        tried=tried,
        held_path=held_path,
        profiles=layout_names.NAMES,
        labels=_LABELS,
        # What was found where is what one begins to try selectors with.
        selectors=given if any(given.values()) else {name: rules.get(name, "") for name in given},
        within=f"<!DOCTYPE html><style>{_WITHIN}</style>{tried.marked}" if tried and tried.marked else "",
    )


def held_back(healths: Sequence[Health], preview_path: str) -> bytes:
    """Render the page of all held polls as UTF-8, with what each would change: for the operator alone."""
    return rendered("held.html", style=_STYLE, healths=healths, preview_path=preview_path)
