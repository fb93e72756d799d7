"""The keys of ``[source.json]``, and what is wrong with them."""

from __future__ import annotations

import json

import pytest

from fakes.configurations import mistakes_in
from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError
from ilofeed.core.json_paths import JsonPaths
from ilofeed.core.models import Source
from ilofeed.core.source_home import home_of

HEAD = '[[source]]\nslug = "news"\nurl = "https://example.org/api?page=1"\nprofile = "json"\n'
NEEDED = {"items": "data", "title": "title", "link": "/n/{slug}"}


def text(**keys: object) -> str:
    lines = [f"{key} = {json.dumps(value)}" for key, value in (NEEDED | keys).items() if value is not None]
    return HEAD + "[source.json]\n" + "\n".join(lines)


def source(**keys: object) -> Source:
    (found,) = parse(text(**keys)).sources
    return found


def test_every_key_is_read() -> None:
    keys = {
        "date": "at",
        "summary": "a || b",
        "kicker": "kind",
        "place": "city",
        "image": "image",
        "author": "by[]",
        "id": "id",
        "updated": "changed",
    }

    found = source(**keys, next="?page+=1", page="https://example.org/news").json

    assert found == JsonPaths(**NEEDED, **keys, next="?page+=1", page="https://example.org/news")


@pytest.mark.parametrize(
    "value", ["a.next", "?cursor={a.b || c}&size=20", "/api/{next}", "?page+=1", "?offset+=100"]
)
def test_the_next_page_has_several_forms(value: str) -> None:
    (found,) = parse(text(next=value).replace("?page=1", "?page=1&offset=0")).sources

    assert found.json == JsonPaths(**NEEDED, next=value)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"items": ""}, "json.items is empty, but it is needed"),
        ({"title": None}, "source news: json lacks the key 'title'"),
        ({"items": "/data"}, "json.items is '/data', which is no good JMESPath expression"),
        ({"next": "?page+=x"}, "json.next is '?page+=x', an address without any expression in braces, and no"),
        ({"next": "?start+=20"}, "json.next is '?start+=20', but the url has no number 'start' to count on from"),
        ({"link": "/news/"}, "json.link is '/news/', an address without any expression in braces"),
        (
            {"link": "/news/{}"},
            "which is no good JMESPath expression: Invalid JMESPath expression: cannot be empty",
        ),
        ({"title": "lower(title)"}, "there is no function lower(), but abs,"),
        ({"next": "?page+=0"}, "an address without any expression in braces"),
        ({"date": "a["}, "Incomplete expression"),
        ({"date": 3}, "json.date is 3; allowed is a string"),
        ({"page": "/news"}, "json.page is '/news'; allowed is an http or https address"),
        ({"datum": "a"}, "[source.json] has no key 'datum', did you mean 'date'"),
    ],
)
def test_a_mistake_names_its_key_and_what_is_allowed(keys: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        source(**keys)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (HEAD, "needs a [source.json] table; `ilofeed preview 'https://example.org/api?page=1'` proposes one"),
        (
            text().replace('profile = "json"', 'profile = "auto"'),
            "but there is a [source.json] table; set profile",
        ),
    ],
)
def test_the_profile_and_its_table_belong_together(config: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(config)

    assert message in str(caught.value)


def test_all_mistakes_are_found_at_once() -> None:
    found = mistakes_in(text(title="a[", items="", date="b["))

    assert len(found) == 3


def test_other_expressions_are_another_reading_and_unset_ones_are_none() -> None:
    assert source().digest == source(date="", next="").digest
    assert len({source().digest, source(date="at").digest, source(items="list").digest}) == 3


def test_the_page_for_people_is_the_home_of_the_feed() -> None:
    assert home_of(source(page="https://example.org/news")) == "https://example.org/news"
    assert home_of(source()) == "https://example.org/api?page=1"
