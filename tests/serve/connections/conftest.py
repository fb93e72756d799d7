"""What tests of single connections share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.stepped_loop import (
    SteppedLoop,
)


@pytest.fixture
def loop() -> Iterator[SteppedLoop]:
    loop = SteppedLoop()
    yield loop
    for task in loop.tasks:
        task.close()
