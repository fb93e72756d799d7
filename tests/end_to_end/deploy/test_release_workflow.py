"""The workflow of a release: its shell is run for real, and no job has more rights than it needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from end_to_end.deploy.parts import BIN, DEPLOY, ROOT, run
from fakes.real_parts import program

FILE = DEPLOY / "github/release.yml"
WORKFLOW = yaml.safe_load(FILE.read_text(encoding="utf-8"))
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]
SHELL = {step["name"]: step["run"] for _, step in STEPS if "run" in step}
NOBODY = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


def needed(name: str) -> set[str]:
    """Return all jobs that must have ended well before the job *name* begins."""
    before = JOBS[name].get("needs", [])
    direct = {before} if isinstance(before, str) else {*before}
    return direct.union(*(needed(each) for each in direct))


def git(folder: Path, *words: str | Path) -> None:
    name = ("-c", "user.name=you", "-c", "user.email=you@example.org")
    done = run(program("git", "git"), *name, *words, folder=folder, environment=NOBODY)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of a commit that cuts the version 9.8.7."""
    folder = tmp_path / "checkout"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{ROOT}", folder)
    module = folder / "src/ilofeed/__init__.py"
    module.write_text(re.sub(r'(?m)^__version__ = ".*"$', '__version__ = "9.8.7"', module.read_text()))
    changelog = folder / "CHANGELOG.md"
    section = "## Unreleased\n\n## 9.8.7 (2026-12-24)\n\n- A bell.\n"
    changelog.write_text(changelog.read_text().replace("## Unreleased\n", section))
    git(folder, "commit", "--quiet", "--all", "--message=Release 9.8.7")
    return folder


@pytest.mark.slow
def test_a_tag_builds_the_packages_of_its_version_and_their_notes(checkout: Path) -> None:
    done = run("bash", "-c", SHELL["Build"], folder=checkout, environment={"GITHUB_REF_NAME": "v9.8.7"})

    assert done.returncode == 0, done.stderr
    names = {path.name for path in (checkout / "dist").iterdir()}
    assert names == {"ilofeed-9.8.7.tar.gz", "ilofeed-9.8.7-py3-none-any.whl"}
    assert (checkout / "notes.md").read_text().startswith("- A bell.\n")


def test_a_tag_of_another_version_builds_nothing(checkout: Path) -> None:
    done = run("bash", "-c", SHELL["Build"], folder=checkout, environment={"GITHUB_REF_NAME": "v9.8.8"})

    assert done.returncode == 1
    assert "the tag is v9.8.8, but this is version 9.8.7" in done.stderr
    assert not (checkout / "dist").exists()


def test_the_packages_are_tried_by_the_script_that_ci_uses() -> None:
    assert SHELL["Try"].split()[:2] == ["python", "scripts/try_packages.py"]
    assert "scripts/try_packages.py dist" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_they_are_tried_on_every_python_that_they_name() -> None:
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text())

    assert JOBS["try"]["strategy"]["matrix"]["python"] == named


def test_nothing_is_published_that_was_not_built_and_tried_before() -> None:
    assert needed("publish") == {"build", "try"}
    assert needed("announce") == {"build", "try", "publish"}
    downloaded = {step["with"]["name"] for _, step in STEPS if "download-artifact" in step.get("uses", "")}
    uploaded = {step["with"]["name"] for _, step in STEPS if "upload-artifact" in step.get("uses", "")}
    assert downloaded == uploaded


def test_only_a_tag_of_a_version_starts_it() -> None:
    # YAML 1.1 takes the word "on" for true.
    assert WORKFLOW[True] == {"push": {"tags": ["v*"]}}
    assert WORKFLOW["concurrency"] == {"group": "release", "cancel-in-progress": False}


def test_each_job_has_the_rights_that_it_needs_and_no_others() -> None:
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "build": {"contents": "read"},
        "try": {"contents": "read"},
        "publish": {"id-token": "write"},
        "announce": {"contents": "write"},
    }


def test_the_job_that_publishes_runs_no_code_of_ours_in_an_environment_of_its_own() -> None:
    job = JOBS["publish"]

    assert job["environment"] == {"name": "package-index"}
    assert [step for step in job["steps"] if "run" in step] == []
    assert [step for step in job["steps"] if "checkout" in step["uses"]] == []
    assert job["steps"][-1]["with"] == {"packages-dir": "dist", "attestations": True, "print-hash": True}


def test_no_secret_is_used_and_no_checkout_keeps_its_token() -> None:
    text = FILE.read_text(encoding="utf-8")

    assert "secrets." not in text
    assert "password" not in re.sub(r"#.*", "", text)
    for _, step in STEPS:
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


def test_actions_are_named_by_commit_with_their_version_beside() -> None:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if "uses:" in line]

    assert len(lines) == len([step for _, step in STEPS if "uses" in step])
    assert [line for line in lines if not re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)] == []


def test_no_expression_is_put_into_shell() -> None:
    # GitHub writes its value into the script: a tag could be a command.
    assert [name for name, shell in SHELL.items() if "${{" in shell] == []


@pytest.mark.parametrize("name", SHELL)
def test_a_linter_has_nothing_to_say_of_the_shell(name: str) -> None:
    done = run(BIN / "shellcheck", "--shell=bash", "-", folder=ROOT, stdin=SHELL[name])

    assert (done.returncode, done.stdout) == (0, "")


def test_an_auditor_of_workflows_has_nothing_to_say() -> None:
    done = run(BIN / "zizmor", "--offline", "--no-progress", "--format=plain", FILE, folder=ROOT)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No findings to report" in done.stdout


def test_the_environment_and_the_file_are_those_that_the_steps_name() -> None:
    page = (ROOT / "docs/releasing.md").read_text(encoding="utf-8")

    assert f"`{JOBS['publish']['environment']['name']}`" in page
    assert f"`{FILE.name}`" in page
