# ruff: noqa: E501 - markup
"""A bad byte or character costs itself, not the item or the page that it is in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Item, Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry

URL = "https://www.site.example/news"
UTF_8 = "text/html; charset=utf-8"
SELECTORS = Selectors(item="li", title="a", date=".date", summary=".summary", kicker=".kicker", place=".place")

# How each profile finds one item among others; "%s" is its title.
PAGES = {
    "auto": b"<ul>%s<li><a href='/n/1'>Rules on asbestos at work</a> <i>3 May 2024</i>"
    b"<li><a href='/n/2'>Rules on noise at work</a> <i>2 May 2024</i></ul>",
    "selectors": b"<ul>%s</ul>",
    "ilo-list": b"<ol class='item-list'>%s</ol>",
    "ilo-cards": b"<html>%s",
    "text": b"News\n\n%s",
}
ITEMS = {
    "auto": b"<li><a href='/n/0'>%s</a> <i>4 May 2024</i></li>",
    "selectors": b"<li><a href='/n/0'>%s</a> <i class=date>4 May 2024</i></li>",
    "ilo-list": b"<li><h5 class='item-title'><a href='/WCMS_1/lang--en/index.htm'>%s</a></h5><p>4 May 2024</p></li>",
    "ilo-cards": (
        b"<div class='ilo--card'><a class='ilo--card--link' href='/resource/news/fair-wages-for-all'></a>"
        b"<p class='ilo--card--title'>%s</p><time class='ilo--card--date' datetime='2024-05-04'>4 May 2024</time></div>"
    ),
    "text": b"1. %s\n   4 May 2024\n   A summary.\n",
}
BAD = [b"\x00", b"\x01", b"\x08", b"\x1b", b"\x7f", b"\xc2\x81", b"\xff", b"\xed\xa0\x80", b"\xef\xbf\xbe", b"\xef\xbf\xbd", b"\xf4\x90\x80\x80", b"\xc0\x80"]  # fmt: skip
REFERENCES = [b"&#0;", b"&#1;", b"&#x1b;", b"&#129;", b"&#xd800;", b"&#xfffe;", b"&#x1fffe;", b"&#x110000;", b"&#xfffd;"]  # fmt: skip
IN_MARKUP = [(profile, bad) for profile in ("auto", "selectors", "ilo-list", "ilo-cards") for bad in REFERENCES]
ANYWHERE = [(profile, bad) for profile in PAGES for bad in BAD]


def read(body: bytes, profile: str = "auto", content_type: str = UTF_8) -> Extraction:
    return registry.extract(
        Page(url=URL, body=body, content_type=content_type), profile, selectors=SELECTORS, language="en"
    )


def titled(profile: str, title: bytes) -> Item:
    return read(PAGES[profile] % (ITEMS[profile] % title), profile).items[0]


@pytest.mark.parametrize(("profile", "bad"), ANYWHERE + IN_MARKUP)
def test_a_bad_character_beside_a_blank_goes(profile: str, bad: bytes) -> None:
    item = titled(profile, b"Fair wages " + bad + b" for seafarers")

    assert (item.title, str(item.published)) == ("Fair wages for seafarers", "2024-05-04")


@pytest.mark.parametrize(("profile", "bad"), ANYWHERE + IN_MARKUP)
def test_a_bad_character_between_words_becomes_a_blank(profile: str, bad: bytes) -> None:
    assert titled(profile, b"Fair wages" + bad + b"for seafarers").title == "Fair wages for seafarers"


@pytest.mark.parametrize("profile", ["selectors", "ilo-list", "ilo-cards"])
@pytest.mark.parametrize("bad", [b"\x00", b"\xff", b"&#xd800;"])
def test_a_bad_character_between_elements_goes(profile: str, bad: bytes) -> None:
    item = titled(profile, b"<b>Fair</b>" + bad + b"<i>wages</i>" + bad + b" for <em>" + bad + b"seafarers</em>")

    assert item.title == "Fair wages for seafarers"


def test_every_field_is_freed_from_bad_characters() -> None:
    body = (
        b"<ul><li><p class=kicker>Press\x00 release</p><a href='/n/\x00one?a=\x00b'>Title</a><p class=date>4\x00 May 2024"
        b"<p class=place>Gene\xc2\xadva\x01, Switzer\xef\xbf\xbdland<p class=summary>One\x0ctwo\x00three</ul>"
    )

    item = read(body, "selectors").items[0]

    assert (item.kicker, item.place, item.summary) == ("Press release", "Geneva, Switzer land", "One two three")
    assert (item.date_text, str(item.published)) == ("4 May 2024", "2024-05-04")
    assert item.link == "https://www.site.example/n/one?a=b"


@pytest.mark.parametrize("bad", BAD)
def test_a_date_with_a_bad_character_is_a_date(bad: bytes) -> None:
    body = b"<ul><li><a href='/n/0'>Title</a><p class=date>4" + bad + b" May" + bad + b"2024</ul>"

    assert str(read(body, "selectors").items[0].published) == "2024-05-04"


@pytest.mark.parametrize(
    "where", [b"<html>\x00", b"<!-- \x00 -->", b"<p title='\x00'>", b"<script>\x00</script>", b"\x00"]
)
def test_a_nul_byte_anywhere_is_no_reason_to_refuse_a_page(where: bytes) -> None:
    body = where + PAGES["auto"] % (ITEMS["auto"] % b"Fair wages for seafarers")

    assert len(read(body).items) == 3


def test_columns_filled_up_with_nul_are_text() -> None:
    title = b"Fair wages for seafarers".ljust(255, b"\x00")

    assert titled("auto", title).title == "Fair wages for seafarers"


@pytest.mark.parametrize(
    "reference_and_letter", [(b"&#146;", "’"), (b"&#150;", "–"), (b"\xc2\x92", "’"), (b"&#128;", "€")]
)
def test_a_control_that_browsers_show_as_a_letter_is_that_letter(reference_and_letter: tuple[bytes, str]) -> None:
    reference, letter = reference_and_letter

    assert titled("auto", b"The seafarers" + reference + b" wages").title == f"The seafarers{letter} wages"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("労働者の\x00権利", "労働者の権利"),
        ("สิทธิ\x00แรงงาน", "สิทธิแรงงาน"),
        ("노동자\x00권리", "노동자 권리"),
        ("Права\x00рабочих", "Права рабочих"),
        ("F\x00a\x00i\x00r \x00w\x00a\x00g\x00e\x00s", "Fair wages"),
        ("Plan\x00B", "Plan B"),
    ],
)
def test_only_words_that_would_run_together_are_parted(title: str, shown: str) -> None:
    assert titled("selectors", title.encode()).title == shown


@pytest.mark.parametrize(
    ("title", "is_read"),
    [
        ("\ufffd" * 10, False),
        ("\ufffd\ufffdir w\ufffd\ufffd\ufffd\ufffd", False),
        ("Fair w\ufffd\ufffd\ufffd\ufffd", True),
        ("\ufffd\ufffd, 5 \ufffd", False),
        ("\x00" * 10, False),
    ],
)
def test_what_is_mostly_undecodable_is_left_out_and_its_neighbours_stay(title: str, is_read: bool) -> None:  # noqa: FBT001 - a parameter of the test
    body = PAGES["selectors"] % (ITEMS["selectors"] % title.encode() + b"<li><a href='/n/1'>Title</a></li>")

    found = read(body, "selectors")

    assert len(found.items) == 1 + is_read
    reasons = [] if is_read else ["garbled"] if "\ufffd" in title else ["no_title"]
    assert [each.reason for each in found.skipped] == reasons


def test_a_summary_that_is_mostly_undecodable_is_left_out() -> None:
    body = "<ul><li><a href='/n/0'>Title</a><p class=summary>a \ufffd\ufffd\ufffd</p></ul>".encode()

    assert read(body, "selectors").items[0].summary == ""


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("労働者の権利、ディーセント・ワーク", b"\xff"),
        ("労働者の権利、ディーセント・ワーク", b"\xe5\x8a"),
        ("Охрана труда и занятость", b"\xfe"),
        ("العمل اللائق والحماية", b"\xd8"),
        ("L’égalité à Genève", b"\xff"),
        ("L’égalité à Genève", b"\xc3"),
        ("L’égalité à Genève", b"\xe2\x80"),
    ],
)
@pytest.mark.parametrize("label", ["utf-8", "koi8-r", "shift_jis", "windows-1252", ""])
def test_a_bad_byte_does_not_shift_the_encoding_of_its_neighbours(text: str, bad: bytes, label: str) -> None:
    others = "".join(f"<li><a href='/n/{number}'>{text} {number}</a>" for number in range(1, 9)).encode()
    body = (
        b"<ul><li><a href='/n/0'>"
        + text.encode()
        + b" "
        + bad
        + b" "
        + text.encode()
        + b"</a>"
        + others
        + b"</ul>"
    )

    found = read(body, "selectors", f"text/html; charset={label}")

    assert [item.title for item in found.items] == [f"{text} {text}", *(f"{text} {n}" for n in range(1, 9))]


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n" + b"words " * 100,
        b"PK\x03\x04" + b"<p>words " * 100,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        bytes(range(256)) * 20,
        b"<p>" + bytes(range(256)) * 20,
        "<p>words</p>".encode("utf-16-le") * 20,
        b"<html><p>" + b"\x00\x01\x02\x03" * 100,
    ],
)
@pytest.mark.parametrize("profile", ["auto", "text", "ilo-list"])
def test_a_file_that_is_no_text_is_no_page(body: bytes, profile: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(body, profile)

    assert caught.value.reason == "not_html"


_ILLEGAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]")


@given(
    st.lists(st.one_of(st.sampled_from(BAD + REFERENCES), st.binary(max_size=3)), max_size=8),
    st.sampled_from(sorted(PAGES)),
    st.sampled_from([UTF_8, "", "text/html; charset=shift_jis", "text/html; charset=windows-1251"]),
)
def test_no_field_ever_holds_a_bad_character(noise: list[bytes], profile: str, content_type: str) -> None:
    body = PAGES[profile] % (ITEMS[profile] % b" words ".join([b"", *noise, b""]))

    try:
        found = read(body, profile, content_type)
    except ExtractError:
        return

    for item in found.items:
        for words in (item.title, item.summary, item.kicker, item.place, item.link, item.image, item.date_text):
            assert _ILLEGAL.search(words or "") is None


@pytest.mark.parametrize("profile", ["auto", "ilo-list", "ilo-cards", "text"])
def test_a_title_that_is_mostly_undecodable_is_left_out_in_every_profile(profile: str) -> None:
    wrong = ITEMS[profile] % "Fa\ufffd\ufffd w\ufffd\ufffd\ufffd\ufffd".encode()
    right = (ITEMS[profile] % b"Fair wages for all").replace(b"/n/0", b"/n/9").replace(b"WCMS_1/", b"WCMS_9/")
    right = right.replace(b"fair-wages", b"other-wages").replace(b"1. ", b"2. ")

    found = read(PAGES[profile] % (wrong + right), profile)

    assert [(each.number, each.reason) for each in found.skipped] == [(1, "garbled")]
    assert found.items[0].title == "Fair wages for all"
