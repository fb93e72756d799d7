"""The keys of ``[source.sitemap]``, and what is wrong with them."""

from __future__ import annotations

import pytest

from fakes.configurations import mistakes_in
from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Source
from ilofeed.core.sitemap_rules import SitemapRules
from ilofeed.core.source_home import home_of

HEAD = '[[source]]\nslug = "news"\nurl = "https://example.org/maps/sitemap.xml"\nprofile = "sitemap"\n'


def source(table: str = "") -> Source:
    (found,) = parse(HEAD + table).sources
    return found


def test_every_key_is_read() -> None:
    found = source(
        '[source.sitemap]\ninclude = ["/news/", "a|b"]\nexclude = ["c$"]\npage = "https://example.org/news"'
    )

    assert found.sitemap == SitemapRules(
        include=("/news/", "a|b"), exclude=("c$",), page="https://example.org/news"
    )
    assert home_of(found) == "https://example.org/news"


def test_no_table_is_needed_and_the_home_is_the_front_page() -> None:
    assert source().sitemap is None
    assert home_of(source()) == home_of(source("[source.sitemap]\n")) == "https://example.org/"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('include = ["("]', "source news: sitemap.include is '('; allowed is a regular expression"),
        ('exclude = ["a*"]', "it fits everything"),
        ('page = "about"', "source news: sitemap.page is 'about'"),
        ('includes = ["a"]', "includes"),
        ("include = 3", "include"),
    ],
)
def test_a_mistake_names_its_key(table: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        source(f"[source.sitemap]\n{table}")

    assert message in str(caught.value)


def test_the_table_needs_its_profile() -> None:
    text = HEAD.replace('profile = "sitemap"\n', "") + "[source.sitemap]\n"

    with pytest.raises(ConfigError, match="profile"):
        parse(text)


def test_all_mistakes_are_reported_at_once() -> None:
    text = (
        HEAD + '[source.sitemap]\ninclude = ["("]\npage = "x"\n[[source]]\nslug = "Bad"\nurl = "https://a.org/"\n'
    )

    assert len(mistakes_in(text)) == 3
