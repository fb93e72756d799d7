"""Serve today's site of the ILO to an operator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.operator import Operator
from fakes.site import Site, serving
from fakes.todays_site import furnish


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        furnish(found)
        yield found


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)
