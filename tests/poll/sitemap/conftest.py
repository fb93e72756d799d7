"""What tests of the sitemap check share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.site import serving
from fakes.watched import Watched


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Watched]:
    with serving() as site:
        yield Watched(tmp_path, site)
