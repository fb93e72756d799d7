"""Hosts as people write them."""

from __future__ import annotations

import pytest

from ilofeed.core.host_names import labels, shown_with_path


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.ilo.org/newsroom/", "ilo.org/newsroom"),
        ("https://www.oit.org/", "oit.org"),
        ("https://example.org/list?type=news#top", "example.org/list?type=news"),
        ("https://example.org:8443/", "example.org:8443"),
        ("http://127.0.0.1:8000/news", "127.0.0.1:8000/news"),
        ("http://[::1]:8000/news", "[::1]:8000/news"),
        ("https://xn--mnchen-3ya.example/%C3%BCber-uns", "münchen.example/über-uns"),
        ("https://xn--a.example/", "xn--a.example"),
        ("https://example.org/%E2%80%AEgro.elpmaxe%0A", "example.org/gro.elpmaxe"),
    ],
)
def test_an_address_is_shown_without_what_people_leave_out(url: str, expected: str) -> None:
    assert shown_with_path(url) == expected


def test_a_long_path_is_cut() -> None:
    assert len(shown_with_path(f"https://example.org/{'a' * 500}")) < 100


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.ilo.org/x", ("ilo",)),
        ("https://s12.example.org/", ("s12", "example")),
        ("https://news.example.co.uk/", ("news", "example")),
        ("http://127.0.0.1:8000/", ("127-0-0-1",)),
        ("http://localhost/", ("localhost",)),
    ],
)
def test_the_labels_of_a_host_that_name_its_site(url: str, expected: tuple[str, ...]) -> None:
    assert labels(url) == expected
