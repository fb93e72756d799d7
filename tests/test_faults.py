"""Whatever an origin does wrong, the subscriber does not notice, and nothing is held up or used up by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.bad_origins import FAULTS, Fault
from fakes.sufferer import suffer


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_no_fault_reaches_the_subscriber(fault: Fault, tmp_path: Path) -> None:
    assert suffer(fault, tmp_path).complaints(fault) == []


def test_there_are_enough_faults_and_each_has_its_name() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 46
