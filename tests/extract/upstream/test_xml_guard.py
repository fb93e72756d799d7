"""XML that is dangerous, cut or broken does not reach feedparser; what is surely meant is mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.upstream.reading import data_of, read, refused
from fakes.feeds import FEED, Post, atom, json_feed, posts, rss
from ilofeed.core.errors import ExtractError
from ilofeed.extract import page_limits
from ilofeed.extract.upstream import xml_guard

THREE = rss(posts([3, 2, 1]))
ITEM = "<item><title>One</title><link>https://example.org/1</link>{}</item>"
CHANNEL = "<rss version='2.0'><channel><title>T</title>{}</channel></rss>"


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE rss [<!ENTITY quay "Quay">]>',
        '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % more SYSTEM "https://example.org/more.dtd"> %more;]>',
        "<!doctype rss [<!ELEMENT rss ANY>]>",
        '<!DOCTYPE rss SYSTEM "https://example.org/rss.dtd" []>',
    ],
)
def test_a_dtd_with_declarations_is_refused(dtd: str) -> None:
    error = refused(THREE.replace("<rss", f"{dtd}<rss", 1))

    assert error.reason in ("not_feed", "not_well_formed")


def test_an_entity_is_never_expanded() -> None:
    inner = "".join(f'<!ENTITY e{each} "&e{each - 1};&e{each - 1};">' for each in range(1, 4))
    feed = f'<!DOCTYPE rss [<!ENTITY e0 "quay ">{inner}]>' + CHANNEL.format(
        ITEM.format("<description>&e3;</description>")
    )

    assert str(refused(feed)) == f"{FEED} declares entities in a DTD, which no feed needs"


def test_the_doctype_of_old_rss_is_harmless_and_not_loaded() -> None:
    dtd = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "https://example.org/rss-0.91.dtd">'

    assert len(read(THREE.replace("<rss", f"{dtd}<rss", 1)).items) == 3


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("made", [rss, atom, json_feed], ids=["rss", "atom", "json"])
def test_a_feed_that_is_cut_off_is_not_read(made: Callable[..., str], share: float) -> None:
    whole = made(posts(range(20)))

    assert refused(whole[: int(len(whole) * share)]).reason == "truncated"


def test_a_feed_that_ends_between_two_items_is_cut_off_too() -> None:
    assert refused(THREE.rpartition("<item>")[0]).reason == "truncated"
    assert refused(THREE.removesuffix("</channel></rss>")).reason == "truncated"


@pytest.mark.parametrize("end", ["\n", "<!-- cached -->\n", "\n<!-- one --><!-- two -->"])
def test_what_follows_the_root_does_not_matter(end: str) -> None:
    assert len(read(THREE.replace("Harbour", "AT&T", 1) + end).items) == 3


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AT&T on the quay", "AT&T on the quay"),
        ("Caf&eacute; on the quay", "Café on the quay"),
        ("Quay&nbsp;3", "Quay 3"),
        ("Tides &unknown; storms", "Tides &unknown; storms"),
        ("Quay \x0b3\x1f", "Quay 3"),
        ("<![CDATA[Tides & storms]]>", "Tides & storms"),
        ("Tides & <![CDATA[storms & tides]]>", "Tides & storms & tides"),
        ("<dc:x>Quay</dc:x> 3", None),
    ],
)
def test_a_feed_that_is_surely_meant_is_mended(written: str, title: str | None) -> None:
    items = read(THREE.replace("Post 3 of the harbour office", written)).items

    assert len(items) == 3
    assert title is None or items[0].title == title


def test_prefixes_without_a_declaration_are_declared() -> None:
    feed = CHANNEL.format(ITEM.format("<dc:date>2026-11-02T08:16:30Z</dc:date><odd:thing>1</odd:thing>"))

    (item,) = read(feed).items

    assert data_of(item).at is not None


@pytest.mark.parametrize("before", ["\n\n", "\ufeff", " \ufeff\n"])
def test_blanks_before_the_declaration_do_not_matter(before: str) -> None:
    assert len(read(before + THREE).items) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_is_decoded_as_a_page_is(encoding: str) -> None:
    feed = rss([Post(number=1, title="Café – où")]).replace("utf-8", encoding)
    body = feed.replace("–", "-").encode(encoding)

    assert read(body, content_type="text/xml").items[0].title == "Café - où"


@pytest.mark.parametrize(
    "broken",
    [
        THREE.replace("</item>", "", 1),
        THREE.replace("<title>Post 3 of the harbour office</title>", "<title>Post 3", 1),
        THREE.replace("<description>", "</b><description>", 1),
    ],
)
def test_a_feed_whose_items_have_no_certain_borders_is_refused(broken: str) -> None:
    error = refused(broken)

    assert error.reason == "not_well_formed"
    assert "not certain; ask its operator to correct it" in str(error)


def test_an_end_tag_with_a_slip_ends_its_element() -> None:
    items = read(THREE.replace("</title>", "</titel>")).items

    assert [item.title for item in items] == [post.heading for post in posts([3, 2, 1])]


@pytest.mark.parametrize(
    "inside",
    [
        ITEM.format("<a>" * 101 + "</a>" * 101),
        ITEM.format("<category>Port</category>" * 301),
        ITEM.format(f"<author><![CDATA[{'a' * 301}]]></author>"),
        ITEM.format(f"<pubDate><![CDATA[{'1' * 301}]]></pubDate>"),
        ITEM.format(f"<content xml:base='{'a' * 2049}'/>"),
        ITEM.format(f"<media url='{'a' * 10_001}'/>"),
        ITEM.format("".join(f"<x xmlns:p{each}='urn:{each}'/>" for each in range(101))),
        ITEM.format("") * (page_limits.MAX_ITEMS + 1),
        "<x/>" * (page_limits.MAX_TAGS + 1),
    ],
)
def test_more_than_feeds_have_is_refused(inside: str) -> None:
    assert refused(CHANNEL.format(inside)).reason == "too_complex"


def test_a_list_of_hundreds_of_authors_is_cut() -> None:
    authors = ", ".join(f"B. Author &amp; {number}" for number in range(300))
    feed = CHANNEL.format(
        ITEM.format(f"<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>{authors}</dc:creator>")
    )

    (item,) = read(feed).items

    assert item.author is not None
    assert item.author.startswith("B. Author & 0, B. Author & 1, ")
    assert len(item.author) <= 200


def test_more_markup_than_can_be_sanitised_is_left_out() -> None:
    words = "<b>" * 3001
    (item,) = read(rss([Post(number=1, title="One", summary=words, html=words)])).items

    assert (item.summary, data_of(item).html) == ("", "")


def test_a_feed_with_too_much_markup_is_refused() -> None:
    assert refused(rss(Post(number=each, html="<b>" * 2999) for each in range(34))).reason == "too_complex"


def test_too_many_ampersands_are_not_mended() -> None:
    assert refused(CHANNEL.format(ITEM.format("& " * 100_001))).reason == "not_well_formed"


def test_a_mended_document_keeps_its_cdata_sections() -> None:
    feed = CHANNEL.format(ITEM.format("<description><![CDATA[a &nbsp; b & c <b>d</b>]]> & e</description>"))

    assert "<![CDATA[a &nbsp; b & c <b>d</b>]]> &amp; e" in xml_guard.checked(feed, FEED).text


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><p>Text</p>",
        '<p onclick="alert(1)">Text</p>',
        '<p>Text</p><iframe src="https://example.org/"></iframe>',
        '<p style="position:fixed">Text</p>',
        '<p>Text</p><img src="javascript:alert(1)">',
    ],
)
@pytest.mark.parametrize("made", [rss, atom, json_feed], ids=["rss", "atom", "json"])
def test_the_text_of_a_feed_has_only_what_our_policy_allows(made: Callable[..., str], html: str) -> None:
    feed = made([Post(number=1, html=html)])

    assert data_of(read(feed).items[0]).html.replace("<img>", "") == "<p>Text</p>"


def test_markup_in_an_xhtml_text_is_sanitised_alike() -> None:
    content = (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p onclick="x">Text</p>'
        "<script>1</script></div></content>"
    )

    assert data_of(read(atom([Post(number=1, more=content)])).items[0]).html == "<p>Text</p>"


def test_characters_that_xml_forbids_are_removed_before_anything_is_recovered() -> None:
    assert xml_guard.checked(THREE.replace("Post 3", "Post\x0b3\x1f"), FEED).text.count("Post 3 ") == 1


@pytest.mark.parametrize("reference", ["&#xd800;", "&#xDFFF;", "&#55357;"])
def test_a_reference_to_half_a_character_is_no_error(reference: str) -> None:
    text = THREE.replace("Post 3", f"Post{reference}3")

    assert xml_guard.checked(text, FEED).text.count("Post\ufffd3") == THREE.count("Post 3")


def test_feedparser_neither_sanitises_nor_resolves_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise AssertionError

    monkeypatch.setattr("feedparser.mixin._sanitize_html", fail)
    monkeypatch.setattr("feedparser.mixin.resolve_relative_uris", fail)

    assert len(read(rss([Post(number=1, html="<b>Text</b>")])).items) == 1


def test_an_error_of_feedparser_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise KeyError("odd")

    monkeypatch.setattr("feedparser.parse", fail)

    assert refused(THREE).reason == "not_feed"


def test_a_feed_of_which_feedparser_reads_fewer_items_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_guard._Reader, "result", lambda _: 4)

    with pytest.raises(ExtractError, match="has 4 items, of which feedparser reads 3"):
        read(THREE)
