"""The wheel and the sdist: all that belongs in them, nothing else, and they run with what they say they need."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from ilofeed import __version__

ROOT = Path(__file__).parents[2]
JUNK = re.compile(
    r"(^|/)(__pycache__|build|dist|feeds|ilofeed-demo|\.venv|\.git|\.\w+_cache|\.hypothesis)/|\.(pyc|db\S*)$"
)


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()


def files_of(folder: Path) -> set[str]:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {name for name in found if not JUNK.search(name)}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", folder)
    (archive,) = folder.glob("*.tar.gz")
    assert archive.name == f"ilofeed-{__version__}.tar.gz"
    with tarfile.open(archive) as packed:
        packed.extractall(folder)  # noqa: S202 - it is ours; the filters came with Python 3.11.4
    return folder / f"ilofeed-{__version__}"


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the sdist, as pip does it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet")
    run(*pip, "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, sdist)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that holds the wheel, what it says that it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", folder / "bin/python")
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    for name in needs("ilofeed"):
        lent = metadata.distribution(name)
        for top in {file.parts[0] for file in lent.files or () if file.parts[0] not in ("..", "__pycache__")}:
            if not (site / top).exists():
                (site / top).symlink_to(str(lent.locate_file(top)))
    return folder / "bin"


def needs(name: str) -> set[str]:
    """What *name* needs to be installed, and what that needs; no extras."""
    found: set[str] = set()
    left = [name]
    while left:
        for requirement in metadata.requires(left.pop()) or ():
            project, marker = project_of(requirement), requirement.partition(";")[2]
            if "extra" in marker or project in found or not is_installed(project):
                continue
            found.add(project)
            left.append(project)
    return found


def project_of(requirement: str) -> str:
    """The name of the project that *requirement* is for, in its plain form."""
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


def is_installed(project: str) -> bool:
    """A need of another system or of an older Python is not."""
    try:
        metadata.distribution(project)
    except metadata.PackageNotFoundError:
        return False
    return True


def test_the_sdist_holds_the_files_of_the_repository_and_no_others(sdist: Path) -> None:
    held = {path.relative_to(sdist).as_posix() for path in sdist.rglob("*") if path.is_file()}

    if (ROOT / ".git").exists():
        tracked = set(run("git", "ls-files", "-z").split("\0")) - {""}
        assert {name for name in tracked - held if (ROOT / name).exists()} == set()
    assert {name for name in held if JUNK.search(name)} == set()
    assert {"PKG-INFO", "LICENSE", "README.md", "Makefile", "docs/index.md", "fixtures/auto/french.html"} <= held


def test_the_tests_find_their_files_in_the_sdist(sdist: Path) -> None:
    chosen = (
        "tests/project/test_docs.py",
        "tests/extract/test_fixtures.py",
        "tests/project/test_layers.py",
        "tests/config/test_loader.py",
    )

    said = run(sys.executable, "-m", "pytest", "-q", *chosen, cwd=sdist, PYTHONPATH=str(sdist / "src"))

    assert " passed" in said
    assert "skipped" not in said


def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())

    assert {name for name in held if ".dist-info/" not in name} == {
        f"ilofeed/{name}" for name in files_of(ROOT / "src" / "ilofeed")
    }
    assert {
        "ilofeed/py.typed",
        "ilofeed/config.schema.json",
        "ilofeed/config/catalogue/ilo.toml",
        "ilofeed/cli/demo_site/site/ilo-news/first.html",
    } <= held
    for kind in (
        r"ilofeed/store/(sqlite|postgres)/migrations/\d+_\w+\.sql",
        r"ilofeed/publish/render/templates/\w+\.(css|html)",
        r"ilofeed/publish/render/locale/(fr|es)/LC_MESSAGES/ilofeed\.mo",
    ):
        assert any(re.fullmatch(kind, name) for name in held), kind


def test_the_command_runs_where_nothing_else_is_installed(clean: Path, tmp_path: Path) -> None:
    ilofeed = clean / "ilofeed"

    assert run(ilofeed, "--version").strip() == f"ilofeed {__version__}"
    where = run(clean / "python", "-c", "import ilofeed; print(ilofeed.__file__)", cwd=tmp_path)
    assert where.startswith(str(clean.parent))
    assert "1 new" in run(ilofeed, "demo", "--output", tmp_path / "demo")
    assert "no findings" in run(ilofeed, "-c", tmp_path / "demo" / "config.toml", "validate", "--all")
    assert "https://www.ilo.org/resource/news/all-news-recent" in run(ilofeed, "add", "ilo", cwd=tmp_path)


def test_a_missing_extra_of_the_server_is_an_error_with_the_command_that_adds_it(
    clean: Path, tmp_path: Path
) -> None:
    run(clean / "ilofeed", "demo", "--output", tmp_path / "demo")

    done = subprocess.run(
        [clean / "ilofeed", "-c", tmp_path / "demo" / "config.toml", "serve"],
        capture_output=True,
        check=False,
        timeout=60,
    )

    configuration, error = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert configuration.endswith(f"configuration: {tmp_path / 'demo' / 'config.toml'}")
    # An environment without pip, as uv makes it.
    command = f"uv pip install --python {clean / 'python'} 'ilofeed[serve]'"
    assert error.endswith(f": {command}")


def pins() -> Iterator[Requirement]:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield Requirement(line)


@pytest.mark.parametrize("python", ["3.11.0", "3.11.2", "3.11.5", "3.12.0", "3.13.0", "3.14.0"])
def test_every_version_that_is_named_runs_on_every_python_it_is_named_for(python: str) -> None:
    known = {pin for pin in pins() if is_installed(pin.name) and metadata.version(pin.name) in pin.specifier}
    meant = {pin for pin in known if pin.marker is None or pin.marker.evaluate({"python_full_version": python})}

    assert len(meant) > 90
    for pin in meant:
        requires = metadata.metadata(pin.name)["Requires-Python"] or ""
        assert SpecifierSet(requires).contains(python), pin


@pytest.mark.parametrize("python", ["3.11.0", "3.14.0"])
def test_no_package_has_two_versions_or_none_for_one_python(python: str) -> None:
    meant = [
        pin.name for pin in pins() if pin.marker is None or pin.marker.evaluate({"python_full_version": python})
    ]

    assert len(set(meant)) == len(meant)
    assert set(meant) == {pin.name for pin in pins()}


def test_the_oldest_python_is_the_same_everywhere() -> None:
    facts = metadata.metadata("ilofeed")
    named = {name.rpartition(" ")[2] for name in facts.get_all("Classifier") or () if "Python :: 3." in name}

    assert facts["Requires-Python"] == ">=3.11"
    assert named == {"3.11", "3.12", "3.13", "3.14"}
    assert "sys.version_info < (3, 11))" in (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in ("README.md", "docs/getting-started.md", "docs/install.md"):
        assert "Python 3.11 or newer" in (ROOT / page).read_text(encoding="utf-8")


def test_everything_that_is_imported_is_declared() -> None:
    needed = metadata.requires("ilofeed") or ()
    declared = {project_of(each) for each in needed if "'dev'" not in each.replace('"', "'")}
    owners = metadata.packages_distributions()
    imported: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                imported |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add((node.module or "").partition(".")[0])

    foreign = imported - sys.stdlib_module_names - {"ilofeed"}
    assert len(foreign) > 10
    undeclared = {name for name in foreign if not {project_of(each) for each in owners[name]} & declared}
    assert undeclared == set()
