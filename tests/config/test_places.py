"""The place that an error of the configuration carries, for programs that show it in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ilofeed.app.container import Container
from ilofeed.config.loader import load, parse
from ilofeed.config.writer import with_source
from ilofeed.core.errors import ConfigError

NEWS = '[[source]]\nslug = "news"\nurl = "https://example.org/"\n'
SELECTORS = f'{NEWS}profile = "selectors"\n[source.selectors]\n'


def general(**keys: object) -> str:
    return "[ilofeed]\n" + lines(keys)


def fetch(**keys: object) -> str:
    return "[fetch]\n" + lines(keys)


def alerts(**keys: object) -> str:
    return "[alerts]\n" + lines(keys)


def source(**keys: object) -> str:
    """Return a valid source, and a second one with *keys*."""
    return f"{NEWS}[[source]]\n" + lines({"slug": "jobs", "url": "https://example.org/jobs"} | keys)


def feed(**keys: object) -> str:
    return f"{NEWS}[[feed]]\n" + lines({"slug": "both"} | keys)


def lines(keys: dict[str, object]) -> str:
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())


@pytest.mark.parametrize(
    ("text", "place"),
    [
        # The shape: unknown and missing keys, types, patterns and limits.
        ("surprise = 1", ("surprise",)),
        ('"two\\nlines" = 1', ("two\nlines",)),
        (general(outptu="feeds"), ("ilofeed", "outptu")),
        (source(colour="red"), ("source", 1, "colour")),
        (SELECTORS + 'item = "li"\ntitle = "a"\ncolour = "red"', ("source", 0, "selectors", "colour")),
        ('[[source]]\nurl = "https://example.org/"', ("source", 0, "slug")),
        (SELECTORS + 'item = "li"', ("source", 0, "selectors", "title")),
        ("ilofeed = 1", ("ilofeed",)),
        ("source = [1]", ("source", 0)),
        (fetch(robots="no"), ("fetch", "robots")),
        (fetch(allow_private=["a", 1]), ("fetch", "allow_private", 1)),
        (source(slug="Jobs!"), ("source", 1, "slug")),
        (source(former=["old", "Old!"]), ("source", 1, "former", 1)),
        (source(max_pages=0), ("source", 1, "max_pages")),
        # The table ilofeed.
        (general(interval="0s"), ("ilofeed", "interval")),
        (general(min_interval="31d"), ("ilofeed", "min_interval")),
        (general(max_interval="0s"), ("ilofeed", "max_interval")),
        (general(min_interval="2h", max_interval="1h"), ("ilofeed", "min_interval")),
        (general(timezone="Mars/North"), ("ilofeed", "timezone")),
        (general(output=""), ("ilofeed", "output")),
        (general(output="~nobody-of-this-name/feeds"), ("ilofeed", "output")),
        (general(base_url="feeds"), ("ilofeed", "base_url")),
        (general(contact="a\nb"), ("ilofeed", "contact")),
        (general(hubs=["ftp://example.org/"]), ("ilofeed", "hubs")),
        # The tables fetch and alerts.
        (fetch(timeout="2d"), ("fetch", "timeout")),
        (fetch(max_bytes="10B"), ("fetch", "max_bytes")),
        (fetch(min_delay="2h"), ("fetch", "min_delay")),
        (fetch(allow_private=["10.0.0.0/99"]), ("fetch", "allow_private")),
        (alerts(command=[""]), ("alerts", "command")),
        (alerts(webhook="ftp://example.org/"), ("alerts", "webhook")),
        (alerts(webhook="https://example.org/"), ("alerts", "webhook")),
        # The tables of sources.
        (source(profile="Lists"), ("source", 1, "profile")),
        (source(profile="selectors"), ("source", 1, "profile")),
        (NEWS + '[source.selectors]\nitem = "li"\ntitle = "a"', ("source", 0, "profile")),
        (SELECTORS + 'item = "li"\ntitle = ">"', ("source", 0, "selectors", "title")),
        (source(kind="parties"), ("source", 1, "kind")),
        (source(date_order="DMY"), ("source", 1, "date_order")),
        (SELECTORS + 'item = "li"\ntitle = ["a", ">"]', ("source", 0, "selectors", "title", 1)),
        (source(url="ftp://example.org/"), ("source", 1, "url")),
        (source(title="a\nb"), ("source", 1, "title")),
        (source(retire="a\nb"), ("source", 1, "retire")),
        (source(ignore=["/(/"]), ("source", 1, "ignore")),
        (source(witness="https://example.com/sitemap.xml"), ("source", 1, "witness")),
        (source(interval="0s"), ("source", 1, "interval")),
        (source(cron="often"), ("source", 1, "cron")),
        (source(cron="30 7 * * *", interval="1h"), ("source", 1)),
        (source(slug="all"), ("source", 1, "slug")),
        (source(slug="news"), ("source", 1, "slug")),
        (source(former=["news"]), ("source", 1, "former")),
        # The tables of feeds.
        (feed(title="a\nb"), ("feed", 0, "title")),
        (feed(retire="a\nb"), ("feed", 0, "retire")),
        (feed(include=["/(/"]), ("feed", 0, "include")),
        (feed(exclude=["/(/"]), ("feed", 0, "exclude")),
        (feed(sources=["jobs"]), ("feed", 0, "sources")),
        (feed(tags=["law"]), ("feed", 0, "tags")),
        (f'{source(tags=["law"])}\n[[feed]]\nslug = "both"\nsources = ["news"]\ntags = ["law"]', ("feed", 0)),
        (feed(slug="news"), ("feed", 0, "slug")),
    ],
)
def test_an_error_carries_the_path_of_its_value(text: str, place: tuple[str | int, ...]) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)

    assert caught.value.place == place


@pytest.mark.parametrize("text", ["[ilofeed\n", "a = 1\na = 2", "x = " + "[" * 2000])
def test_an_error_of_the_syntax_has_no_place(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)

    assert caught.value.place == ()


def test_an_error_of_the_file_has_no_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.toml")

    assert caught.value.place == ()


def test_a_source_that_cannot_be_appended_carries_its_place() -> None:
    with pytest.raises(ConfigError) as caught:
        with_source("source = 1", {"slug": "news", "url": "https://example.org/"})

    assert caught.value.place == ("source",)


def test_a_database_that_cannot_be_opened_carries_its_place(tmp_path: Path) -> None:
    config = parse('[ilofeed]\ndatabase = "news.db"', folder=tmp_path)

    with Container(config) as app, pytest.raises(ConfigError, match=r"ilofeed\.database is") as caught:
        _ = app.store

    assert caught.value.place == ("ilofeed", "database")


def test_another_database_at_a_reload_carries_its_place(tmp_path: Path) -> None:
    other = parse('[ilofeed]\ndatabase = "sqlite:///other.db"', folder=tmp_path)

    with Container(parse("", folder=tmp_path)) as app, pytest.raises(ConfigError, match="restart") as caught:
        app.reload(other)

    assert caught.value.place == ("ilofeed", "database")
