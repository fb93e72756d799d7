from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from ilofeed.config.loader import Config, load, parse
from ilofeed.config.schema import schema
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Source
from ilofeed.core.selectors import Selectors

ROOT = Path(__file__).parents[2]

WHOLE = """
[ilofeed]
database = "sqlite:////var/lib/ilofeed.db"
output = "public"
base_url = "https://feeds.example.org/ilo"
authority = "feeds.example.org,2026"
contact = "ops@example.org"
interval = "1h30m"

[fetch]
timeout = "20s"
max_bytes = "1.5MB"
min_delay = "5s"
robots = false
allow_private = ["127.0.0.1", "10.0.0.0/8", "Intranet"]

[[source]]
slug = "news"
url = "https://www.ilo.org/a b"

[[source]]
slug = "actualites"
url = "https://www.ilo.org/fr"
title = "Actualités"
language = "fr"
profile = "ilo-list"
interval = "15m"
max_pages = 9
backfill = 3
kind = "events"

[[source]]
slug = "elsewhere"
url = "https://example.org/news"
profile = "selectors"
[source.selectors]
item = "ol.news > li"
title = "h3 a"
link = "h3 > a"
date = "p.date"
summary = "p.summary"
kicker = "p.kind"
place = "p.place"
image = "img"
next = "a.next"
"""


def test_every_general_key_has_its_effect() -> None:
    config = parse(WHOLE, folder=Path("/etc/ilofeed"))

    assert config.database == "sqlite:////var/lib/ilofeed.db"
    assert config.output == Path("/etc/ilofeed/public")
    assert config.base_url == "https://feeds.example.org/ilo/"
    assert config.authority == "feeds.example.org,2026"
    assert config.contact == "ops@example.org"
    assert config.fetch.timeout == timedelta(seconds=20)
    assert config.fetch.max_bytes == 1_500_000
    assert config.fetch.min_delay == timedelta(seconds=5)
    assert not config.fetch.robots
    assert config.fetch.allow_private == ("127.0.0.1", "10.0.0.0/8", "intranet")


def test_every_key_of_a_source_has_its_effect() -> None:
    config = parse(WHOLE, folder=Path("/etc/ilofeed"))

    assert config.sources == (
        Source(slug="news", url="https://www.ilo.org/a%20b", interval=timedelta(minutes=90)),
        Source(
            slug="actualites",
            url="https://www.ilo.org/fr",
            title="Actualités",
            language="fr",
            profile="ilo-list",
            interval=timedelta(minutes=15),
            max_pages=9,
            backfill=3,
            kind="events",
        ),
        Source(
            slug="elsewhere",
            url="https://example.org/news",
            profile="selectors",
            interval=timedelta(minutes=90),
            selectors=Selectors(
                item="ol.news > li",
                title="h3 a",
                link="h3 > a",
                date="p.date",
                summary="p.summary",
                kicker="p.kind",
                place="p.place",
                image="img",
                next="a.next",
            ),
        ),
    )


def test_an_empty_file_has_every_default() -> None:
    config = parse("", folder=Path("/x"))

    assert config == Config(
        name="config.toml",
        documents=config.documents,
        folder=Path("/x"),
        database="sqlite:///ilofeed.db",
        output=Path("/x/feeds"),
    )


def source(**keys: object) -> str:
    lines = {"slug": "news", "url": "https://www.ilo.org/"} | keys
    return "[[source]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in lines.items())


def selectors(profile: str = "selectors", **keys: object) -> str:
    table = {"item": "li", "title": "a"} | keys
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    return "\n".join([source(profile=profile), "[source.selectors]", *lines])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[ilofeed\n", ["not valid TOML", "my.toml:1: is not valid TOML"]),
        ("surprise = 1", ["no key 'surprise'", "ilofeed, fetch, alerts, source"]),
        ('[ilofeed]\nintervall = "1h"', ["[ilofeed]", "'intervall'", "did you mean 'interval'"]),
        ("[ilofeed]\ninterval = 60", ["ilofeed.interval is 60", "'1h30m'"]),
        ('[ilofeed]\ninterval = "1 hour"', ["ilofeed.interval is '1 hour'", "'1h30m'"]),
        ('[ilofeed]\ninterval = "0s"', ["ilofeed.interval is '0s'", "from 1s to 30d"]),
        ("[ilofeed]\ndatabase = 3", ["ilofeed.database is 3", "a string"]),
        ('[ilofeed]\nauthority = "Feeds"', ["ilofeed.authority is 'Feeds'", "'feeds.example.org,2026'"]),
        ('[ilofeed]\nbase_url = "feeds"', ["ilofeed.base_url is 'feeds'", "http"]),
        ('[ilofeed]\nbase_url = "https://x.org/?a"', ["ilofeed.base_url", "query"]),
        ('[ilofeed]\ncontact = "a\\nb"', ["ilofeed.contact is 'a\\nb'", "one line"]),
        (
            '[ilofeed]\ninterface_language = "FR"',
            ["ilofeed.interface_language is 'FR'", "en, fr, es", "did you mean 'fr'"],
        ),
        ('[fetch]\nmax_bytes = "10"', ["fetch.max_bytes is '10'", "'10MB'"]),
        ('[fetch]\nmax_bytes = "1TB"', ["fetch.max_bytes is '1TB'", "'10MB'"]),
        ('[fetch]\nrobots = "no"', ["fetch.robots is 'no'", "true or false"]),
        ("[fetch]\nmin_delay = 5", ["fetch.min_delay is 5", "'1h30m'"]),
        ('[fetch]\ntimeout = "2h"', ["fetch.timeout is '2h'", "from 100ms to 10m"]),
        ('[fetch]\nallow_private = "10.0.0.1"', ["fetch.allow_private is '10.0.0.1'", "a list"]),
        ('[fetch]\nallow_private = ["10.0.0.1/8"]', ["fetch.allow_private is '10.0.0.1/8'", "a network"]),
        ("source = 3", ["source is 3", "a list"]),
        ('[[source]]\nslug = "news"', ["source news: lacks the key 'url'"]),
        (source(slug="Über uns"), ["source 'Über uns': slug is 'Über uns'", "small letters"]),
        (source(slug="../x"), ["source '../x': slug is '../x'", "small letters"]),
        (source(slug="news\n"), ["source 'news\\n': slug is 'news\\n'", "small letters"]),
        (source(slug="index"), ["source index: slug is 'index'", "a name other than"]),
        (source(url="ftp://ilo.org/"), ["source news: url is 'ftp://ilo.org/'", "http or https"]),
        (source(url="https://me:secret@ilo.org/"), ["source news: url", "without user name"]),
        (source(profile="ilo_list"), ["source news: profile is 'ilo_list'", "did you mean 'ilo-list'"]),
        (source(language="english please"), ["source news: language is 'english please'", "'zh-Hans'"]),
        (source(interval=5), ["source news: interval is 5", "'1h30m'"]),
        (source(max_pages=0), ["source news: max_pages is 0", "a whole number >= 1"]),
        (source(backfill="all"), ["source news: backfill is 'all'", "a whole number"]),
        (source(colour="red"), ["[[source]] has no key 'colour'", "slug, url"]),
        (
            source(browser=True),
            ["[[source]] has no key 'browser', which is a key of [source.fetch]; allowed are"],
        ),
        (source(date_format="%Y"), ["no key 'date_format', which is a key of [source.selectors]"]),
        ("[fetch]\nbrowser = true", ["[fetch] has no key 'browser', which is a key of [source.fetch]"]),
        (source() + "\n[source.fetch]\nproxy = 'env'", ["no key 'proxy', which is a key of [fetch]"]),
        (source(kind="event"), ["source news: kind is 'event'", "did you mean 'events'"]),
        (source(profile="selectors"), ["source news: profile is 'selectors'", "needs a [source.selectors] table"]),
        (selectors(profile="auto"), ["source news: profile is 'auto'", 'set profile = "selectors"']),
        (selectors(profile="ilo-list"), ["source news: profile is 'ilo-list'", 'set profile = "selectors"']),
        (source(profile="selectors", selectors=3), ["source news: selectors is 3", "a table"]),
        (
            source(profile="selectors") + '\n[source.selectors]\nitem = "li"',
            ["source news: selectors lacks the key 'title'"],
        ),
        (selectors(titel="a"), ["[source.selectors] has no key 'titel'", "did you mean 'title'", "summary"]),
        (selectors(date=3), ["source news: selectors.date is 3", "a string"]),
        (selectors(date="p["), ["source news: selectors.date is 'p['", "it ends too early"]),
        (selectors(item=""), ["source news: selectors.item is ''", "it is empty"]),
        (selectors(link="a:colour"), ["source news: selectors.link is 'a:colour'", "':colour'"]),
        (selectors(item="li" + " li" * 100), ["source news: selectors.item", "longer than 300 characters"]),
        (selectors(item="p:has(b:has(i))"), ["source news: selectors.item", "':has()' within ':has()'"]),
        (source() + "\n" + source(url="https://x.org/"), ["source news: slug is 'news'", "each slug once"]),
    ],
)
def test_a_mistake_names_file_key_what_was_found_and_what_is_allowed(text: str, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text, name="my.toml")

    message = str(caught.value)
    assert message.startswith("my.toml:")
    assert "\n" not in message
    for word in words:
        assert word in message


def test_a_file_that_is_not_there_says_how_to_name_another(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: there is no such file; .*--config"):
        load(tmp_path / "nowhere.toml")


def test_a_file_that_is_no_text_is_a_mistake_too(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match="is not UTF-8"):
        load(tmp_path / "config.toml")


def test_sources_are_chosen_by_name_in_the_order_of_the_file() -> None:
    config = parse(WHOLE)

    assert [each.slug for each in config.chosen(())] == ["news", "actualites", "elsewhere"]
    assert [each.slug for each in config.chosen(("actualites",))] == ["actualites"]
    with pytest.raises(ConfigError, match="no source is called 'new', did you mean 'news'"):
        config.chosen(("new",))


def test_the_schema_that_ships_is_the_one_of_the_code() -> None:
    # To write it anew: python scripts/schema.py
    shipped = resources.files("ilofeed").joinpath("config.schema.json").read_text(encoding="utf-8")

    assert json.loads(shipped) == json.loads(json.dumps(schema()))


def test_the_schema_accepts_what_the_program_accepts() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())

    assert list(validator.iter_errors(tomllib.loads(WHOLE))) == []
    assert list(validator.iter_errors(tomllib.loads((ROOT / "config.toml").read_text()))) == []
    assert list(validator.iter_errors({"ilofeed": {"intervall": "1h"}}))
    assert list(validator.iter_errors({"source": [{"slug": "A"}]}))


def test_the_configuration_of_the_repository_watches_a_list_of_todays_site() -> None:
    config = load(ROOT / "config.toml")

    assert [each.url for each in config.sources] == ["https://www.ilo.org/resource/news/all-news-recent"]


def test_the_list_of_the_old_site_is_an_example_that_says_what_it_is() -> None:
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    example = text[text.index("# An example of the ILO's old site") :]
    commands = example.partition("# [[source]]")[0]
    as_typed = "".join(
        f"{line.removeprefix('# ')}\n" for line in example.splitlines() if " = " in line or "[[" in line
    )

    config = parse(text + as_typed)

    assert [each.slug for each in config.sources] == ["ilo-news", "covid-19-enterprises"]
    assert "404" in commands
    assert "`ilofeed demo`" in commands
    assert config.sources[1].url in commands


@pytest.mark.parametrize("url", ["https://me:s3cret@example.org/news", "https://me@x:s3cret@example.org/news"])
def test_a_password_in_an_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(f'[[source]]\nslug = "news"\nurl = "{url}"\n', folder=Path())

    assert "'https://…@example.org/news'" in str(raised.value)
    assert "s3cret" not in str(raised.value)
