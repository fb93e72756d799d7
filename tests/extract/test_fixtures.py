"""Every page in `fixtures/` is read as the file beside it says."""

from __future__ import annotations

import pytest

from fakes.fixtures import cases
from ilofeed.testing import Fixture

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_page_is_read_as_expected(case: Fixture) -> None:
    case.check()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_auto_chooses_the_profile_that_fits(case: Fixture) -> None:
    case.check_auto()


def test_there_are_cases() -> None:
    assert len(CASES) >= 10
