"""`make release`: a version and its section of CHANGELOG.md, or the reason why there is none."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fakes.real_parts import program
from fakes.scripts import load

DAY = date(2026, 12, 24)
CHANGES = "# Changelog\n\n## Unreleased\n\n- Feeds have a bell.\n- `ring` rings it.\n"
NAMES = "command ring\nkey SourceTable.bell\nmigration sqlite 0001_start 00ff\nneeds lxml>=6\nnumber RENDERING 6\n"


@pytest.fixture(scope="module")
def script() -> Any:
    return load("release")


class Clone:
    """A repository with all that a release touches."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("src/ilofeed/__init__.py", '"""A program."""\n\n__version__ = "0.1.0"\n')
        self.write("pyproject.toml", '[project]\nname = "a-program"\n')
        self.write("docs/interfaces.txt", NAMES)
        self.write("CHANGELOG.md", CHANGES)
        self.git("init", "--quiet")
        self.commit()

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("-c", "user.name=you", "-c", "user.email=you@example.org", "commit", "--quiet", "--message=Go on")

    def change(self, line: str = "- Feeds have a whistle.") -> None:
        head, heading, rest = self.read("CHANGELOG.md").partition("## Unreleased\n")
        self.write("CHANGELOG.md", f"{head}{heading}\n{line}\n{rest}")

    def git(self, *words: str) -> str:
        apart = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        return subprocess.run(
            [program("git", "git"), *words],
            cwd=self.root,
            env=os.environ | apart,
            check=True,
            capture_output=True,
            text=True,
        ).stdout


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


@pytest.fixture
def released(clone: Clone, script: Any) -> Clone:
    """Return a clone in which 1.0.0 was released, and changes followed."""
    assert script.main(["1.0.0"], clone.root, DAY) == 0
    clone.commit()
    clone.change()
    clone.commit()
    return clone


def refusal(script: Any, clone: Clone, capsys: pytest.CaptureFixture[str], version: str) -> str:
    """Return the reason why *version* is refused, after a look that nothing was changed."""
    before = clone.git("status", "--porcelain")
    assert script.main([version], clone.root, DAY) == 1
    assert clone.git("status", "--porcelain") == before
    out, err = capsys.readouterr()
    assert out == ""
    return err.strip()


def test_the_version_is_set_and_the_changes_get_its_heading(script: Any, clone: Clone) -> None:
    assert script.main(["1.0.0"], clone.root, DAY) == 0

    assert clone.git("diff", "--name-only").split() == ["CHANGELOG.md", "src/ilofeed/__init__.py"]
    assert clone.read("src/ilofeed/__init__.py") == '"""A program."""\n\n__version__ = "1.0.0"\n'
    assert clone.read("CHANGELOG.md") == CHANGES.replace("Unreleased", "Unreleased\n\n## 1.0.0 (2026-12-24)")


def test_a_second_release_leaves_the_first_one_below_it(script: Any, released: Clone) -> None:
    assert script.main(["1.0.1"], released.root, DAY) == 0

    assert released.read("CHANGELOG.md") == (
        "# Changelog\n\n## Unreleased\n\n## 1.0.1 (2026-12-24)\n\n- Feeds have a whistle.\n\n"
        "## 1.0.0 (2026-12-24)\n\n- Feeds have a bell.\n- `ring` rings it.\n"
    )


def test_the_newest_release_is_the_last_one(
    script: Any, released: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    script.main(["1.0.1"], released.root, DAY)
    released.change("- Feeds have a horn.")
    released.commit()
    capsys.readouterr()

    assert refusal(script, released, capsys, "1.0.1") == "1.0.1 is not newer than 1.0.1"
    assert script.main(["1.0.10"], released.root, DAY) == 0
    assert script.last_release(released.read("CHANGELOG.md")) == script.Version("1.0.10")


def test_the_first_release_may_have_the_version_that_the_program_already_has(script: Any, clone: Clone) -> None:
    assert script.main(["0.1.0"], clone.root, DAY) == 0


def test_the_notes_are_the_section_of_this_version(
    script: Any, released: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert script.main(["--notes"], released.root) == 0

    assert capsys.readouterr().out == "- Feeds have a bell.\n- `ring` rings it.\n"


def test_the_notes_have_no_relative_links_and_one_line_for_each_change(
    script: Any, clone: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "- The bell has [a page](docs/bell.md#ring), after\n  [others](https://example.org/):\n  - it is loud"
    clone.change(f"{line}\n  --always.")
    clone.commit()
    script.main(["1.0.0"], clone.root, DAY)
    capsys.readouterr()

    script.main(["--notes"], clone.root)
    plain = capsys.readouterr().out
    clone.write("pyproject.toml", '[project]\n[project.urls]\nRepository = "https://example.com/our/bells/"\n')
    script.main(["--notes"], clone.root)
    linked = capsys.readouterr().out

    rest = "after [others](https://example.org/):\n  - it is loud --always.\n"
    rest += "\n- Feeds have a bell.\n- `ring` rings it.\n"
    assert plain == f"- The bell has a page, {rest}"
    assert (
        linked == f"- The bell has [a page](https://example.com/our/bells/blob/v1.0.0/docs/bell.md#ring), {rest}"
    )


@pytest.mark.parametrize(
    "version", ["one", "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.0.0rc1", "1.0.0.dev3", "1.0.0+local", "1!1.0.0"]
)
def test_a_version_is_three_numbers(
    script: Any, clone: Clone, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    assert repr(version) in refusal(script, clone, capsys, version)


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0"])
def test_a_version_is_newer_than_the_last(
    script: Any, released: Clone, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    assert refusal(script, released, capsys, version) == f"{version} is not newer than 1.0.0"


def test_a_tree_with_changes_is_refused_with_their_names(
    script: Any, clone: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    clone.write("docs/interfaces.txt", "command sing\n")
    clone.write("notes.txt", "buy a bell")

    assert (
        refusal(script, clone, capsys, "1.0.0") == "commit or remove these first: docs/interfaces.txt, notes.txt"
    )


@pytest.mark.parametrize("changelog", ["# Changelog\n\n## Unreleased\n", "# Changelog\n"])
def test_a_release_without_changes_is_refused(
    script: Any, clone: Clone, capsys: pytest.CaptureFixture[str], changelog: str
) -> None:
    clone.write("CHANGELOG.md", changelog)
    clone.commit()

    assert '"Unreleased"' in refusal(script, clone, capsys, "1.0.0").replace("## ", "")


def test_nothing_since_the_last_release_is_no_release(
    script: Any, clone: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    script.main(["1.0.0"], clone.root, DAY)
    clone.commit()
    capsys.readouterr()

    assert "is empty" in refusal(script, clone, capsys, "1.0.1")


@pytest.mark.parametrize(
    ("names", "smallest"),
    [
        (NAMES, "1.0.1"),
        (NAMES + "option ring --loud\n", "1.1.0"),
        (NAMES + "migration sqlite 0002_more 11ee\n", "1.1.0"),
        (NAMES.replace("RENDERING 6", "RENDERING 7"), "1.1.0"),
        (NAMES.replace("lxml>=6", "lxml>=7"), "1.1.0"),
        (NAMES.replace("command ring\n", ""), "2.0.0"),
        (NAMES.replace("SourceTable.bell", "SourceTable.bell (needed)"), "2.0.0"),
    ],
)
def test_a_version_promises_no_less_change_than_there_is(
    script: Any, released: Clone, capsys: pytest.CaptureFixture[str], names: str, smallest: str
) -> None:
    released.write("docs/interfaces.txt", names)
    released.change("- A line for certain.")
    released.commit()
    capsys.readouterr()

    assert script.main([], released.root) == 0
    assert capsys.readouterr().out.endswith(f"The last release is 1.0.0. The next one is {smallest} or greater.\n")
    for version in ("1.0.1", "1.1.0"):
        if script.Version(version) < script.Version(smallest):
            assert refusal(script, released, capsys, version).endswith(f"since 1.0.0: it is {smallest} or greater")
    assert script.main([smallest], released.root, DAY) == 0


def test_before_the_first_stable_version_the_second_number_is_for_what_is_taken_away(script: Any) -> None:
    least, changes = script.smallest(script.Version("0.3.1"), ["command ring"], ["command sing"])

    assert str(least) == "0.4.0"
    assert changes == ["- command ring", "+ command sing"]


@pytest.mark.parametrize("now", ["migration sqlite 0001_start 22dd", ""])
def test_no_release_has_another_migration_in_the_place_of_a_released_one(
    script: Any, released: Clone, capsys: pytest.CaptureFixture[str], now: str
) -> None:
    released.write("docs/interfaces.txt", NAMES.replace("migration sqlite 0001_start 00ff", now))
    released.commit()
    capsys.readouterr()

    assert "a released migration was changed" in refusal(script, released, capsys, "9.0.0")


def test_names_are_compared_with_those_of_the_tag_if_there_were_corrections_after_the_cut(
    script: Any, released: Clone, capsys: pytest.CaptureFixture[str]
) -> None:
    released.write("docs/interfaces.txt", NAMES.replace("00ff", "00fe"))
    released.commit()
    released.git("tag", "v1.0.0")
    capsys.readouterr()

    assert script.main([], released.root) == 0
    assert capsys.readouterr().out == "The last release is 1.0.0. The next one is 1.0.1 or greater.\n"


def test_a_clone_without_a_past_is_refused(
    script: Any, released: Clone, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    shallow = tmp_path_factory.mktemp("shallow")
    released.git("clone", "--quiet", "--depth=1", f"file://{released.root}", str(shallow))
    capsys.readouterr()

    assert script.main(["1.0.1"], shallow, DAY) == 1
    assert "git fetch --unshallow" in capsys.readouterr().err


@pytest.mark.parametrize(("tag", "status"), [("v1.0.0", 0), ("1.0.0", 1), ("v1.0.1", 1), ("v1.0.00", 1)])
def test_a_tag_is_that_of_the_version(script: Any, released: Clone, tag: str, status: int) -> None:
    assert script.main(["--check", tag], released.root) == status


def test_a_version_that_was_not_cut_has_no_tag(script: Any, clone: Clone) -> None:
    assert script.main(["--check", "v0.1.0"], clone.root) == 1


def test_unknown_arguments_print_the_usage(script: Any, clone: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["--now", "1.0.0"], clone.root) == 2

    assert "--check v1.2.0" in capsys.readouterr().err


def test_the_version_is_in_one_place_and_nothing_else_repeats_it() -> None:
    root = Path(__file__).parents[2]
    version = load("release").version_of((root / "src/ilofeed/__init__.py").read_text(encoding="utf-8"))
    named = [root / "README.md", root / "pyproject.toml", root / "CONTRIBUTING.md", *root.glob("docs/*.md")]
    named += [path for path in root.glob("deploy/**/*") if path.is_file()]

    offenders = [path.name for path in named if f"ilofeed-{version}" in path.read_text(encoding="utf-8")]

    assert offenders == []
    assert 'dynamic = ["version"' in (root / "pyproject.toml").read_text(encoding="utf-8")
