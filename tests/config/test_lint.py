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


def test_each_mistake_is_said_once() -> None:
    found = mistakes(WRONG, name="my.toml")

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
        assert len([each for each in found if words in each]) == 1, (words, found)
    assert len(found) == 18
    assert all(each.startswith("my.toml: ") for each in found)


@pytest.mark.parametrize("text", ["", '[[source]]\nslug = "a"\nurl = "https://example.org/"'])
def test_nothing_is_wrong_with_what_is_right(text: str) -> None:
    assert mistakes(text, folder=Path("/etc")) == []


@pytest.mark.parametrize(
    "text",
    ["source = 1", "[source]\na = 1", "source = [1, 2]", "ilofeed = []", "[[ilofeed]]", "[[fetch]]\na=1", "x = ["],
)
def test_what_has_another_shape_altogether_ends(text: str) -> None:
    assert mistakes(text)


def test_a_thousand_mistakes_end() -> None:
    text = "\n".join(f'[[source]]\nslug = "s{at}"\nurl = "no"' for at in range(300))

    assert len(mistakes(text)) == 100
