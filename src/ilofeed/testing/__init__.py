"""Test layouts with saved pages: for authors of profiles.

A fixture is a page and its expectation, two files beside each other in a folder with the name of the profile::

    tests/fixtures/inspectorate/newsroom.html
    tests/fixtures/inspectorate/newsroom.expected.json

This tests all of them, with pytest::

    from pathlib import Path

    import pytest

    from ilofeed.testing import Fixture, fixtures

    FIXTURES = fixtures(Path(__file__).parent / "fixtures")

    @pytest.mark.parametrize("fixture", FIXTURES, ids=str)
    def test_the_page_is_read_as_expected(fixture: Fixture) -> None:
        fixture.check()

    @pytest.mark.parametrize("fixture", FIXTURES, ids=str)
    def test_auto_reads_the_page_alike(fixture: Fixture) -> None:
        fixture.check_auto()

`ilofeed dev new-fixture` makes both files out of a page, and `ilofeed dev expect` writes the expectation of one.
"""

from ilofeed.testing.fixture import Fixture, fixtures

__all__ = ["Fixture", "fixtures"]
