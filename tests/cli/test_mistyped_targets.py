"""Addresses as people type them, and what the answer says where none can be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from ilofeed.app.page_input import checked, http_instead, is_address, saved
from ilofeed.core.errors import ConfigError


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("www.ilo.org/resource/news", "https://www.ilo.org/resource/news"),
        ("www.ilo.org", "https://www.ilo.org/"),
        ("ilo.org", "https://ilo.org/"),
        ("WWW.ILO.org/News", "https://www.ilo.org/News"),
        (" example.org/news?type=a#list\n", "https://example.org/news?type=a#list"),
        ("example.org/page.html", "https://example.org/page.html"),
        ("example.org:8443/news", "https://example.org:8443/news"),
        ("münchen.example/news", "https://xn--mnchen-3ya.example/news"),
        ("127.0.0.1:8000/news", "http://127.0.0.1:8000/news"),
        ("localhost:8000", "http://localhost:8000/"),
        ("http://example.org/news", "http://example.org/news"),
    ],
)
def test_an_address_may_lack_its_scheme(given: str, meant: str) -> None:
    assert is_address(given)
    assert checked("URL", given) == meant


@pytest.mark.parametrize(
    ("given", "reason", "instead"),
    [
        ("example.org/news", "tls", "http://example.org/news"),
        ("example.org/news", "connect", "http://example.org/news"),
        ("example.org/news", "status_404", ""),
        ("https://example.org/news", "tls", ""),
    ],
)
def test_http_is_proposed_where_https_was_assumed_and_may_not_exist(given: str, reason: str, instead: str) -> None:
    assert http_instead(given, reason) == instead


def test_a_file_of_that_name_is_meant_before_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "example.org").write_text("<p>saved</p>")

    assert not is_address("example.org")
    assert is_address("example.org/news")
    assert is_address("https://example.org")


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("meetings", "did you mean `ilofeed add ilo:meetings`?"),
        ("ilo-meetings", "did you mean `ilofeed add ilo:meetings`?"),
        ("ilo:meetings", "did you mean `ilofeed add ilo:meetings`?"),
        ("ILO", "did you mean `ilofeed add ilo`?"),
    ],
)
def test_a_name_that_resembles_one_of_the_catalogue_is_answered_with_a_hint(given: str, hint: str) -> None:
    with pytest.raises(ConfigError) as as_address:
        checked("URL", given)
    with pytest.raises(ConfigError) as as_file:
        saved(given, 1000)

    assert not is_address(given)
    assert str(as_address.value).endswith(f"; {hint}")
    assert str(as_file.value).endswith(f"; {hint}")


@pytest.mark.parametrize(
    "given",
    ["", ".", "..", "page.html", "./page.html", "../page.html", "pages/page.html", "ilo:", "ilo:x", "https://"],
)
def test_a_name_that_resembles_nothing_known_is_answered_without_a_hint(given: str) -> None:
    with pytest.raises(ConfigError) as as_address:
        checked("URL", given)
    with pytest.raises(ConfigError) as as_file:
        saved(given, 1000)

    assert "did you mean" not in str(as_address.value)
    assert "did you mean" not in str(as_file.value)


@pytest.mark.parametrize(
    "given",
    [
        "ftp://www.ilo.org/x",
        "www.ilo.org:99999/x",
        "www.ilo.org:x/x",
        "user@www.ilo.org/x",
        "user:pass@www.ilo.org/x",
        "mailto:news@ilo.org",
        "www.\x1b.org/",
        "not an address.org/x",
        ".org/x",
        "1.2/x",
    ],
)
def test_what_can_be_no_address_is_refused_without_a_hint(given: str) -> None:
    with pytest.raises(ConfigError) as found:
        checked("URL", given)

    assert not is_address(given)
    assert "did you mean" not in str(found.value)
