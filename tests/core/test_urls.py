from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core import urls

PAGE = "https://www.ilo.org/empent/areas/covid-19/news/lang--en/index.htm"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/africa/WCMS_1/lang--en/index.htm", "https://www.ilo.org/africa/WCMS_1/lang--en/index.htm"),
        ("//ilo.ch/a", "https://ilo.ch/a"),
        ("HTTP://WWW.ILO.ORG:80/A b", "http://www.ilo.org/A%20b"),
        ("https://www.ilo.org", "https://www.ilo.org/"),
        ("/caf\u00e9?q=\u00e9#\u00e9", "https://www.ilo.org/caf%C3%A9?q=%C3%A9#%C3%A9"),
        ("/a%20b%zz", "https://www.ilo.org/a%20b%25zz"),
        (" \n/a\tb ", "https://www.ilo.org/ab"),
        ("https://b\u00fcro.example/", "https://xn--bro-hoa.example/"),
        ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
    ],
)
def test_a_link_becomes_an_absolute_address_in_ascii(href: str, expected: str) -> None:
    assert urls.absolute(href, PAGE) == expected


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "mailto:press@example.org",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://user:secret@www.ilo.org/",
        "https://user@www.ilo.org/",
        "https://[::1/",
        "https://exa mple.org/",
        "https://example.org:99999/",
        "https://" + "a" * 3000 + "/",
        "/\ud800",
    ],
)
def test_what_is_no_harmless_link_is_none(href: str) -> None:
    assert urls.absolute(href, PAGE) is None


@given(st.text(max_size=80))
def test_any_text_gives_none_or_an_http_address_that_stays_as_it_is(href: str) -> None:
    found = urls.absolute(href, PAGE)

    if found is not None:
        assert found.isascii()
        assert urlsplit(found).scheme in ("http", "https")
        assert urls.absolute(found) == found


@pytest.mark.parametrize(
    "url",
    [
        "https://www.ilo.org/global/about/news/lang--en/index.htm",
        "http://ilo.org/global/about/news/lang--en/index.htm",
        "https://www.ilo.ch/global/about/news/lang--en/",
        "https://oit.org:443/global/about/news/lang--en",
        "http://www.ilo.int:80/global/about/news/lang--en/index.html",
        "https://WWW.ILO.ORG/global/about/news/lang--en/nextRow--20/index.htm",
        "https://www.ilo.org/global/about/news/lang--en/index.htm?utm_source=x&fbclid=1#top",
        "https://www.ilo.org/global/%61bout/news/lang--en/index.htm",
    ],
)
def test_every_spelling_of_an_address_has_one_canonical_name(url: str) -> None:
    assert urls.canonical(url) == "www.ilo.org/global/about/news/lang--en"


def test_queries_count_but_not_their_order() -> None:
    assert urls.canonical("https://example.org/l?b=2&a=1") == urls.canonical("https://example.org/l?a=1&b=2")
    assert urls.canonical("https://example.org/l?a=1") != urls.canonical("https://example.org/l?a=2")


def test_the_case_of_a_path_and_other_hosts_count() -> None:
    assert urls.canonical("https://example.org/A") != urls.canonical("https://example.org/a")
    assert urls.canonical("https://example.org/a") != urls.canonical("https://www.example.org/a")
    assert urls.canonical("https://example.org:8443/a") != urls.canonical("https://example.org/a")


def test_percent_encoding_is_brought_to_its_shortest_form() -> None:
    assert urls.canonical("https://example.org/%e2%80%99%7Ea%2Fb") == "example.org/%E2%80%99~a%2Fb"


def test_the_old_site_numbers_its_documents() -> None:
    assert urls.document_number("https://www.ilo.org/x/WCMS_0881234/lang--en/index.htm") == "WCMS_881234"
    assert urls.document_number("https://www.ilo.org/x/wcms_5") == "WCMS_5"
    assert urls.document_number("https://www.ilo.org/x/WCMS_5b/index.htm") is None
    assert urls.document_number("http://[::1/WCMS_5/") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PAGE, "en"),
        ("https://www.ilo.org/tokyo/lang--ja/index.htm", "ja"),
        ("https://www.ilo.org/fr/resource/news/x", "fr"),
        ("https://www.ilo.org/pt-pt/resource/news/x", "pt-pt"),
        ("https://www.ilo.org/resource/news/x", ""),
        ("https://example.org/it/support", ""),
    ],
)
def test_an_address_may_claim_a_language(url: str, expected: str) -> None:
    assert urls.language(url) == expected


def test_a_digest_never_changes() -> None:
    # Published ids are made of it.
    assert urls.digest("WCMS_881234/en") == "49b9bd0b0cd91751"


@pytest.mark.parametrize(
    ("url", "beside", "usual"),
    [
        ("https://a.org/", "https://b.org/", True),
        ("http://a.org:443/", "https://b.org/", True),
        ("http://a.org:22/", "https://b.org/", False),
        ("http://a.org:8080/", "https://b.org:8080/", True),
        ("http://a.org:8081/", "https://b.org:8080/", False),
    ],
)
def test_a_port_is_usual_or_the_one_that_the_operator_wrote(url: str, beside: str, *, usual: bool) -> None:
    assert urls.has_usual_port(url, beside) is usual


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://www.ilo.org/news/lang--en/index.htm", "https://www.ilo.org/news/lang--fr/index.htm", True),
        ("https://www.ilo.org/resource/news", "https://www.ilo.org/fr/resource/news", True),
        ("https://www.ilo.org/zh-hans/resource/news", "https://www.oit.org/es/resource/news/", True),
        ("https://www.ilo.org/", "https://www.ilo.org/fr", True),
        ("https://www.ilo.org/resource/news", "https://www.ilo.org/fr/resource/stories", False),
        ("https://www.ilo.org/france/news", "https://www.ilo.org/news", False),
        ("https://example.org/fr/news", "https://example.org/news", False),
    ],
)
def test_a_page_of_the_ilo_is_known_in_any_language(one: str, other: str, is_same: bool) -> None:  # noqa: FBT001
    assert (urls.in_any_language(one) == urls.in_any_language(other)) is is_same


@pytest.mark.parametrize(
    "url",
    [
        PAGE,
        "https://www.ilo.org/asia/countries/india/publications/lang--fr/index.htm",
        "http://ilo.ch/public/LANG--EN/index.htm",
    ],
)
def test_an_address_of_the_ilos_old_site_is_known_by_its_form(url: str) -> None:
    assert urls.is_of_old_ilo_site(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.ilo.org/resource/news/all-news-recent",
        "https://www.ilo.org/resource/news/what-lang--en-means",
        "https://www.example.org/news/lang--en/index.htm",
    ],
)
def test_no_other_address_is_taken_for_one_of_the_ilos_old_site(url: str) -> None:
    assert not urls.is_of_old_ilo_site(url)


@given(st.text(min_size=1, max_size=100))
def test_any_id_of_an_element_is_a_fragment_of_an_address(name: str) -> None:
    address = urls.with_fragment(PAGE, name)

    assert urls.absolute(address) == address


def test_a_fragment_of_plain_characters_stays_as_the_page_writes_it() -> None:
    assert urls.with_fragment(f"{PAGE}#old", "note-1.a:b_C") == f"{PAGE}#note-1.a:b_C"
