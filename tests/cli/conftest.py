"""What tests of commands share: a site with one list, and an operator who has configured it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        yield site


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)
