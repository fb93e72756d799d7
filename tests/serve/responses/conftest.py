"""What tests of responses share: an installation with one polled source, and its server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from fakes.site import serving


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        house = House(tmp_path, site)
        house.poll()
        yield house


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    with house.app() as app, served(app) as client:
        yield client
