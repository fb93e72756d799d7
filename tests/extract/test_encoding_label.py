"""The encoding of a page is what the WHATWG Encoding Standard makes of its labels, in the standard's order."""

from __future__ import annotations

import time
from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.extract.encoding import decode
from ilofeed.extract.encoding_label import declared_encoding

PYTHON_ONLY = sorted(
    {name for pair in aliases.items() for name in pair}
    | {
        "idna",
        "mbcs",
        "oem",
        "palmos",
        "punycode",
        "raw_unicode_escape",
        "undefined",
        "unicode_escape",
        "utf_8_sig",
    }
)
FOREIGN = [name for name in PYTHON_ONLY if name.lower() not in LABELS and name.replace("_", "-") not in LABELS]

LIST = Selectors(item="li", title="a")


def named(body: bytes = b"", content_type: str = "") -> str | None:
    found = declared_encoding(body, content_type)
    return found.name if found else None


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_of_the_standard_counts_in_the_header(label: str) -> None:
    assert named(content_type=f"text/html; charset={label}") == LABELS[label]
    assert named(content_type=f'text/html;Charset="{label.upper()}"; a=b') == LABELS[label]


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_of_the_standard_counts_in_markup(label: str) -> None:
    encoding = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252"}.get(
        LABELS[label], LABELS[label]
    )

    assert named(f"<meta charset={label}>".encode()) == encoding
    assert named(f'<?xml version="1.0" encoding="{label}"?>'.encode()) == encoding


@pytest.mark.parametrize(
    "label", [*FOREIGN, "utf-7", "utf-32", "hex", "zlib", "bz2", "rot13", "nonsense", "", "é"]
)
def test_a_label_that_the_standard_does_not_know_is_none(label: str) -> None:
    assert named(content_type=f"text/html; charset={label}") is None
    assert named(f"<meta charset='{label}'>".encode()) is None
    assert named(f'<?xml version="1.0" encoding="{label}"?>'.encode()) is None


@pytest.mark.parametrize("label", FOREIGN)
def test_no_codec_that_only_python_has_reads_a_page(label: str) -> None:
    body = f"<meta charset={label}><p>+AGE- 61 Caf\xe9 \\u0041 xn--0".encode("cp1252")

    assert decode(body) == body.decode("cp1252")
    assert decode(body, f"text/html; charset={label}") == body.decode("cp1252")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ("<meta content='charset = \"koi8-r\"' http-equiv=content-type>", "koi8-r"),
        ("<META/CHARSET=koi8-r>", "koi8-r"),
        ("<meta\ncharset = ' KOI8-R\t'/>", "koi8-r"),
        ("<meta charset=koi8-r charset=utf-8>", "koi8-r"),
        ("<meta charset=nonsense><meta charset=koi8-r>", "koi8-r"),
        ("<meta name=charset content='charset=koi8-r'>", None),
        ("<meta content='text/html; charset=koi8-r'>", None),
        ("<metal charset=koi8-r>", None),
        ("<!-- <meta charset=utf-8> --><meta charset=koi8-r>", "koi8-r"),
        ("<!--><meta charset=koi8-r>", "koi8-r"),
        ("<!-- <meta charset=koi8-r>", None),
        ("<a title='<meta charset=utf-8>'><meta charset=koi8-r>", "koi8-r"),
        ("<p>a < b <meta charset=koi8-r>", "koi8-r"),
        ("<?x <meta charset=utf-8>?><meta charset=koi8-r>", "koi8-r"),
        ("<!doctype html><title>é</title><meta charset=koi8-r>", "koi8-r"),
        ('<?xml version="1.0" encoding="utf-8"?><meta charset=koi8-r>', "koi8-r"),
        (" <?xml version='1.0' encoding='koi8-r'?>", None),
        ("<?xml version='1.0' encoding='koi8-r'?>", "koi8-r"),
        ("<meta charset='koi8-r", "koi8-r"),
        (" " * 5000 + "<meta charset=koi8-r>", None),
    ],
)
def test_markup_declares_an_encoding_as_browsers_see_it(head: str, encoding: str | None) -> None:
    if head == "<meta charset='koi8-r":
        encoding = None  # the quote is never closed

    assert named(head.encode()) == encoding


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("text/html; charset=koi8-r, text/html; charset=utf-8", "koi8-r"),
        ('text/html; x="; charset=utf-8"; charset=koi8-r', "koi8-r"),
        ("text/html; charset=koi8-r; charset=utf-8", "koi8-r"),
        ("text/html;charset=nonsense", "windows-1251"),
        ("text/html; xcharset=koi8-r", "windows-1251"),
        ("text/html", "windows-1251"),
        ("", "windows-1251"),
    ],
)
def test_the_header_wins_over_markup_where_its_label_is_known(content_type: str, encoding: str) -> None:
    assert named(b"<meta charset=windows-1251>", content_type) == encoding


def test_utf_16_in_a_header_is_utf_16_and_in_markup_utf_8() -> None:
    text = "<meta charset=utf-16><p>Égalité"

    assert decode(text.encode()) == text
    assert decode(text.encode("utf-16-le"), "text/html; charset=utf-16") == text
    assert decode(text.encode("utf-16-be"), "text/html; charset=utf-16be") == text


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        ("iso-8859-8-i", b"\xf9\xec\xe5\xed", "שלום"),
        ("x-mac-cyrillic", b"\x8d\xa2\xb6", "НҐґ"),
        ("macintosh", b"\x8e", "é"),
        ("x-sjis", b"\x87\x40", "①"),
        ("gb2312", b"\x81\x30\x81\x30\xc4\xe3", "\x80你"),
        ("ks_c_5601-1987", b"\xb0\xa1\x8c\x63", "가똠"),
        ("dos-874", b"\xa1", "ก"),
        ("l5", b"\xfd\xd0", "ıĞ"),
        ("ascii", b"\x80\x81\x92", "€\x81’"),
    ],
)
def test_a_label_means_what_browsers_read_by_it(label: str, body: bytes, text: str) -> None:
    assert decode(body, f"text/html; charset={label}") == text


@pytest.mark.parametrize("label", ["iso-2022-kr", "hz-gb-2312", "replacement"])
def test_an_encoding_that_is_not_safe_to_read_is_not_read(label: str) -> None:
    assert decode(b"<p>Fair wages", f"text/html; charset={label}") == "\ufffd"


def test_utf_32_is_no_encoding_of_the_web() -> None:
    assert decode("\ufeffab".encode("utf-32-le")) == "\x00a\x00b\x00"


@given(
    st.lists(
        st.sampled_from(
            ["<meta", "charset", "=", "'", '"', "<!--", "-->", ">", " ", "koi8-r", "/", "<", "<?xml", "content"]
        )
    )
)
def test_any_markup_has_one_encoding_or_none(parts: list[str]) -> None:
    assert named("".join(parts).encode()) in (None, "koi8-r")


@pytest.mark.parametrize(
    "unit", ["<meta ", "<meta charset=", "<!--", "< meta='", '<a b="', "= ", "charset", "<?xml encoding "]
)
def test_what_only_looks_like_a_declaration_costs_little(unit: str) -> None:
    begun = time.process_time()

    named((unit * 4096).encode(), "text/html" + f'; {unit}="' * 500)

    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("more", ["", "<?xml again?>", "<?xmlns>"])
def test_a_page_that_begins_as_xml_is_read_without_a_warning(more: str) -> None:
    head = f"<?xml version='1.0' encoding='koi8-r'?>{more}"
    body = f"{head}<ul><li><a href='/n/1'>Права рабочих</a></ul>".encode("koi8-r")

    found = registry.extract(Page(url="https://www.site.example/", body=body), "selectors", selectors=LIST)

    assert [item.title for item in found.items] == ["Права рабочих"]
