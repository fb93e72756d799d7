"""Every page in `fixtures/` is read as the file beside it says, also if the source does not name the profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from ilofeed.testing import Fixture, fixtures

FIXTURES = fixtures(Path(__file__).parent.parent / "fixtures")


@pytest.mark.parametrize("fixture", FIXTURES, ids=str)
def test_the_page_is_read_as_expected(fixture: Fixture) -> None:
    fixture.check()


@pytest.mark.parametrize("fixture", FIXTURES, ids=str)
def test_auto_reads_the_page_alike(fixture: Fixture) -> None:
    fixture.check_auto()
