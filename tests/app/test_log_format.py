"""Lines for programs, as they come from the installed command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.operator import COMMAND, MORE, Operator, of_two_pages
from fakes.site import Answer


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with of_two_pages(tmp_path) as operator:
        yield operator


def test_programs_get_json_on_standard_error_and_nothing_else(operator: Operator) -> None:
    source = f'[[source]]\nslug = "press"\nurl = "{operator.site.origin}{MORE}"'
    operator.configure(source, "[alerts]", 'command = ["false"]', "after = 1")
    operator.site.answer(Answer(status=500), MORE)
    done = operator.run("fetch", "--once", "--log-format", "json")

    assert (done.returncode, done.stdout) == (1, "")
    logged = [json.loads(line) for line in done.stderr.splitlines()]
    polls = {each["source"]: (each["level"], each["outcome"]) for each in logged if "source" in each}
    assert polls == {"news": ("info", "changed"), "press": ("warning", "failed")}
    assert "all" in [each.get("feed") for each in logged]
    (alert,) = [each for each in logged if "alert" in each]
    assert (alert["way"], alert["outcome"]) == ("command", "failed")


def test_a_daemon_says_where_it_serves_in_the_form_that_was_asked_for(operator: Operator) -> None:
    with subprocess.Popen(
        [COMMAND, "run", "--port", "0", "--log-format", "json"], cwd=operator.folder, stderr=subprocess.PIPE
    ) as daemon:
        assert daemon.stderr is not None
        logged = []
        for line in daemon.stderr:
            logged.append(json.loads(line))
            if "outcome" in logged[-1]:
                break
        daemon.terminate()
        logged += [json.loads(line) for line in daemon.stderr]
        assert daemon.wait(30) == 0

    assert logged[0]["message"] == f"configuration: {operator.folder}/config.toml"
    assert logged[1]["message"].startswith("serving at http://127.0.0.1:")
    assert all(each["level"] in ("info", "warning") for each in logged)
