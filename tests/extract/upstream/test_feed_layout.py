"""A feed in any of the three formats gives the same items."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from extract.upstream.reading import data_of, every_format, read
from fakes.feeds import FEED, HOME, Post, atom, json_feed, posts, rss
from ilofeed.core.item_data import Enclosure


@every_format
def test_the_items_of_a_feed_have_title_link_time_id_and_text(made: Callable[..., str]) -> None:
    post = Post(number=2, title="Tides & <storms>", summary="Of the week", html="<p>Take <b>care</b>.</p>")

    found = read(made([post]))

    (item,) = found.items
    assert (item.title, item.link, item.summary) == ("Tides & <storms>", f"{HOME}posts/2", "Of the week")
    assert item.published == date(2026, 11, 3)
    assert data_of(item).at == datetime(2026, 11, 3, 8, 17, 30, tzinfo=UTC)
    assert data_of(item).name == "tag:harbour.example.org,2026:2"
    assert data_of(item).html == "<p>Take <b>care</b>.</p>"
    assert (found.profile, found.title, found.language) == ("feed", "Harbour office", "en")


@every_format
def test_the_newest_item_is_the_first_one_in_whatever_order_the_feed_has(made: Callable[..., str]) -> None:
    found = read(made(posts([2, 4, 1, 3])))

    assert [item.link.rpartition("/")[2] for item in found.items] == ["4", "3", "2", "1"]
    assert [item.number for item in found.items] == [1, 2, 3, 4]


def test_a_feed_with_an_item_without_a_date_keeps_its_order() -> None:
    feed = rss(posts([2, 4, 1])).replace("<pubDate>Thu, 05 Nov 2026 08:19:30 +0000</pubDate>", "")

    assert [item.link.rpartition("/")[2] for item in read(feed).items] == ["2", "4", "1"]


@every_format
def test_an_id_that_two_items_have_is_the_id_of_neither(made: Callable[..., str]) -> None:
    feed = made([Post(number=1, guid="same"), Post(number=2, guid="same"), Post(number=3)])

    assert [data_of(item).name for item in read(feed).items] == ["tag:harbour.example.org,2026:3", "", ""]


def test_the_guid_of_rss_is_kept_as_it_is_written() -> None:
    feed = rss(posts([1])).replace(' isPermaLink="false"', "").replace("tag:harbour.example.org,2026:1", "post 1")

    assert data_of(read(feed).items[0]).name == "post 1"


def test_files_categories_authors_and_pictures_of_rss_are_read() -> None:
    more = (
        '<enclosure url="/sound/1.mp3" type="Audio/MPEG" length="1234"/><category>Port</category>'
        "<category> Port </category><category>Weather</category><author>desk@example.org (A. N. Author)</author>"
        '<media:content url="/one.jpg" medium="image"/><media:thumbnail url="/small.jpg"/>'
    )

    (item,) = read(rss([Post(number=1, more=more)])).items

    assert data_of(item).enclosures == (Enclosure(url=f"{HOME}sound/1.mp3", type="audio/mpeg", length=1234),)
    assert data_of(item).categories == ("Port", "Weather")
    assert (item.author, item.image) == ("A. N. Author", f"{HOME}one.jpg")


def test_files_categories_authors_and_pictures_of_atom_are_read() -> None:
    more = (
        '<link rel="enclosure" href="1.mp3" type="audio/mpeg"/><category term="port" label="Port"/>'
        "<author><name>A. N. Author</name></author><author><name>B. Author</name><email>b@example.org</email></author>"
        '<link rel="enclosure" href="1.png" type="image/png" length="7"/>'
    )

    (item,) = read(atom([Post(number=1, more=more)])).items

    assert data_of(item).enclosures == (Enclosure(url=f"{HOME}1.mp3", type="audio/mpeg"),)
    assert data_of(item).categories == ("Port",)
    assert (item.author, item.image) == ("A. N. Author, B. Author", f"{HOME}1.png")


def test_files_categories_authors_and_pictures_of_json_are_read() -> None:
    more = (
        '{"attachments": [{"url": "1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234.0}], "tags": ["Port"],'
        ' "authors": [{"name": "A. N. Author"}, {"url": "https://example.org/"}], "image": "/1.png"}'
    )

    (item,) = read(json_feed([Post(number=1, more=more)])).items

    assert data_of(item).enclosures == (Enclosure(url=f"{HOME}1.mp3", type="audio/mpeg", length=1234),)
    assert data_of(item).categories == ("Port",)
    assert (item.author, item.image) == ("A. N. Author", f"{HOME}1.png")


@pytest.mark.parametrize(
    ("attributes", "file"),
    [
        ('type="mp3" length="about 5"', Enclosure(url=f"{HOME}1.mp3")),
        ('type="audio/&lt;x&gt;" length="0"', Enclosure(url=f"{HOME}1.mp3")),
        ('type="audio/mpeg; codecs=x" length="-7"', Enclosure(url=f"{HOME}1.mp3", type="audio/mpeg")),
        ('length="999999999999999999"', Enclosure(url=f"{HOME}1.mp3")),
    ],
)
def test_what_is_no_type_or_length_of_a_file_is_left_out(attributes: str, file: Enclosure) -> None:
    (item,) = read(rss([Post(number=1, more=f'<enclosure url="/1.mp3" {attributes}/>')])).items

    assert data_of(item).enclosures == (file,)


def test_the_description_of_a_file_is_not_that_of_the_item() -> None:
    more = "<media:group><media:description>Of the picture</media:description></media:group>"

    (item,) = read(rss([Post(number=1, summary="Of the &lt;week&gt;", more=more)])).items

    assert item.summary == "Of the <week>"


def test_the_second_description_of_a_podcast_is_no_text() -> None:
    more = '<itunes:summary xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">The week</itunes:summary>'

    (item,) = read(rss([Post(number=1, summary="Of the week", more=more)])).items

    assert (item.summary, data_of(item).html) == ("Of the week", "")


def test_a_picture_as_the_content_is_no_text() -> None:
    (item,) = read(atom([Post(number=1, more='<content type="image/png">aGVsbG8=</content>')])).items

    assert (item.summary, data_of(item).html) == ("", "")


def test_an_episode_without_a_page_leads_to_its_file() -> None:
    post = Post(number=1, more='<enclosure url="/1.mp3" type="audio/mpeg" length="7"/>')
    feed = rss([post]).replace(f"<link>{HOME}posts/1</link>", "")

    assert [item.link for item in read(feed).items] == [f"{HOME}1.mp3"]


def test_the_date_of_the_last_change_alone_never_makes_an_edit() -> None:
    feed = atom(posts([1])).replace("<published>2026-11-02T08:16:30+00:00</published>", "")

    (item,) = read(feed).items

    assert (item.published, item.date_margin) == (date(2026, 11, 2), 36_500)
    assert data_of(item).at == data_of(item).changed == datetime(2026, 11, 2, 8, 16, 30, tzinfo=UTC)


def test_the_only_date_of_an_old_rss_item_is_that_of_its_publication() -> None:
    feed = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{FEED}"><title>Harbour</title></channel>'
        f'<item rdf:about="{HOME}1"><title>One</title><link>{HOME}1</link>'
        "<dc:date>2026-11-02T08:16:30Z</dc:date></item>"
        "</rdf:RDF>"
    )

    (item,) = read(feed).items

    assert (item.published, item.date_margin) == (date(2026, 11, 2), None)
    assert data_of(item).name == f"{HOME}1"


@pytest.mark.parametrize(
    ("written", "day"),
    [("Mon, 2 Nov 2026", 2), ("2026-11-02T00:00:00+01:00", 2), ("2 novembre 2026", 2), ("soon", None)],
)
def test_a_date_without_a_time_is_that_date(written: str, day: int | None) -> None:
    feed = rss(posts([1])).replace("Mon, 02 Nov 2026 08:16:30 +0000", written)

    (item,) = read(feed).items

    assert item.published == (date(2026, 11, day) if day else None)
    assert data_of(item).at is None


def test_a_long_description_is_the_text_and_begins_the_summary() -> None:
    words = "Take care of the tide. " * 60
    (item,) = read(rss([Post(number=1, summary=f"<p>{words}</p><p>Last words.</p>")])).items

    assert item.summary.startswith("Take care of the tide. Take care")
    assert len(item.summary) <= 500
    assert data_of(item).html.endswith("<p>Last words.</p>")


def test_a_short_description_without_markup_is_the_summary_alone() -> None:
    (item,) = read(rss([Post(number=1, summary="Tides &amp; storms")])).items

    assert (item.summary, data_of(item).html) == ("Tides & storms", "")


def test_the_text_is_the_summary_if_there_is_no_other() -> None:
    (item,) = read(atom([Post(number=1, html="<p>Take <b>care</b>.</p><p>Now.</p>")])).items

    assert item.summary == "Take care. Now."


def test_relative_addresses_in_a_text_are_those_of_the_feed_or_of_its_xml_base() -> None:
    elsewhere = '<content type="html" xml:base="https://example.net/a/">&lt;a href="b">c&lt;/a></content>'

    here, there = read(
        atom(
            [
                Post(number=2, html='<a href="tide">tide</a>'),
                Post(number=1, more=elsewhere),
            ]
        )
    ).items

    assert data_of(here).html == f'<a href="{HOME}tide">tide</a>'
    assert data_of(there).html == '<a href="https://example.net/a/b">c</a>'


@pytest.mark.parametrize("relation", ["next", "prev-archive"])
def test_older_documents_of_a_feed_are_its_next_pages(relation: str) -> None:
    link = f'<atom:link rel="{relation}" href="{FEED}?page=2"/>'

    assert read(rss(posts([1]), head=link)).next == f"{FEED}?page=2"
    assert read(atom(posts([1]), head=link.replace("atom:", ""))).next == f"{FEED}?page=2"
    assert read(json_feed(posts([1]), next_url="?page=2")).next == f"{FEED}?page=2"


@pytest.mark.parametrize("href", ["https://example.net/feed?page=2", "javascript:1", FEED, ""])
def test_a_next_page_elsewhere_is_none(href: str) -> None:
    assert read(json_feed(posts([1]), next_url=href)).next is None
