"""Every page in `fixtures/` is read as the file beside it says."""

from __future__ import annotations

import pytest

from fakes.fixtures import Case, cases
from ilofeed.core.layout_names import AUTO

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_is_read_as_expected(case: Case) -> None:
    expected = case.expected()
    url, content_type = expected.pop("url"), expected.pop("content_type", "")
    about = expected.pop("about")
    expected.pop("date", None)

    found = case.read(case.profile, url, content_type)

    assert about, "say what the case is for"
    found.pop("url", None)
    assert found == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_auto_chooses_the_profile_that_fits(case: Case) -> None:
    expected = case.expected()

    chosen = case.read(AUTO, expected["url"], expected.get("content_type", ""))

    assert chosen.get("error") == expected.get("error")
    assert chosen.get("profile") == expected.get("profile")
    assert chosen.get("items") == expected.get("items")


def test_there_are_cases() -> None:
    assert len(CASES) >= 10
