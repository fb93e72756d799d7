"""An address that is none: the answer says what is likely meant."""

from __future__ import annotations

import pytest

from ilofeed.app.page_input import checked, saved
from ilofeed.core.errors import ConfigError


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("www.ilo.org/resource/news", "did you mean 'https://www.ilo.org/resource/news'?"),
        ("www.ilo.org", "did you mean 'https://www.ilo.org/'?"),
        ("example.org/news", "did you mean 'https://example.org/news'?"),
        ("meetings", "did you mean `ilofeed add ilo:meetings`?"),
        ("ilo-meetings", "did you mean `ilofeed add ilo:meetings`?"),
        ("ilo:meetings", "did you mean `ilofeed add ilo:meetings`?"),
        ("ILO", "did you mean `ilofeed add ilo`?"),
    ],
)
def test_a_target_without_its_scheme_or_catalogue_is_answered_with_a_hint(given: str, hint: str) -> None:
    with pytest.raises(ConfigError) as as_address:
        checked("URL", given)
    with pytest.raises(ConfigError) as as_file:
        saved(given, 1000)

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
    "given", ["ftp://www.ilo.org/x", "www.ilo.org:99999/x", "user@www.ilo.org/x", "www.\x1b.org/"]
)
def test_no_hint_is_itself_no_address(given: str) -> None:
    with pytest.raises(ConfigError) as found:
        checked("URL", given)

    assert "did you mean" not in str(found.value)
