"""The Containerfile: what it must say, and its health check against the real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from end_to_end.deploy.parts import BIN, DEPLOY, ROOT, run
from fakes.house import House
from fakes.operator import COMMAND, Operator
from fakes.pages import ilo_list, some
from fakes.served import served
from fakes.site import serving

CONTAINERFILE = DEPLOY / "container/Containerfile"


def instructions() -> list[tuple[str, str]]:
    """What the file says, line by line: the word, and what follows it."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines()) if word]


def said(word: str) -> list[str]:
    return [rest for each, rest in instructions() if each == word]


def test_a_linter_has_nothing_to_say() -> None:
    done = run(BIN / "hadolint", CONTAINERFILE, folder=ROOT)

    assert (done.returncode, done.stdout) == (0, "")


def test_it_runs_as_nobody_and_nothing_of_the_build_is_left() -> None:
    last = max(at for at, (word, _) in enumerate(instructions()) if word == "FROM")
    words = [word for word, _ in instructions()[last:]]

    assert int(said("USER")[-1]) >= 1000
    assert words.index("USER") > max(at for at, word in enumerate(words) if word == "RUN")
    assert "ADD" not in words
    assert all(each.startswith("--from=build ") for word, each in instructions()[last:] if word == "COPY")


def test_the_package_is_built_from_the_files_that_are_copied(tmp_path: Path) -> None:
    for line in said("COPY"):
        *names, target = line.split()
        for name in names:
            if line.startswith("--from="):
                continue
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                (tmp_path / target).mkdir(exist_ok=True)
                shutil.copy(ROOT / name, tmp_path / target)
    build = (sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path / "dist")

    done = run(*build, folder=tmp_path)

    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").iterdir()
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {"ilofeed/__main__.py", "ilofeed/config.schema.json"} <= held
    assert any(name.endswith("/licenses/LICENSE") for name in held)


def test_the_extras_of_the_image_are_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    extras = re.search(r"'\.\[(.*)\]'", " ".join(said("RUN")))
    assert extras
    assert set(extras[1].split(",")) <= set(project["optional-dependencies"])
    assert "--constraint constraints.txt" in " ".join(said("RUN"))
    assert "constraints.txt" in " ".join(said("COPY"))


def test_the_entry_point_is_an_existing_command(tmp_path: Path) -> None:
    entry, command = json.loads(said("ENTRYPOINT")[0]), json.loads(said("CMD")[0])

    assert run(*entry, *command, "--help", folder=tmp_path).returncode == 0


@pytest.fixture
def health() -> list[str]:
    """The command of the health check; for a port in place of 8000."""
    words = said("HEALTHCHECK")[0].partition("CMD ")[2]
    python, *rest = json.loads(words)
    assert python == "python"
    return [sys.executable, *rest]


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        yield Operator(tmp_path, site)


def status(health: list[str], port: int, folder: Path) -> int:
    """Its exit status, where a proxy is named that nobody must ask."""
    command = [word.replace("8000", str(port)) for word in health]
    return run(*command, folder=folder, environment={"http_proxy": "http://127.0.0.1:9/"}).returncode


def test_it_is_healthy_while_it_serves_and_not_after(health: list[str], operator: Operator) -> None:
    process = subprocess.Popen(
        [COMMAND, "run", "--host", "0.0.0.0", "--port", "0"],  # noqa: S104 - as in the image
        cwd=operator.folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        port = 0
        for line in process.stderr:
            if found := re.search(r"serving at http://0\.0\.0\.0:(\d+)/", line):
                port = int(found[1])
            if "feed=all outcome=published" in line:
                break

        assert status(health, port, operator.folder) == 0
        process.terminate()
        process.stderr.read()
        assert process.wait(30) == 0
        assert status(health, port, operator.folder) == 1
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_it_is_not_healthy_while_there_is_nothing_to_serve(health: list[str], tmp_path: Path) -> None:
    with serving() as site, House(tmp_path, site).app() as app, served(app) as client:
        assert status(health, client.port, tmp_path) == 1
