"""What tests of commands share: a site with two lists, and an operator who has configured the first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.operator import MORE, Operator
from fakes.pages import ilo_list, some
from fakes.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        site.show(ilo_list(some(5), "Press\n releases"), MORE)
        yield site


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)
