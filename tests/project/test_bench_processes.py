"""The bench measures processes, and gives no figure of one that failed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench.contestants import configuration
from bench.measure import FailedError, run
from bench.worker import Worker


def test_a_measured_process_that_fails_gives_no_figure(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="ended with 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


def test_a_build_in_a_process_of_its_own_answers_with_its_costs(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(configuration([]), encoding="utf-8")

    with Worker("inside", tmp_path) as worker:
        answer, took = worker.ask("due")

    assert answer == 0
    assert took.cpu >= 0
    assert took.wall > 0


def test_a_build_that_cannot_be_opened_fails_with_its_error(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("nonsense = true\n", encoding="utf-8")

    with Worker("inside", tmp_path) as worker, pytest.raises(FailedError, match="nonsense"):
        worker.ask("due")
