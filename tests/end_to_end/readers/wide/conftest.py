"""Mark the tests that need what `make readers` installs."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; the name of the marker is no identifier."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("readers-wide")
