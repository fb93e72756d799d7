"""Lists of addresses to watch: one a line, or subscription lists of readers. Everything in them is hostile."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.config.address_list import MAX_ADDRESSES, MAX_BYTES, WantedPage, pages
from ilofeed.core.errors import ConfigError

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>Mine</title></head><body>'
END = "</body></opml>"
OURS = 'xmlns:x="urn:x-ilofeed:source"'


def opml(outlines: str) -> tuple[WantedPage, ...]:
    return pages(f"{HEAD}{outlines}{END}".encode(), "list.opml")


def test_a_list_has_one_address_a_line_with_comments_and_blank_lines() -> None:
    text = "\ufeff# mine\r\nhttps://a.example/\r\n\r\n  www.b.example/x#top  # the second\nilo:news\t# a list\n"

    found = pages(text.encode(), "list.txt")

    assert [(page.target, page.place) for page in found] == [
        ("https://a.example/", "line 2"),
        ("www.b.example/x#top", "line 4"),
        ("ilo:news", "line 5"),
    ]


def test_outlines_within_outlines_are_read_in_their_order_with_their_titles() -> None:
    found = opml(
        '<outline text="Folder"><outline title="A &amp;amp; B" text="no" type="rss" xmlUrl="https://a.example/rss"'
        ' htmlUrl="https://a.example/"/><outline text="Deeper"><outline text="B" XMLURL="https://b.example/rss"/>'
        '</outline></outline><outline type="link" text="C" url="https://c.example/"/>'
    )

    assert found == (
        WantedPage(target="https://a.example/rss", fallback="https://a.example/", title="A & B", place="line 2"),
        WantedPage(target="https://b.example/rss", title="B", place="line 2"),
        WantedPage(target="https://c.example/", title="C", place="line 2"),
    )


@pytest.mark.parametrize(
    "outline",
    [
        '<outline text="A note"/>',
        '<outline text="Another list" type="include" url="https://a.example/list.opml"/>',
        '<outline text="Off" isComment="true" xmlUrl="https://a.example/rss"/>',
        '<outline isComment="true"><outline text="Below" xmlUrl="https://a.example/rss"/></outline>',
    ],
)
def test_notes_comments_and_other_lists_name_no_page(outline: str) -> None:
    found = opml(f'{outline}<outline text="B" xmlUrl="https://b.example/rss"/>')

    assert [page.target for page in found] == ["https://b.example/rss"]


def test_an_address_is_no_title() -> None:
    (found,) = opml('<outline text="https://a.example/rss" xmlUrl="https://a.example/rss"/>')

    assert found.title == ""


def test_a_list_of_our_own_names_the_pages_of_its_sources_and_no_joint_feed() -> None:
    found = opml(
        f'<outline {OURS} text="All" xmlUrl="https://f.example/all.rss"/><outline {OURS} x:slug="news"'
        ' x:url="https://a.example/api" text="News" xmlUrl="https://f.example/n.rss" htmlUrl="https://a.example/"/>'
        f'<outline {OURS} x:slug="new" x:url="https://b.example/" text="new" xmlUrl="https://f.example/new.rss"/>'
    )

    assert found == (
        WantedPage(target="https://a.example/api", title="News", slug="news", place="line 2"),
        WantedPage(target="https://b.example/", slug="new", place="line 2"),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_subscription_list_may_have_any_usual_encoding(encoding: str) -> None:
    text = f"{HEAD}<outline text='Actualités' xmlUrl='https://a.example/'/>{END}".replace("UTF-8", encoding)

    (found,) = pages(text.encode(encoding), "list.opml")

    assert found.title == "Actualités"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "names no page"),
        (b"# nothing yet\n", "names no page"),
        (f"{HEAD}{END}".encode(), "names no page"),
        (b"https://a.example/\n\xff\xfe", "line 2 is not UTF-8"),
        (b"<html><body>", "no subscription list"),
        (b"<opml><body><outline text='a' xmlUrl='https://a.example/?a&b'/></body></opml>", "line 1, column "),
        (f"{HEAD}<outline xmlUrl='https://a.example/'>".encode(), "no well-formed XML"),
        (b'<?xml version="1.0" encoding="x-none"?><opml/>', "save it as UTF-8"),
        (codecs.BOM_UTF16_LE + b"<\0", "no well-formed XML"),
        (b"a" * (MAX_BYTES + 1), "more than"),
        (b"a.example/\n" * (MAX_ADDRESSES + 1), "more than"),
        (f"{HEAD}{'<outline>' * 60}{'</outline>' * 60}{END}".encode(), "nested deeper"),
        (f"{HEAD}{'<outline/>' * 10 * MAX_ADDRESSES}{END}".encode(), "more than"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline text="&a;"/></body></opml>', "entities"),
        (b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/hostname">]><opml>&a;</opml>', "entities"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_list_that_is_none_or_is_hostile_is_refused_with_the_reason(data: bytes, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem) as refused:
        pages(data, "list")

    assert str(refused.value).startswith("list")


def test_a_document_type_without_entities_is_no_obstacle() -> None:
    text = f"{HEAD}<outline text='a' xmlUrl='https://a.example/'/>{END}"
    typed = text.replace("<opml", '<!DOCTYPE opml SYSTEM "http://a.example/opml.dtd"><opml')

    assert pages(typed.encode(), "list") == pages(text.encode(), "list")


@given(st.binary(max_size=200), st.sampled_from([b"", b"<opml>", HEAD.encode(), b"\xff\xfe"]))
def test_whatever_a_file_holds_it_is_read_or_refused(data: bytes, before: bytes) -> None:
    try:
        found = pages(before + data, "list")
    except ConfigError:
        return

    assert all(page.target or page.slug for page in found)
