"""What an origin, a hub, a client or the machine does wrong: subscribers do not notice, nothing is held up."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.bad_origins import FAULTS
from fakes.misbehaviour import Fault
from fakes.mishaps import MISHAPS, Mishap
from fakes.real_parts import program
from fakes.sufferer import suffer


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_no_fault_reaches_the_subscriber(fault: Fault, tmp_path: Path) -> None:
    if "browser" in fault.source:
        program("chromium", "chromium")
    assert suffer(fault, tmp_path).complaints(fault) == []


@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.name.replace(" ", "-"))
def test_faults_of_machines_and_clients_do_no_harm(mishap: Mishap, tmp_path: Path) -> None:
    assert list(mishap.check(tmp_path)) == []


def test_each_fault_has_its_name() -> None:
    names = [fault.name for fault in FAULTS] + [mishap.name for mishap in MISHAPS]

    assert len(set(names)) == len(names)
