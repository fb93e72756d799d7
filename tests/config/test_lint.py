"""All mistakes of a configuration at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.configurations import mistakes_in

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
    messages = [str(error) for error in mistakes_in(WRONG, name="my.toml")]

    for words in (
        "my.toml:2: the top level has no key 'surprise'",
        "my.toml:5: ilofeed.interval is 'often'",
        "my.toml:6: ilofeed.base_url is",
        "my.toml:7: [ilofeed] has no key 'outptu', did you mean 'output'",
        "my.toml:10: fetch.timeout is '2d'",
        "my.toml:11: fetch.robots is 'no'",
        "my.toml:14: alerts.after is 0",
        "my.toml:15: alerts.webhook needs alerts.secret_file",
        "my.toml:18: source 'News!': slug is 'News!'",
        "my.toml:19: source 'News!': url is 'ftp://example.org/'",
        "my.toml:17: source 'News!': has both interval and cron",
        "my.toml:26: source jobs: [[source]] has no key 'colour'",
        "my.toml:27: source jobs: max_pages is 0",
        "my.toml:29: source number 3: lacks the key 'slug'",
        "my.toml:35: source jobs: profile is 'selectors', which needs a [source.selectors] table",
        "my.toml:33: source jobs: slug is 'jobs'; allowed is each slug once, and my.toml:24 has it",
        "my.toml:39: feed both: sources",
        "my.toml:40: feed both: include",
    ):
        assert len([message for message in messages if words in message]) == 1, (words, messages)
    assert len(messages) == 18


@pytest.mark.parametrize("text", ["", '[[source]]\nslug = "a"\nurl = "https://example.org/"'])
def test_a_valid_configuration_has_no_mistakes(text: str) -> None:
    assert mistakes_in(text, folder=Path("/etc")) == []


@pytest.mark.parametrize(
    "text",
    ["source = 1", "[source]\na = 1", "source = [1, 2]", "ilofeed = []", "[[ilofeed]]", "[[fetch]]\na=1", "x = ["],
)
def test_a_configuration_of_another_shape_has_a_mistake(text: str) -> None:
    assert mistakes_in(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("include = [1]", "config.toml:1: include[0] is 1; allowed is a string"),
        (
            "[ilofeed]\nentries = " + "9" * 5000,
            "config.toml: has a number with more digits than any configuration needs",
        ),
        (
            '[ilofeed]\ninclude = ["*.toml"]',
            "config.toml:2: [ilofeed] has no key 'include', which must be before the first table of the file",
        ),
    ],
)
def test_a_mistake_that_a_beginner_makes_is_explained_once(text: str, message: str) -> None:
    (found,) = mistakes_in(text)

    assert str(found).partition("; allowed are")[0] == message


def test_at_most_a_hundred_mistakes_are_reported() -> None:
    text = "\n".join(f'[[source]]\nslug = "s{at}"\nurl = "no"' for at in range(300))

    assert len(mistakes_in(text)) == 100


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

    assert [error.place for error in mistakes_in(text)] == [
        ("source", 0, "selectors", "colour"),
        ("source", 0, "selectors", "title"),
        ("source", 0, "selectors", "item"),
        ("source", 0, "selectors", "link"),
    ]


def test_other_mistakes_of_a_source_without_a_slug_are_reported() -> None:
    errors = mistakes_in('[[source]]\nurl = "ftp://example.org/"\nkind = "parties"')

    assert {error.place for error in errors} == {
        ("source", 0, "slug"),
        ("source", 0, "url"),
        ("source", 0, "kind"),
    }
