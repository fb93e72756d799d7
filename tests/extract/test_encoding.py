"""Nothing garbled is ever published, whatever a page says of its bytes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.models import Page
from ilofeed.extract import registry
from ilofeed.extract.encoding import decode

FRENCH = "L’égalité – « Réunion » à Genève : 5 €"


def meta(charset: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body><p>'


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1252", "shift_jis", "nonsense"])
def test_valid_utf_8_wins_over_any_label(label: str) -> None:
    assert decode((meta(label) + FRENCH).encode(), f"text/html; charset={label}").endswith(FRENCH)


@pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "windows-1252", "us-ascii", "utf-8", "nonsense"])
def test_latin_1_means_windows_1252(label: str) -> None:
    assert decode(FRENCH.encode("cp1252"), f"text/html; charset={label}") == FRENCH


def test_the_header_wins_over_the_meta_element() -> None:
    body = (meta("koi8-r") + "Труд").encode("cp1251")

    assert decode(body, "text/html; charset=windows-1251").endswith("Труд")


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("労働者の権利、ディーセント・ワーク", "shift_jis"),
        ("労働者の権利、ディーセント・ワーク", "euc-jp"),
        ("労働者の権利、ディーセント・ワーク", "iso-2022-jp"),
        ("Охрана труда и занятость", "windows-1251"),
        ("Охрана труда и занятость", "koi8-r"),
        ("العمل اللائق والحماية", "windows-1256"),
        ("劳动者权益和体面劳动", "gb2312"),
        ("勞動者權益", "big5"),
        ("İş güvenliği ve çalışma", "iso-8859-9"),
        ("Zażółć gęślą jaźń", "iso-8859-2"),
    ],
)
def test_what_a_page_declares_is_believed_where_it_is_no_utf_8(text: str, charset: str) -> None:
    body = (meta(charset) + text).encode(charset)

    assert decode(body, "text/html").endswith(text)
    assert decode(text.encode(charset), f"text/html; charset={charset}") == text


@pytest.mark.parametrize(
    ("mark", "charset"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_byte_order_mark_wins_over_everything(mark: bytes, charset: str) -> None:
    assert decode(mark + FRENCH.encode(charset), "text/html; charset=koi8-r") == FRENCH


def test_a_page_pasted_together_is_read_piece_by_piece() -> None:
    body = (
        "<p>Égalité</p>".encode("cp1252") + "<p>Égalité – “droit”</p>".encode() + "<p>Santé</p>".encode("cp1252")
    )

    assert decode(body, "text/html; charset=iso-8859-1") == "<p>Égalité</p><p>Égalité – “droit”</p><p>Santé</p>"


def test_a_piece_that_is_both_is_read_letter_by_letter() -> None:
    assert decode("é – ".encode("cp1252") + "é – “”".encode()) == "é – é – “”"


def test_a_capital_before_a_no_break_blank_is_no_utf_8() -> None:
    # Its two bytes are valid UTF-8 as well, for a letter of the phonetic alphabet.
    assert (
        decode("SANTÉ\u00a0: le bilan".encode("cp1252"), "text/html; charset=iso-8859-1")
        == "SANTÉ\u00a0: le bilan"
    )


def test_an_item_that_no_encoding_explains_is_left_out_and_its_neighbours_stay() -> None:
    def item(number: int, title: bytes) -> bytes:
        link = f'<a href="/WCMS_{number}/lang--ja/index.htm">'.encode()
        return b'<li><h5 class="item-title">' + link + title + b"</a></h5><p>2023/06/13</p></li>"

    body = b'<ol class="item-list">' + item(1, "権利".encode()) + item(2, b"\xe6\xa8\xff\xfe") + b"</ol>"

    found = registry.extract(Page(url="https://www.ilo.org/", body=body, content_type="text/html; charset=euc-jp"))

    assert [each.title for each in found.items] == ["権利"]
    assert [(each.number, each.reason) for each in found.skipped] == [(2, "garbled")]


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "iso-8859-1", "shift_jis", "utf-16", "utf-7", "x"]))
def test_any_bytes_become_text(body: bytes, charset: str) -> None:
    assert isinstance(decode(body, f"text/html; charset={charset}"), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=50))
def test_utf_8_that_says_so_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=utf-8") == text


def test_a_piece_of_another_encoding_in_a_page_of_other_letters_is_not_taken_for_western() -> None:
    right = "<p>Охрана труда</p>" * 6
    body = right.encode() + "<p>Труд".encode("cp1251")

    assert decode(body, "text/html; charset=utf-8") == f"{right}<p>" + "\ufffd" * 4


def test_letters_of_utf_8_beside_a_bad_byte_count_without_a_label() -> None:
    assert decode("労働者の".encode() + b"\xff") == "労働者の\ufffd"
