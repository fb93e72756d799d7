"""The subscription lists: every feed is in feeds.opml, and no joint feed is in sources.opml."""

from __future__ import annotations

import pytest
from lxml import etree

from fakes.house import House
from fakes.pages import ilo_list
from ilofeed.app import queries
from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError
from ilofeed.core.opml_names import NAMESPACE
from ilofeed.publish.render import FORMATS
from ilofeed.publish.validate import read
from publish.house_lists import OTHER, listed

BASE = "https://feeds.example.org/"


@pytest.fixture
def joined(house: House) -> House:
    """A house with a second source, a filtered feed, and a feed of revisions."""
    house.site.show(ilo_list([listed(71, "SCORE elsewhere")]), OTHER)
    house.sources["other"] = house.site.origin + OTHER
    house.source_keys = "revisions = true"
    house.more = '[[feed]]\nslug = "score"\ninclude = ["SCORE"]\n'
    return house


def feeds_in(house: House, name: str) -> list[str]:
    """Return the slugs of the feeds in the list *name*, in its order."""
    outlines = etree.parse(house.output / f"{name}.opml").iter("outline")
    return [str(each.get("xmlUrl")).removeprefix(BASE).removesuffix(".rss") for each in outlines]


def edit(house: House) -> None:
    house.site.show(ilo_list([listed(71, "SCORE in another place")]), OTHER)


def test_joint_feeds_come_first_in_the_list_of_all_feeds(joined: House) -> None:
    joined.poll()

    assert feeds_in(joined, "feeds") == ["all", "score", "news", "other"]


def test_the_list_of_sources_has_no_joint_feed(joined: House) -> None:
    joined.poll()

    assert feeds_in(joined, "sources") == ["news", "other"]


def test_the_edits_of_a_source_are_in_both_lists(joined: House) -> None:
    joined.poll()
    edit(joined)
    joined.poll()

    joined.poll()  # the feed of edits is new, and the lists follow it

    assert feeds_in(joined, "feeds") == ["all", "score", "news", "other", "other.revisions"]
    assert feeds_in(joined, "sources") == ["news", "other", "other.revisions"]


def test_the_lists_name_what_they_are(joined: House) -> None:
    joined.poll()

    titles = [etree.parse(joined.output / f"{name}.opml").findtext("head/title") for name in ("feeds", "sources")]
    assert titles == ["Feeds", "Sources"]


def test_an_edit_changes_no_list(joined: House) -> None:
    joined.source_keys = ""
    joined.poll()
    before = {name: found for name, found in joined.files().items() if name.endswith(".opml")}
    edit(joined)

    joined.poll()

    assert len(before) == 2
    assert {name: found for name, found in joined.files().items() if name.endswith(".opml")} == before


def test_without_addresses_there_are_no_lists(joined: House) -> None:
    joined.base_url = ""

    joined.poll()

    assert not list(joined.output.glob("*.opml"))


@pytest.mark.parametrize("slug", ["feeds", "sources"])
def test_no_feed_takes_the_name_of_a_list(slug: str) -> None:
    with pytest.raises(ConfigError, match=f"slug is '{slug}'; allowed is a name other than"):
        parse(f'[[source]]\nslug = "{slug}"\nurl = "https://www.example.org/"\n')


@pytest.mark.parametrize("slug", ["favicon", "sources"])
def test_a_feed_that_had_the_name_of_another_document_keeps_its_addresses(house: House, slug: str) -> None:
    house.source_keys = f'former = ["{slug}"]'

    house.poll()

    files = house.files()
    for format in FORMATS:
        document, _ = files[f"news.{format}"]
        place = f"{BASE}news.{format}".encode()
        assert files[f"{slug}.{format}"][0] == document.replace(place, place.replace(b"news", slug.encode()))
    assert feeds_in(house, "sources") == ["news"]
    assert files["favicon.svg"][0].startswith(b"<svg")


def test_the_list_that_is_exported_has_all_feeds_and_the_pages_of_sources(joined: House) -> None:
    joined.poll()

    with joined.app() as app:
        whole, one = queries.subscriptions(app), queries.subscriptions(app, app.config.plan("score"))

    outlines = list(etree.fromstring(whole).iter("outline"))
    assert [str(each.get("xmlUrl")).removeprefix(BASE) for each in outlines] == [
        "all.rss",
        "score.rss",
        "news.rss",
        "news.revisions.rss",
        "other.rss",
        "other.revisions.rss",
    ]
    slug, page = (f"{{{NAMESPACE}}}{name}" for name in ("slug", "url"))
    assert {each.get(slug): each.get(page) for each in outlines if slug in each.attrib} == joined.sources
    assert NAMESPACE.encode() not in one
    assert [read(document).findings for document in (whole, one)] == [[], []]
    assert NAMESPACE not in (joined.output / "feeds.opml").read_text()
