"""What every test may use."""

from __future__ import annotations

import pytest
from hypothesis import settings

# No test depends on the clock on the wall, and a busy machine is no failure.
settings.register_profile("ilofeed", deadline=None)
settings.load_profile("ilofeed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-golden",
        action="store_true",
        help="write what is rendered to the golden files instead of comparing; review the diff",
    )
