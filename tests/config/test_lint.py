"""All mistakes of a configuration at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ilofeed.config.lint import mistakes

WRONG = """
surprise = 1

[ilofeed]
interval = "often"
base_url = "ftp://feeds.example.org/"
outptu = "feeds"

[fetch]
timeout = "2d"
robots = "no"

[alerts]
after = 0
webhook = "https://example.org/hook"

[[source]]
slug = "News!"
url = "ftp://example.org/"
cron = "30 7 * * *"
interval = "1h"

[[source]]
slug = "jobs"
url = "https://example.org/jobs"
colour = "red"
max_pages = 0

[[source]]
url = "https://example.org/nameless"

[[source]]
slug = "jobs"
url = "https://example.org/again"
profile = "selectors"

[[feed]]
slug = "both"
sources = ["jobs", "nobody"]
include = ["/(/"]
"""


def test_each_mistake_is_reported_once() -> None:
    messages = [str(error) for error in mistakes(WRONG, name="my.toml")]

    for words in (
        "the top level has no key 'surprise'",
        "ilofeed.interval is 'often'",
        "ilofeed.base_url is",
        "[ilofeed] has no key 'outptu', did you mean 'output'",
        "fetch.timeout is '2d'",
        "fetch.robots is 'no'",
        "alerts.after is 0",
        "alerts.webhook needs alerts.secret_file",
        "source[0].slug is 'News!'",
        "source[0].url is 'ftp://example.org/'",
        "source[0] has both interval and cron",
        "[source[1]] has no key 'colour'",
        "source[1].max_pages is 0",
        "source[2] lacks the key 'slug'",
        "source[3].profile is 'selectors', which needs a [source.selectors] table",
        "source[3].slug is 'jobs'",
        "feed[0].sources",
        "feed[0].include",
    ):
        assert len([message for message in messages if words in message]) == 1, (words, messages)
    assert len(messages) == 18
    assert all(message.startswith("my.toml: ") for message in messages)


@pytest.mark.parametrize("text", ["", '[[source]]\nslug = "a"\nurl = "https://example.org/"'])
def test_a_valid_configuration_has_no_mistakes(text: str) -> None:
    assert mistakes(text, folder=Path("/etc")) == []


@pytest.mark.parametrize(
    "text",
    ["source = 1", "[source]\na = 1", "source = [1, 2]", "ilofeed = []", "[[ilofeed]]", "[[fetch]]\na=1", "x = ["],
)
def test_a_configuration_of_another_shape_has_a_mistake(text: str) -> None:
    assert mistakes(text)


def test_at_most_a_hundred_mistakes_are_reported() -> None:
    text = "\n".join(f'[[source]]\nslug = "s{at}"\nurl = "no"' for at in range(300))

    assert len(mistakes(text)) == 100


def test_each_mistake_in_a_table_of_selectors_is_reported() -> None:
    text = """
[[source]]
slug = "news"
url = "https://example.org/"
profile = "selectors"
[source.selectors]
item = ">"
link = "a["
colour = "red"
"""

    assert [error.place for error in mistakes(text)] == [
        ("source", 0, "selectors", "colour"),
        ("source", 0, "selectors", "title"),
        ("source", 0, "selectors", "item"),
        ("source", 0, "selectors", "link"),
    ]


def test_other_mistakes_of_a_source_without_a_slug_are_reported() -> None:
    errors = mistakes('[[source]]\nurl = "ftp://example.org/"\nkind = "parties"')

    assert {error.place for error in errors} == {
        ("source", 0, "slug"),
        ("source", 0, "url"),
        ("source", 0, "kind"),
    }
