"""Another version number alone changes nothing that is published, and no id."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import serving

SOURCE = Path(__file__).parents[2] / "src"
VERSION = Path("ilofeed/__init__.py")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The program with the version 9.8.7, to be put on the path before the installed one."""
    folder = tmp_path / "other"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    module = (folder / VERSION).read_text(encoding="utf-8")
    (folder / VERSION).write_text(re.sub(r'(?m)^__version__ = ".*"$', '__version__ = "9.8.7"', module))
    return folder


@pytest.mark.slow
def test_another_number_rewrites_no_file_mints_the_same_ids_and_lets_you_go_back(
    tmp_path: Path, other: Path
) -> None:
    with serving() as site:
        site.show(ilo_list(some(7)))
        folders = [tmp_path / name for name in ("upgraded", "as-before")]
        for folder in folders:
            folder.mkdir()
        upgraded, as_before = (Operator(folder, site) for folder in folders)
        for operator in (upgraded, as_before):
            operator.poll()
        before = upgraded.published()

        shown = upgraded.run("--version", PYTHONPATH=str(other))
        polled = upgraded.run("fetch", "--once", PYTHONPATH=str(other))
        rendered = upgraded.run("publish", PYTHONPATH=str(other))
        after = upgraded.published()
        shutil.rmtree(upgraded.folder / "feeds")
        upgraded.run("publish", PYTHONPATH=str(other))
        anew = upgraded.published()
        site.show(ilo_list(some(9)))
        as_before.poll()
        upgraded.run("fetch", "--once", PYTHONPATH=str(other))
        site.show(ilo_list(some(11)))
        as_before.poll()
        went_back = upgraded.poll()

    assert shown.stdout == "ilofeed 9.8.7\n"
    assert (polled.stdout, rendered.returncode) == ("news: not modified\n", 0)
    assert after == before
    assert {name: data for name, (data, _) in anew.items()} == {name: data for name, (data, _) in before.items()}
    assert upgraded.ids() == as_before.ids()
    assert (went_back["new"], len(upgraded.ids()["json"])) == (2, 11)
