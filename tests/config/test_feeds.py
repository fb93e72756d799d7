"""Which feeds a configuration asks for."""

from __future__ import annotations

import pytest

from fakes.counted_calls import calls_of
from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError

SOURCES = """
[[source]]
slug = "news"
url = "https://www.ilo.org/news"
tags = ["central"]
former = ["aktuell"]
revisions = true

[[source]]
slug = "stories"
url = "https://www.ilo.org/stories"
tags = ["central", "long"]
retire = "It has ended."
"""
FEED = '[[feed]]\nslug = "mine"\n'


def test_every_source_has_a_feed_and_all_of_them_one_together() -> None:
    plans = {plan.slug: plan for plan in parse(f"[ilofeed]\nentries = 20\n{SOURCES}").plans}

    assert list(plans) == ["news", "news.revisions", "stories", "all"]
    assert [source.slug for source in plans["all"].sources] == ["news", "stories"]
    assert plans["news"].former == ("aktuell",)
    assert plans["stories"].retired == plans["stories"].sources[0].retired == "It has ended."
    assert plans["news.revisions"].of_revisions
    assert {plan.most for plan in plans.values()} == {20}
    assert [plan.slug for plan in plans.values() if plan.is_of] == ["news", "stories"]


def test_without_sources_there_are_no_feeds() -> None:
    assert parse("").plans == ()


@pytest.mark.parametrize(
    ("keys", "slugs"),
    [
        ("", ["news", "stories"]),
        ('sources = ["stories"]', ["stories"]),
        ('tags = ["long"]', ["stories"]),
        ('tags = ["central", "long"]', ["news", "stories"]),
        ('sources = ["news"]\ntags = ["central"]', ["news"]),
    ],
)
def test_a_feed_names_sources_and_tags(keys: str, slugs: list[str]) -> None:
    plan = parse(SOURCES + FEED + keys).plan("mine")

    assert [source.slug for source in plan.sources] == slugs
    assert plan.is_of is None


def test_all_that_a_feed_can_say_is_taken_over() -> None:
    keys = (
        'title = "Mine"\nlanguage = "en"\ninclude = ["SCORE", "/a.b/"]\nexclude = ["x"]\nlanguages = ["fr"]\n'
        'kickers = ["Feature"]\nformer = ["thine"]\nretire = "Over."\n'
    )

    plan = parse(SOURCES + FEED + keys).plan("mine")

    assert (plan.title, plan.language, plan.retired, plan.former) == ("Mine", "en", "Over.", ("thine",))
    assert (plan.include, plan.exclude) == (("SCORE", "/a.b/"), ("x",))
    assert (plan.languages, plan.kickers) == (("fr",), ("Feature",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FEED + 'sources = ["new"]', ["feed mine: sources is 'new'", "did you mean 'news'"]),
        (FEED + 'tags = ["lang"]', ["feed mine: tags is 'lang'", "did you mean 'long'"]),
        (
            FEED + 'sources = ["news"]\ntags = ["long"]',
            ["feed mine: names sources and tags that no source has"],
        ),
        (FEED + 'include = ["/(/"]', ["feed mine: include is '/(/'", "unterminated subpattern"]),
        (FEED + 'exclude = ["/.*/"]', ["feed mine: exclude is '/.*/'", "it fits everything"]),
        (FEED + 'include = [""]', ["feed mine: include is ''", "it fits everything"]),
        (FEED + 'include = "SCORE"', ["feed mine: include is 'SCORE'", "a list"]),
        (FEED + 'includes = ["SCORE"]', ["[[feed]] has no key 'includes'", "did you mean 'include'"]),
        (FEED + 'title = "a\\nb"', ["feed mine: title is 'a\\nb'", "one line"]),
        (FEED + 'retire = "a\\nb"', ["feed mine: retire is 'a\\nb'", "one line"]),
        (FEED + 'languages = ["??"]', ["feed mine: languages[0] is", "'zh-Hans'"]),
        ('[[feed]]\nslug = "all"\n', ["feed all: slug is 'all'", "a name other than all, favicon, feeds"]),
        ('[[feed]]\nslug = "sources"\n', ["feed sources: slug is 'sources'", 'add former = ["sources"]']),
        ('[[feed]]\nslug = "news"\n', ["feed news: slug is 'news'", "each slug once, and my.toml:3 has it"]),
        ('[[feed]]\nslug = "aktuell"\n', ["feed aktuell: slug is 'aktuell'", "each slug once"]),
        (FEED + 'former = ["stories"]', ["feed mine: former is 'stories'", "each slug once"]),
        (FEED + 'former = ["feeds"]', ["feed mine: former is 'feeds'", "a name other than"]),
        ('[[feed]]\ntitle = "x"\n', ["feed number 1: lacks the key 'slug'"]),
    ],
)
def test_a_mistake_names_key_what_was_found_and_what_is_allowed(text: str, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(SOURCES + text, name="my.toml")

    assert str(caught.value).startswith("my.toml:")
    for each in words:
        assert each in str(caught.value)


@pytest.mark.parametrize("entries", [9, 501, "many"])
def test_a_feed_shows_from_ten_to_five_hundred_entries(entries: object) -> None:
    with pytest.raises(ConfigError, match=r"ilofeed\.entries is"):
        parse(f"[ilofeed]\nentries = {entries!r}\n")


@pytest.mark.parametrize("hub", ["hub", "ftp://hub.example.org/", "https://me:secret@hub.example.org/"])
def test_a_hub_is_an_address(hub: str) -> None:
    with pytest.raises(ConfigError, match=r"ilofeed\.hubs is"):
        parse(f'[ilofeed]\nhubs = ["{hub}"]\n')


def test_a_feed_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(ConfigError, match=r"no source and no feed is called 'new', did you mean 'news'"):
        parse(SOURCES).plan("new")


def test_the_work_for_the_feeds_grows_with_their_number_and_not_faster() -> None:
    def read(count: int) -> int:
        sources = "".join(
            f'[[source]]\nslug = "s{at}"\nurl = "https://s{at}.example.org/"\nkey = "{at:020}"\n'
            for at in range(count)
        )
        feed = f'{FEED}key = "{"k" * 20}"\nsources = {[f"s{at}" for at in range(count)]}\n'
        return calls_of(lambda: parse(sources + feed))

    read(1)  # loads modules

    assert read(400) < 2.2 * read(200)
