"""Poll and publish a served site, with both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.site import serving


@pytest.fixture
def house(address: str, tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(3)))
        yield House(tmp_path, site, address)
