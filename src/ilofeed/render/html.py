"""The page for a person beside each feed: what it is, how to subscribe, the latest entries.

Whole without script, style sheet or picture from elsewhere. Readers find the feeds by the
links in its head.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from jinja2 import BaseLoader, Environment, StrictUndefined, Template

from ilofeed.model import Feed
from ilofeed.render import FORMATS, MEDIA_TYPES, headline, own_language

_NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed"}
# The rest stands in the feed.
_SHOWN = 20


def page(feed: Feed, translations: Sequence[Feed]) -> bytes:
    """The page of *feed*, with links to its *translations*, as UTF-8."""
    entries = [
        {
            "title": headline(entry.item),
            "link": entry.item.link,
            "day": f"{entry.published:%Y-%m-%d}",
            "kicker": entry.item.kicker,
            "place": entry.item.place,
            "summary": entry.item.summary,
            "language": own_language(entry.item, feed),
        }
        for entry in feed.entries[:_SHOWN]
    ]
    links = [link for each in (feed, *translations) for link in _links(each)]
    others = [
        {"title": each.title, "language": each.language, "href": each.locations["atom"]} for each in translations
    ]
    return _template().render(feed=feed, entries=entries, links=links, own=_links(feed), others=others).encode()


def _links(feed: Feed) -> Iterator[dict[str, str]]:
    for format in FORMATS:
        if format in feed.locations:
            name = _NAMES[format]
            yield {
                "type": MEDIA_TYPES[format],
                "href": feed.locations[format],
                "name": name,
                "title": f"{feed.title} ({name})",
                "language": feed.language,
            }


@cache
def _template() -> Template:
    source = resources.files("ilofeed.render").joinpath("templates", "feed.html").read_text(encoding="utf-8")
    environment = Environment(
        loader=BaseLoader(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(source)
