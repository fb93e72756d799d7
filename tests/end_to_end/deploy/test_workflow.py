"""The workflow: its shell is run for real, as a runner would, against a repository on disk."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from cronsim import CronSim

from end_to_end.deploy.parts import BIN, DEPLOY, ROOT, run
from fakes.pages import ilo_list, some
from fakes.real_parts import program
from fakes.site import Answer, Site, serving
from ilofeed.config.loader import parse

WORKFLOW = yaml.safe_load((DEPLOY / "github/feeds.yml").read_text())
(JOB,) = WORKFLOW["jobs"].values()
CONFIG = DEPLOY / "github/config.toml"
INSTALL, RESTORE, POLL, KEEP, TELL = (
    "Install",
    "Bring back what is known",
    "Poll and publish",
    "Keep what is known",
    "Tell the operator",
)


def shell(name: str) -> str:
    (found,) = [step["run"] for step in JOB["steps"] if step.get("name") == name]
    return str(found)


class Runner:
    """A new machine for every run, and the repository that they all have in common."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.origin = folder / "origin.git"
        self.runs = 0
        config = CONFIG.read_text().partition("[[source]]")[0]
        config += '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        config += f'[[source]]\nslug = "news"\nurl = "{site.url}"\n'
        work = folder / "work"
        self.git("init", "--quiet", "--bare", "--initial-branch=main", self.origin)
        self.git("clone", "--quiet", self.origin, work)
        (work / "config.toml").write_text(config)
        self.git("-C", work, "add", "config.toml")
        self.git("-C", work, "commit", "--quiet", "-m", "Begin")
        self.git("-C", work, "push", "--quiet", "origin", "HEAD:main")

    def git(self, *words: str | Path) -> str:
        mine = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        name = ("-c", "user.name=you", "-c", "user.email=you@example.org")
        done = run(program("git", "git"), *name, *words, folder=self.folder, environment=mine)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def machine(self) -> Path:
        """A fresh checkout, as actions/checkout makes it."""
        self.runs += 1
        checkout = self.folder / f"machine-{self.runs}"
        self.git("clone", "--quiet", "--depth=1", f"file://{self.origin}", checkout)
        return checkout

    def step(self, name: str, checkout: Path) -> subprocess.CompletedProcess[str]:
        environment = {"GITHUB_STEP_SUMMARY": str(self.folder / "summary")}
        script = checkout.parent / "step.sh"
        script.write_text(shell(name))
        return run("bash", "-e", script, folder=checkout, environment=environment)

    def round(self) -> tuple[Path, int]:
        """One run of the workflow: where it was, and whether it ended well."""
        checkout = self.machine()
        for name in (RESTORE, POLL, KEEP):
            done = self.step(name, checkout)
            assert done.returncode == 0, (name, done.stderr)
        return checkout, self.step(TELL, checkout).returncode


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.show(ilo_list(some(7)))
        yield found


@pytest.fixture
def runner(tmp_path: Path, site: Site) -> Runner:
    return Runner(tmp_path, site)


def items(checkout: Path) -> dict[str, str]:
    feed: Any = json.loads((checkout / "public/news.json").read_bytes())
    return {each["title"]: each["id"] for each in feed["items"]}


def polls(checkout: Path) -> list[tuple[str, int]]:
    """How every poll ever came out, and how many items were new."""
    with sqlite3.connect(checkout / "ilofeed.db") as connection:
        found = connection.execute("SELECT outcome, new FROM poll ORDER BY at").fetchall()
    connection.close()
    return found


def test_the_wheel_in_the_repository_is_installed(tmp_path: Path) -> None:
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path)
    assert run(*build, folder=ROOT).returncode == 0
    shutil.copy(ROOT / "constraints.txt", tmp_path)

    # What it needs is left out: tests have no network.
    apart = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_TARGET": str(tmp_path / "installed")}
    done = run("bash", "-e", "-c", shell(INSTALL), folder=tmp_path, environment=apart)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "installed/bin/ilofeed").exists()


def test_ids_live_on_from_run_to_run_and_the_state_has_no_past(runner: Runner, site: Site) -> None:
    first, _ = runner.round()
    site.show(ilo_list(some(9)))
    second, _ = runner.round()

    assert (len(items(first)), len(items(second))) == (7, 9)
    assert items(first).items() < items(second).items()
    assert polls(second) == [("changed", 7), ("changed", 2)]
    assert runner.git("-C", runner.origin, "rev-list", "--count", "state").strip() == "1"
    assert runner.git("-C", runner.origin, "ls-tree", "--name-only", "-r", "state").split() == ["state.tar"]
    assert runner.git("-C", runner.origin, "rev-list", "--count", "main").strip() == "1"


def test_a_page_that_has_not_changed_is_not_fetched_again(runner: Runner) -> None:
    runner.round()
    checkout, _ = runner.round()

    assert polls(checkout) == [("changed", 7), ("not_modified", 0)]


def test_the_folder_that_is_published_is_whole(runner: Runner) -> None:
    checkout, _ = runner.round()

    names = {path.name for path in (checkout / "public").iterdir()}
    assert {"index.html", "news.rss", "news.atom", "news.json", "news.html", "feeds.opml", "all.rss"} <= names
    (upload,) = [step for step in JOB["steps"] if step.get("uses", "").startswith("actions/upload-pages")]
    assert parse(CONFIG.read_text(), folder=checkout).output == checkout / upload["with"]["path"]


def test_a_run_that_has_something_to_tell_is_red_and_the_next_is_not(runner: Runner) -> None:
    # The page has long been silent.
    assert [runner.round()[1] for _ in range(2)] == [1, 0]
    assert (runner.folder / "summary").read_text().count("  news  quiet") == 2


def test_a_first_run_that_reads_nothing_keeps_its_state_all_the_same(runner: Runner, site: Site) -> None:
    site.answer(Answer(status=500))
    runner.round()
    site.show(ilo_list(some(7)))
    checkout, _ = runner.round()

    assert len(items(checkout)) == 7


def test_a_state_that_cannot_be_read_ends_the_run_before_anything_is_published(runner: Runner) -> None:
    runner.round()
    checkout = runner.machine()
    shutil.move(runner.origin, runner.folder / "away")
    gone = runner.step(RESTORE, checkout)
    shutil.move(runner.folder / "away", runner.origin)
    blob = runner.git("-C", runner.origin, "rev-parse", "state:state.tar").strip()
    lost = runner.origin / "objects" / blob[:2] / blob[2:]
    lost.unlink()
    broken = runner.step(RESTORE, checkout)

    assert gone.returncode not in (0, 2)
    assert broken.returncode != 0


def test_a_mistake_in_the_configuration_ends_the_run(runner: Runner) -> None:
    checkout = runner.machine()
    (checkout / "config.toml").write_text("colour = 1\n")

    assert runner.step(POLL, checkout).returncode != 0


def test_it_comes_away_from_the_full_hour_and_never_twice_at_once() -> None:
    # YAML 1.1 takes the word "on" for true.
    (schedule,) = WORKFLOW[True]["schedule"]

    assert next(CronSim(schedule["cron"], datetime(2026, 1, 1, tzinfo=UTC))).minute not in (0, 59)
    assert WORKFLOW["concurrency"] == {"group": "feeds", "cancel-in-progress": False}


def test_the_state_is_safe_before_anything_is_published() -> None:
    names = [step.get("name") or step["uses"].partition("@")[0] for step in JOB["steps"]]

    wanted = [RESTORE, POLL, KEEP, "actions/upload-pages-artifact", "actions/deploy-pages", TELL]
    assert [name for name in names if name in wanted] == wanted


@pytest.mark.parametrize("name", [INSTALL, RESTORE, POLL, KEEP, TELL])
def test_a_linter_has_nothing_to_say_of_the_shell(name: str) -> None:
    done = run(BIN / "shellcheck", "--shell=bash", "-", folder=ROOT, stdin=shell(name))

    assert (done.returncode, done.stdout) == (0, "")


def test_the_configuration_beside_it_is_one() -> None:
    assert parse(CONFIG.read_text(), folder=ROOT).sources
