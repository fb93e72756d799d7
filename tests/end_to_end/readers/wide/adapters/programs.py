"""What Python's parsers and programs read of the steps of a feed's life, as one JSON line for each entry.

python programs.py LIFE STEP...
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

LIFE, STEPS = Path(sys.argv[1]), sys.argv[2:]
FORMATS = ("rss", "atom", "json")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def emit(program, format, step, **entry):
    """Print an entry; `authors` and `pictures` may be lists."""
    shown = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in entry.items()}
    print(json.dumps({"program": program, "version": version(program), "format": format, "step": step, **shown}))


def first(values, attribute=None):
    """Return the first of *values*, or its *attribute*; None without one."""
    value = next(iter(values or ()), None)
    return value if value is None or attribute is None else getattr(value, attribute)


def by_feedparser(e):
    return {
        "id": e.get("id"),
        "title": e.get("title"),
        "link": e.get("link"),
        "date": e.get("published"),
        "updated": e.get("updated"),
        "picture": (e.get("media_thumbnail") or e.get("media_content") or [{}])[0].get("url"),
        "author": e.get("author"),
    }


def feedparser_(data, _format):
    import feedparser

    return map(by_feedparser, feedparser.parse(data).entries)


def fastfeedparser_(data, _format):
    import fastfeedparser

    for e in fastfeedparser.parse(data).entries:
        yield {**by_feedparser(e), "picture": e.get("image") or (e.get("media_content") or [{}])[0].get("url")}


def feedparser_rs_(data, _format):
    import feedparser_rs

    for e in feedparser_rs.parse(data).entries:
        yield {
            "id": e.id,
            "title": e.title,
            "link": e.link,
            "date": e.published,
            "updated": e.updated,
            "picture": first(e.media_thumbnail, "url") or first(e.media_content, "url"),
            "author": e.author,
        }


def atoma_(data, format):
    import atoma

    if format == "rss":
        for e in atoma.parse_rss_bytes(data).items:
            yield {"id": e.guid, "title": e.title, "link": e.link, "date": e.pub_date, "author": e.author}
    elif format == "atom":
        for e in atoma.parse_atom_bytes(data).entries:
            yield {
                "id": e.id_,
                "title": e.title.value,
                "link": e.links[0].href,
                "date": e.published,
                "updated": e.updated,
                "author": first(e.authors, "name"),
            }
    else:
        for e in atoma.parse_json_feed_bytes(data).items:
            yield {
                "id": e.id_,
                "title": e.title,
                "link": e.url,
                "date": e.date_published,
                "updated": e.date_modified,
                "picture": e.image,
                "author": e.author and e.author.name,
            }


def podcastparser_(data, _format):
    import podcastparser

    for e in podcastparser.parse("https://feeds.example.org/news", io.BytesIO(data))["episodes"]:
        date = datetime.fromtimestamp(e["published"], UTC)
        yield {
            "id": e["guid"],
            "title": e["title"],
            "link": e["link"],
            "date": date,
            "picture": e.get("episode_art_url"),
        }


def syndikit_(data, _format):
    import syndikit

    for e in syndikit.parse(data).entries:
        yield {
            "id": e.id,
            "title": e.title,
            "link": e.link,
            "date": e.published,
            "updated": e.updated,
            "author": first(e.authors, "name"),
        }


def rss_parser_(data, format):
    import rss_parser

    text = lambda tag: getattr(tag, "content", tag)  # noqa: E731
    parsed = rss_parser.parse(data.decode())
    if format == "rss":
        for item in parsed.channel.content.items:
            e = item.content
            yield {
                "id": text(e.guid),
                "title": text(e.title),
                "link": text(first(e.links)),
                "date": text(e.pub_date),
                "author": text(e.author),
            }
    else:
        for item in parsed.feed.content.entries:
            e = item.content
            yield {
                "id": text(e.id),
                "title": text(e.title),
                "link": first(e.links).attributes.get("href"),
                "date": text(e.published),
                "updated": text(e.updated),
                "author": text(text(first(e.authors)).name) if e.authors else None,
            }


def brutefeedparser_(data, _format):
    from brutefeedparser import BruteFeedParser

    for e in BruteFeedParser.parse(data.decode()).entries:
        yield {
            "id": e.get_prop("guid") or e.get_prop("id"),
            "title": e.title,
            "link": e.link,
            "date": e.published,
            "updated": e.get_prop("updated") or e.get_prop("atom:updated"),
            "picture": (e.media_thumbnail or e.media_content or [{}])[0].get("url"),
            "author": e.author,
        }


PARSERS = {
    "feedparser": feedparser_,
    "fastfeedparser": fastfeedparser_,
    "feedparser-rs": feedparser_rs_,
    "atoma": atoma_,
    "podcastparser": podcastparser_,
    "syndikit": syndikit_,
    "rss-parser": rss_parser_,
    "brutefeedparser": brutefeedparser_,
}


def parse_all():
    for name, parse in PARSERS.items():
        for format in FORMATS:
            for step in STEPS:
                with suppress(Exception):  # a format that the library does not read
                    for entry in list(parse((LIFE / step / f"news.{format}").read_bytes(), format)):
                        emit(name, format, step, **entry)


def reader_(format, folder):
    """The library ``reader``: its storage after each update."""
    from reader import make_reader

    with make_reader(":memory:", feed_root=folder) as reader:
        reader.add_feed(f"news.{format}")
        for step in STEPS:
            (folder / f"news.{format}").write_bytes((LIFE / step / f"news.{format}").read_bytes())
            reader.update_feed(f"news.{format}")
            for e in reader.get_entries():
                dates = {"date": e.published, "updated": e.updated}
                emit("reader", format, step, id=e.id, title=e.title, link=e.link, author=e.author, **dates)


def feediverse_(format):
    """Post what feediverse would post to a Mastodon account."""
    import feediverse

    latest = EPOCH
    for step in STEPS:
        posts = list(feediverse.get_feed(str(LIFE / step / f"news.{format}"), latest))
        latest = max([latest, *(post["updated"] for post in posts)])
        for post in posts:
            emit(
                "feediverse",
                format,
                step,
                id=post["url"],
                title=post["title"],
                link=post["link"],
                date=post["updated"],
            )


def scoutrss_(format):
    """Call back as ScoutRSS does, for what it takes for new."""
    from scoutrss import MemoryStorage, ScoutRSS

    def announce(e):
        emit("scoutrss", format, step, **by_feedparser(e))

    step = STEPS[0]
    scout = ScoutRSS("", announce, storage=MemoryStorage(), id="news", last_seen=EPOCH)
    for step in STEPS:
        scout.url = str(LIFE / step / f"news.{format}")
        scout.check()


parse_all()
for format in FORMATS:
    with tempfile.TemporaryDirectory() as folder, suppress(Exception):
        reader_(format, Path(folder))
    for run in (feediverse_, scoutrss_):
        with suppress(Exception):
            run(format)
