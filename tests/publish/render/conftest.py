"""Expected documents on disk.

After a wanted change, ``pytest tests/publish/render --write-golden`` writes them anew; the diff
is what subscribers will get, and is read before it is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Compares bytes with the golden file of a name."""
    write = bool(request.config.getoption("--write-golden"))

    def compare(name: str, rendered: bytes) -> None:
        path = GOLDEN / name
        if write:
            path.write_bytes(rendered)
        # Text shows where they differ; the bytes must agree as well.
        assert rendered.decode() == path.read_bytes().decode()

    return compare
