"""The configuration key `witness`, and its change."""

from __future__ import annotations

import pytest

from fakes.site import Answer
from fakes.sitemaps import urlset
from fakes.watched import Watched, page
from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError


def test_another_witness_is_requested_at_once_and_results_of_the_first_do_not_count(house: Watched) -> None:
    house.poll()
    house.list_pages(*range(13))
    for _ in range(3):
        house.poll_later(13)
    assert house.unseen()

    house.source_keys = f'witness = "{house.site.origin}/news-sitemap.xml"'
    assert house.unseen() == []
    house.site.answer(
        Answer(body=urlset(f"{house.site.origin}{page(at)}" for at in range(11))), "/news-sitemap.xml"
    )
    house.poll_later(1)
    assert house.problem() == ""
    house.source_keys = ""
    assert house.health().witness is None


@pytest.mark.parametrize(
    "witness",
    ["https://www.example.org/sitemap.xml", "https://www.ilo.org:8443/sitemap.xml", "sitemap.xml", "ftp://x/"],
)
def test_a_witness_of_another_site_is_an_error(witness: str) -> None:
    text = f'[[source]]\nslug = "news"\nurl = "https://www.ilo.org/news"\nwitness = "{witness}"\n'

    with pytest.raises(ConfigError, match=r"source news: witness is .*; allowed is .*sitemap on the site"):
        parse(text)


def test_a_witness_changes_nothing_of_how_the_page_is_read() -> None:
    text = '[[source]]\nslug = "news"\nurl = "https://www.ilo.org/news"\n'

    without = parse(text).sources[0]
    having = parse(f'{text}witness = "https://ilo.org/sitemap.xml"\n').sources[0]

    assert having.witness == "https://ilo.org/sitemap.xml"
    assert having.digest == without.digest
