"""What the tabulator key gives."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.operator import COMMAND, Operator, of_two_pages
from ilofeed.config import catalogue

NAMES = catalogue.load().names


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with of_two_pages(tmp_path) as operator:
        yield operator


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_for_the_shell_that_was_named(operator: Operator, shell: str) -> None:
    done = operator.run("completion", shell)

    assert done.returncode == 0
    assert f"_ILOFEED_COMPLETE={shell}_complete" in done.stdout


def test_a_shell_is_offered_commands_and_slugs(operator: Operator) -> None:
    def offered(words: str) -> list[str]:
        done = operator.run(
            _ILOFEED_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1)
        )
        return [line.partition(",")[2] for line in done.stdout.splitlines() if "," in line]

    assert "backup" in offered("ilofeed ba")
    assert offered("ilofeed fetch --once ") == ["news", "press"]
    assert offered("ilofeed status pr") == ["press"]
    (operator.folder / "config.toml").write_text("[[")
    assert offered("ilofeed status pr") == []


# As bash does it at the tabulator key: it asks the function that was declared for the command.
PRESS_TAB = """
eval "$(ilofeed completion bash)"
COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=(${1//:/ : }) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
[[ $1 == *" " ]] && COMP_WORDS+=("") && COMP_CWORD=$((COMP_CWORD + 1))
function=$(complete -p ilofeed | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
"$function" ilofeed "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ilofeed ba", ["backup"]),
        ("ilofeed fetch --once ", ["news", "press"]),
        ("ilofeed accept p", ["press"]),
        ("ilofeed history ", ["news", "press"]),
        ("ilofeed fetch --d", ["--dry-run"]),
        ("ilofeed completion b", ["bash"]),
        ("ilofeed add il", ["ilo", *NAMES]),
        # Bash has split this at the colon, and replaces what is behind it.
        ("ilofeed add ilo:", [name.removeprefix("ilo:") for name in NAMES]),
        ("ilofeed add ilo:sec", ["sectoral-meetings"]),
        ("ilofeed add --slug x ilo:sec", ["sectoral-meetings"]),
        ("ilofeed add ILO:sec", []),
        ("ilofeed add nothing:sec", []),
    ],
)
def test_the_tabulator_key_works_in_a_real_bash(operator: Operator, typed: str, offered: list[str]) -> None:
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run(
        [bash, "--norc", "-c", PRESS_TAB, "bash", typed],
        cwd=operator.folder,
        env={"PATH": f"{COMMAND.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.stdout.split(), done.stderr) == (offered, "")
