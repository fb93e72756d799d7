"""What documents and messages say of installing is true: ilofeed is in no package index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from ilofeed.__main__ import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/install.md").read_text(encoding="utf-8")
# For those who change the program.
_OF_DEVELOPERS = {"dev", "docs"}
_BY_NAME = re.compile(
    r"^.*\b(?:pip|pipx|uv|uv tool) install\b[^\n|]*?\bilofeed(?![-/\w.]|\[\S+ @).*$", re.MULTILINE
)
# Where it is installed, pip keeps it.
_INTO_ITS_OWN_ENVIRONMENT = "/opt/ilofeed/bin/python -m pip install 'ilofeed["


def written() -> list[Path]:
    folders = (ROOT / "docs", ROOT / "deploy", ROOT / "src")
    texts = {".md", ".py", ".yml", ".yaml", ".toml", ".json", ".html"}
    return [
        ROOT / "README.md",
        *(path for folder in folders for path in folder.rglob("*") if path.suffix in texts),
    ]


def test_nothing_says_that_an_index_has_ilofeed() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in written()
        for line in _BY_NAME.findall(path.read_text(encoding="utf-8"))
        if _INTO_ITS_OWN_ENVIRONMENT not in line and "no `pip install ilofeed` finds it" not in line
    ]

    assert offenders == []


def test_every_extra_for_users_is_in_the_table_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    table = PAGE.partition("\n## Extras\n")[2].partition("\n## ")[0]

    assert (
        set(re.findall(r"^\| `([\w-]+)` \|", table, flags=re.MULTILINE))
        == {*project["optional-dependencies"]} - _OF_DEVELOPERS
    )
    named = {extra for row in re.findall(r"\.(?:whl\))?\[([\w,-]+)\]['\"]", PAGE) for extra in row.split(",")}
    assert named <= set(project["optional-dependencies"])


def test_windows_gets_one_line_that_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main("win32")

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "ilofeed: Windows is not supported; use WSL 2 or a container, see docs/install.md\n"
    )
