"""The command that adds an extra."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import pytest

from ilofeed.core import extras


def test_pip_of_the_same_environment_adds_an_extra() -> None:
    assert extras.command("serve", python="/opt/ilofeed/bin/python", has_pip=True) == (
        "/opt/ilofeed/bin/python -m pip install 'ilofeed[serve]'"
    )


def test_uv_adds_an_extra_where_there_is_no_pip() -> None:
    assert extras.command("full-text", python="/opt/ilofeed/bin/python", has_pip=False) == (
        "uv pip install --python /opt/ilofeed/bin/python 'ilofeed[full-text]'"
    )


def test_a_path_with_a_blank_is_one_word_of_the_command() -> None:
    command = extras.command("serve", python="/home/me/my feeds/bin/python", has_pip=True)

    assert shlex.split(command) == ["/home/me/my feeds/bin/python", "-m", "pip", "install", "ilofeed[serve]"]


@pytest.mark.slow
def test_the_command_needs_no_index_to_find_ilofeed_itself() -> None:
    command = extras.remedy("serve")

    done = subprocess.run(
        ["/bin/sh", "-c", command],
        env=os.environ | {"PIP_NO_INDEX": "1", "PIP_NO_CACHE_DIR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert command.startswith(shlex.quote(sys.executable))
    assert done.returncode == 0, done.stderr
    assert "Requirement already satisfied: ilofeed[serve]" in done.stdout
